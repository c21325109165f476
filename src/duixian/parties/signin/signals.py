"""What happens around allauth: an entry in the trail, a new session identifier, a message. Connected by parties.apps."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social_signals
from django.conf import settings
from django.contrib.auth import signals as auth_signals
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from duixian.kernel import clock
from duixian.parties.models import Account
from duixian.parties.signin import devices, noting, sessions

FACTORS = {Authenticator.Type.TOTP: "动态验证码", Authenticator.Type.WEBAUTHN: "通行密钥", Authenticator.Type.RECOVERY_CODES: "恢复码"}  # fmt: skip


@receiver(auth_signals.user_logged_in)
def session_begins(request: HttpRequest, **kwargs: Any) -> None:
    """The clock of the session starts."""
    sessions.begin(request.session, clock.now())


@receiver(account_signals.user_logged_in)
def signed_in(request: HttpRequest, user: Account, response: HttpResponse, **kwargs: Any) -> None:
    """Somebody has signed in, all factors shown."""
    ways = [one["method"] for one in get_authentication_records(request, user)]
    noting.done(request, user, "session.start", methods=ways)
    # In the demo everybody signs in as everybody: such a message would be all that is read there.
    if devices.is_new(request, response, user) and not settings.DEMO:
        noting.new_device(request, user)


@receiver(auth_signals.user_logged_out)
def signed_out(request: HttpRequest, user: Account | None, **kwargs: Any) -> None:
    """Somebody has left, or was sent out."""
    if user is not None:
        noting.done(request, user, "session.end", reason=getattr(request, "ended", ""))


@receiver(account_signals.email_changed)
def email_changed(request: HttpRequest, user: Account, **kwargs: Any) -> None:
    """Another address."""
    noting.done(request, user, "email.change")


@receiver(account_signals.email_confirmed)
def email_confirmed(request: HttpRequest, email_address: Any, **kwargs: Any) -> None:
    """The address is theirs."""
    noting.done(request, email_address.user, "email.confirm")


@receiver(post_save, sender=Authenticator)
def factor_kept(instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """A new second factor, in the same transaction."""
    if created:
        noting.within(instance.user, "second-factor.add", kind=FACTORS[instance.type])


@receiver(post_delete, sender=Authenticator)
def factor_gone(instance: Authenticator, **kwargs: Any) -> None:
    """One second factor less, in the same transaction."""
    noting.within(instance.user, "second-factor.remove", kind=FACTORS[instance.type])


@receiver(mfa_signals.authenticator_added)
def factor_added(
    request: HttpRequest, user: Account, authenticator: Authenticator, **kwargs: Any
) -> None:
    """It was shown just now, and the session gets a new identifier."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        sessions.mark_second_factor(request.session, user, set_up=True)
        sessions.rotate(request)


@receiver(mfa_signals.authenticator_removed)
def factor_removed(request: HttpRequest, **kwargs: Any) -> None:
    """What protects the account has changed: a new identifier."""
    sessions.rotate(request)


@receiver(mfa_signals.authenticator_used)
def factor_used(
    request: HttpRequest, user: Account, authenticator: Authenticator, reauthenticated: bool, **kwargs: Any
) -> None:  # fmt: skip
    """Shown at sign-in (whose own entry follows), or once more within a session."""
    sessions.mark_second_factor(request.session, user)
    if reauthenticated:
        sessions.rotate(request)
    if reauthenticated or authenticator.type == Authenticator.Type.RECOVERY_CODES:
        noting.done(request, user, "second-factor.use", kind=FACTORS[authenticator.type])


@receiver(mfa_signals.authentication_failed)
def factor_failed(request: HttpRequest, user: Account, **kwargs: Any) -> None:
    """A wrong code."""
    noting.refused(request, user, "second-factor.use", "动态验证码不正确")


@receiver(account_signals.authentication_step_completed)
def proved_again(request: HttpRequest, user: Account, method: str, **kwargs: Any) -> None:
    """The password once more, before a dangerous act."""
    if method == "password" and kwargs.get("reauthenticated"):
        sessions.rotate(request)
        noting.done(request, user, "session.confirm", method=method)


@receiver(social_signals.social_account_added)
def identity_linked(request: HttpRequest, sociallogin: Any, **kwargs: Any) -> None:
    """An identity of a provider now opens the account."""
    noting.done(request, sociallogin.user, "identity.link", provider=sociallogin.account.provider)


@receiver(social_signals.social_account_removed)
def identity_unlinked(request: HttpRequest, socialaccount: Any, **kwargs: Any) -> None:
    """And no longer."""
    noting.done(request, socialaccount.user, "identity.unlink", provider=socialaccount.provider)
