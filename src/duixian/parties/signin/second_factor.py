"""The second factor: secrets are sealed with a key that is not in the database; a staff member can't do without one."""

import base64
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from duixian.audit import trail
from duixian.parties import sealing
from duixian.parties.access import Refused, Viewer, require
from duixian.parties.models import Account, Membership
from duixian.parties.roles import STAFF, Role
from duixian.parties.signin import noting, sessions

# allauth seals before it knows the row, so that all second factors share one.
ROW = UUID("7d1f3a52-0000-4000-8000-000000000002")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's questions about second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "验证码不正确或已用过。请输入验证器上当前显示的6位数字",
        "cannot_delete_authenticator": "工作人员账户必须保留动态验证码，不能停用",
        "cannot_generate_recovery_codes": "请先启用动态验证码，再生成恢复码",
    }

    def encrypt(self, text: str) -> str:
        """Sealed, as text."""
        return base64.b64encode(sealing.sealed(text, ROW)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again."""
        return sealing.opened(base64.b64decode(encrypted_text), ROW)

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)

    def get_totp_label(self, user: Account) -> str:
        """What the authenticator app lists it under."""
        return user.username

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep their TOTP; a passkey may go."""
        if authenticator.type != Authenticator.Type.TOTP:
            return True
        return not staff(authenticator.user)

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:  # noqa: A002
        """What a new passkey is called until its owner names it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"通行密钥{number + 1}"

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Nothing: the product's own messages tell people."""


def reset(viewer: Viewer, account: Account) -> None:
    """Take all second factors from somebody who lost theirs; they set up new ones at the next sign-in. Only an admin.

    The account's sessions end with it.
    """
    require(viewer, Role.ADMIN)
    if account.pk == viewer.account.pk:
        raise Refused(("", "不能重设自己的验证方式，请另一位系统管理员办理"))
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account.pk)
        for one in Authenticator.objects.filter(user=held):
            one.delete()
        sessions.end_all(held)
        trail.record(viewer.actor, "second-factor.reset", noting.subject(held))


def staff(account: Account) -> bool:
    """Whether the account's person holds a staff role now."""
    held = Membership.objects.filter(person=account.person_id, until=None)
    return held.filter(role__in=[role.value for role in STAFF]).exists()
