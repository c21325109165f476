"""How long a session lasts, a new identifier when what it may do changes, and whether it has seen a second factor."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from duixian.parties.models import Account

STARTED, SEEN, SECOND, SET_UP = "started", "seen", "second_factor", "second_factor_set_up"
# The last request is written down at most so often: a click need not cost a write.
GRAIN = 20


def begin(session: SessionBase, now: datetime) -> None:
    """The session of someone who has just signed in."""
    session[STARTED] = session[SEEN] = int(now.timestamp())


def over(session: SessionBase, *, staff: bool, now: datetime) -> str | None:
    """Why the session has ended, for people; None while it lasts."""
    moment = now.timestamp()
    idle = settings.SESSION_IDLE_STAFF if staff else settings.SESSION_IDLE
    if moment - session.get(STARTED, 0) >= settings.SESSION_LONGEST:
        return f"登录已满{settings.SESSION_LONGEST // 3600}小时，为了安全已自动退出。请重新登录"
    if moment - session.get(SEEN, 0) >= idle:
        return f"超过{idle // 60}分钟没有操作，为了安全已自动退出。请重新登录"
    return None


def is_young(session: SessionBase, now: datetime) -> bool:
    """Whether its owner proved who they are no longer ago than a confirmation holds."""
    return bool(
        now.timestamp() - session.get(STARTED, 0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    )


def touch(session: SessionBase, now: datetime) -> None:
    """Someone is there."""
    if int(now.timestamp()) - session.get(SEEN, 0) >= GRAIN:
        session[SEEN] = int(now.timestamp())


def rotate(request: HttpRequest) -> None:
    """A new identifier for the same session: the old one, if anybody has it, opens nothing any more."""
    old = request.session.session_key
    request.session.cycle_key()
    if old:
        UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def mark_second_factor(session: SessionBase, account: Account, *, set_up: bool = False) -> None:
    """This account has shown a second factor in this session, perhaps by setting up its first."""
    if set_up and SECOND not in session:
        session[SET_UP] = True
    session[SECOND] = account.pk


def set_up_here(session: SessionBase) -> bool:
    """Whether the account's first second factor was set up in this session."""
    return bool(session.get(SET_UP))


def has_second_factor(session: SessionBase, account: Account) -> bool:
    """Whether this account has shown a second factor in this session."""
    return bool(session.get(SECOND) == account.pk)


def end_all(account: Account) -> None:
    """Wherever the account is signed in, it is no longer."""
    for one in UserSession.objects.filter(user=account):
        one.end()
