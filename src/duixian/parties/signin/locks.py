"""Five wrong passwords in a quarter of an hour close an account to that address, and to nobody else; an admin opens it."""

import hashlib
from typing import Any

from allauth.core import ratelimit
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from duixian.audit import trail
from duixian.kernel import clock
from duixian.parties.access import Viewer, require
from duixian.parties.models import Account
from duixian.parties.roles import Role
from duixian.parties.signin import accounts, noting
from duixian.parties.signin.visit import address_of

WINDOW = 15 * 60


def key(request: HttpRequest, credentials: dict[str, Any]) -> str:
    """What failures are counted under: the account (by whichever name it was typed), or the unknown name, and the address."""
    login = str(credentials.get("username") or credentials.get("email") or "")
    account = accounts.find(login)
    who = f"{account.pk}@{account.unlocked_at}" if account else f"?{login.strip().casefold()}"
    return f"{who}|{address_of(request)}"


def locked(request: HttpRequest, credentials: dict[str, Any]) -> None:
    """One entry for each time that an account becomes closed to an address, however often it is tried then."""
    if cache.add(f"signin-locked-{hash_of(key(request, credentials))}", True, WINDOW):
        login = str(credentials.get("username") or credentials.get("email") or "")
        noting.refused(request, accounts.find(login), "account.lock", "密码连续输错，暂停登录")


def hash_of(text: str) -> str:
    """A cache key's safe form."""

    return hashlib.sha256(text.encode()).hexdigest()


def unlock(viewer: Viewer, account: Account) -> None:
    """Forget the failures of an account, wrong passwords and wrong codes alike. Only an admin."""
    require(viewer, Role.ADMIN)
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account.pk)
        account.unlocked_at = clock.now()
        account.save(update_fields=["unlocked_at"])
        ratelimit.clear(HttpRequest(), action="login_failed", key=f"mfa-auth-user-{account.pk}")
        trail.record(viewer.actor, "account.unlock", noting.subject(account))
