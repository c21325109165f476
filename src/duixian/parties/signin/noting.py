"""What the trail and the account's person are told about signing in."""

from typing import Any

from allauth.core import context
from django.db import transaction
from django.http import HttpRequest

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.kernel import clock
from duixian.outbox import messages
from duixian.parties.models import Account
from duixian.parties.signin.visit import account_of, actor_of, address_of


def subject(account: Account | None) -> str:
    """What an entry is about; all attempts at names that nobody has are about one subject."""
    return f"account:{account.pk}" if account else "account:unknown"


def done(request: HttpRequest, account: Account, action: str, **payload: Any) -> None:
    """An entry about a change to an account, made by whoever makes the request."""
    with transaction.atomic():
        trail.record(actor_of(request, account), action, subject(account), payload=payload)


def refused(request: HttpRequest, account: Account | None, action: str, reason: str) -> None:
    """An entry about a refusal: a wrong password, a locked account."""
    trail.denied(actor_of(request, account), action, subject(account), reason)


def within(account: Account, action: str, **payload: Any) -> None:
    """An entry about a change that is under way, by whoever makes the request, or by a job of the product."""
    request = context.request
    actor = actor_of(request, account) if request else Actor.job("sign-in")
    with transaction.atomic():
        trail.record(actor, action, subject(account), payload=payload)


def password_changed(account: Account) -> None:
    """An entry, and a message to the person, that the password is another now. Inside the change's transaction."""
    request = context.request
    by_owner = request is not None and account_of(request) == account
    within(account, "password.change" if by_owner else "password.reset")
    messages.post(_owner(account), "password-changed", {"moment": clock.now()})


def new_device(request: HttpRequest, account: Account) -> None:
    """A message to the person about a sign-in from a browser that has not been seen with this account."""
    values = {
        "device": device_name(request.headers.get("User-Agent", "")),
        "address": address_of(request) or "未知",
        "moment": clock.now(),
    }
    with transaction.atomic():
        messages.post(_owner(account), "sign-in-new-device", values)


def _owner(account: Account) -> list[messages.Recipient]:
    return [messages.Recipient(person=account.person_id, email=account.email)]


_BROWSERS = {
    "Edg": "Edge", "OPR": "Opera", "MicroMessenger": "微信", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "macOS", "Linux": "Linux",
}  # fmt: skip


def device_name(agent: str) -> str:
    """A browser's and a system's name out of the User-Agent, for people: “Windows 上的 Chrome”."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in agent), "浏览器")
    system = next((name for mark, name in _SYSTEMS.items() if mark in agent), "未知设备")
    return f"{system}上的{browser}"
