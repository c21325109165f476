"""Identities of an OIDC provider (一网通办, 法人一证通): linked by a verified 证件号, never by an e-mail address."""

from typing import Any

from allauth.socialaccount.adapter import (
    DefaultSocialAccountAdapter,
    _build_apps_from_settings,
)
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest

from duixian.kernel.identifiers import BadCode
from duixian.parties import sealing
from duixian.parties.models import Account, Person

# All that is kept of what a provider says; the number itself never is.
KEPT = ("sub", "name")
IDENTITY = "identity"


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """allauth's questions about identities from elsewhere."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": "这个邮箱已有账户。请先用密码登录，再在“账户与安全”里绑定%s",
        "connected_other": "这个身份已绑定另一个账户",
        "no_password": "请先设置密码，再解除绑定",
    }

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[Any]:
        """Providers are set up in the environment only; a row in the database can't add one."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """The account as the provider suggests it; here what it said is cut down before anything is stored."""
        said = sociallogin.account.extra_data
        claims = said.get("userinfo") or said.get("id_token") or {}
        if said.get("id_token", claims).get("sub") != claims.get("sub"):
            raise PermissionDenied("userinfo is about somebody else")
        claim = sociallogin.provider.app.settings.get("identity_claim")
        sociallogin.account.extra_data = {
            "userinfo": {name: claims[name] for name in KEPT if name in claims},
            IDENTITY: _hash(claims.get(claim)) if claim else "",
        }
        return super().populate_user(request, sociallogin, data)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The first time: the account of the natural person whom the provider has verified, if there is just one."""
        process = sociallogin.state.get("process")
        hashed = sociallogin.account.extra_data.get(IDENTITY)
        if sociallogin.is_existing or process == "connect" or not hashed:
            return
        found = Account.objects.filter(person__identity_hash=hashed, is_active=True)[:2]
        if len(found) == 1:
            sociallogin.connect(request, found[0])

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        """What the provider has told already."""
        initial: dict[str, Any] = super().get_signup_form_initial_data(sociallogin)
        return initial | {"name": sociallogin.account.extra_data["userinfo"].get("name", "")}

    def save_user(
        self, request: HttpRequest, sociallogin: Any, form: BaseForm | None = None
    ) -> Account:
        """A new account; its person is known by the verified number from now on."""
        hashed = sociallogin.account.extra_data.get(IDENTITY)
        with transaction.atomic():
            account: Account = super().save_user(request, sociallogin, form)
            if hashed:
                _identify(account, hashed)
        return account

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Nothing: the product's own messages tell people."""


def _identify(account: Account, hashed: str) -> None:
    known, made = Person.objects.filter(identity_hash=hashed).first(), account.person
    assert made is not None
    if known is None:
        made.identity_hash = hashed
        made.save(update_fields=["identity_hash"])
        return
    # One natural person is one person, however many accounts.
    account.person = known
    account.save(update_fields=["person"])
    made.delete()


def _hash(number: object) -> str:
    try:
        return sealing.identity_hash(number) if isinstance(number, str) else ""
    except BadCode:
        return ""
