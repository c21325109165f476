"""Mail goes out after the commit: claimed before it is handed over, retried while that is safe, never sent twice."""

import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django_tasks import task

from duixian.kernel import clock
from duixian.outbox.backends import Unclear
from duixian.outbox.kinds import KINDS
from duixian.outbox.letters import letter
from duixian.outbox.models import Mail, Notice

log = structlog.get_logger(__name__)
State = Mail.State

# Between the eight attempts: about a day in all, so that a mail server may be down overnight.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720))
ATTEMPTS = len(WAITS) + 1
# A claim older than this belongs to a worker that died: every step of sending has a far shorter time-out.
CLAIM = timedelta(minutes=10)
BATCH = 100
SECRET = [name for name, kind in KINDS.items() if kind.secret]


@task()
def deliver(mails: list[int]) -> int:
    """The queued task of one post: send these mails."""
    return send_all(mails)


def after_commit(mails: list[int]) -> None:
    """Queue the sending for when the caller's transaction has committed. Should that fail, the sweep finds them."""
    if mails:
        transaction.on_commit(lambda: _enqueue(mails), robust=True)


def _enqueue(mails: list[int]) -> None:
    for start in range(0, len(mails), BATCH):
        deliver.enqueue(mails[start : start + BATCH])


def sweep() -> str:
    """Send whatever is due, and settle what a dead worker left half done."""
    now = clock.now()
    lost = _abandoned(now)
    due = Mail.objects.filter(state=State.WAITING, next_at__lte=now).order_by("next_at", "pk")
    sent = send_all(list(due.values_list("pk", flat=True)[:1000]))
    return f"发出{sent}封" + (f"，结果不明{lost}封" if lost else "")


def send_all(mails: Iterable[int]) -> int:
    """Send those that are still waiting and due; how many went out."""
    claimed = (_claim(pk, clock.now()) for pk in mails)
    return sum(_hand_over(mail) for mail in claimed if mail)


def _claim(pk: int, now: datetime) -> Mail | None:
    """Make the mail this worker's own, durably, before anything leaves the house; None if it isn't to be had."""
    due = Mail.objects.filter(pk=pk, state=State.WAITING, next_at__lte=now)
    if not due.update(state=State.SENDING, attempts=F("attempts") + 1, claimed_at=now):
        return None
    return Mail.objects.select_related("notice").get(pk=pk)


def _hand_over(mail: Mail) -> bool:
    try:
        letter(mail).send()
    except Unclear as error:
        _settle(mail, State.UNCLEAR, error)
    except (smtplib.SMTPException, OSError) as error:
        _not_taken(mail, error)
    except Exception as error:  # a mail that can't be built is no reason to hold up the others
        log.exception("mail can't be built", mail=mail.pk)
        _settle(mail, State.FAILED, error)
    else:
        _settle(mail, State.SENT)
        return True
    return False


def _not_taken(mail: Mail, error: Exception) -> None:
    """The server has surely not taken it: later again, unless it said never, or this was the last time."""
    if _never(error) or mail.attempts >= ATTEMPTS:
        _settle(mail, State.FAILED, error)
    else:
        _settle(mail, State.WAITING, error)


def _never(error: Exception) -> bool:
    """A 5xx answer about the address or the text; one about our own sign-in is for us to mend."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _settle(mail: Mail, state: Mail.State, error: Exception | None = None) -> None:
    """Write down the outcome, for the parts of a digest too; a link that is a key is erased with the last attempt."""
    now = clock.now()
    wait = WAITS[mail.attempts - 1] if state == State.WAITING else timedelta()
    with transaction.atomic():
        mine = Mail.objects.filter(
            pk=mail.pk, attempts=mail.attempts, state__in=[State.SENDING, State.UNCLEAR]
        )
        mine.update(
            state=state, next_at=now + wait, sent_at=now if state == State.SENT else None,
            last_error=f"{type(error).__name__}: {error}"[:300] if error else "",
        )  # fmt: skip
        if state != State.WAITING:
            mail.parts.update(state=state, sent_at=now if state == State.SENT else None)
            Notice.objects.filter(mail=mail, template__in=SECRET).update(link="")
    log.info("mail", mail=mail.pk, state=str(state), attempt=mail.attempts)


def _abandoned(now: datetime) -> int:
    """What was in a dead worker's hands: perhaps sent, so not sent again; the next digest tells of it."""
    with transaction.atomic():
        lost = Mail.objects.filter(state=State.SENDING, claimed_at__lt=now - CLAIM)
        pks = list(lost.select_for_update().values_list("pk", flat=True))
        Mail.objects.filter(pk__in=pks).update(state=State.UNCLEAR, last_error="发送时中断")
        Mail.objects.filter(digest__in=pks).update(state=State.UNCLEAR)
    return len(pks)
