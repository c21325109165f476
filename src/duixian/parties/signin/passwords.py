"""What a password must be (等保 by default, ASVS by setting), when it must change, and that it is not used again."""

import unicodedata
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    get_default_password_validators,
)
from django.core.exceptions import ValidationError

from duixian.kernel import clock
from duixian.parties.models import Account

LONGEST = 128
DAY = timedelta(days=1)
KINDS: dict[str, Callable[[str], bool]] = {
    "大写字母": str.isupper,
    "小写字母": str.islower,
    "数字": str.isdecimal,
    "符号": lambda sign: not sign.isalnum(),
}


class LongEnough:
    """At least so many signs; at most 128, so that hashing one costs the same as hashing another."""

    def __init__(self, length: int) -> None:
        self.length = length

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if len(password) < self.length:
            raise ValidationError(f"密码至少{self.length}位，现为{len(password)}位")
        if len(password) > LONGEST:
            raise ValidationError(f"密码最多{LONGEST}位，现为{len(password)}位")

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return f"至少{self.length}位"


class Varied:
    """Signs of so many kinds out of four."""

    def __init__(self, kinds: int) -> None:
        self.kinds = kinds

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        found = [name for name, has in KINDS.items() if any(map(has, password))]
        if len(found) < self.kinds:
            lacking = "、".join(name for name in KINDS if name not in found)
            raise ValidationError(
                f"密码须含{'、'.join(KINDS)}中的至少{self.kinds}种，还可以加上：{lacking}"
            )

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return f"含{'、'.join(KINDS)}中的至少{self.kinds}种" if self.kinds else ""


class NotOneself:
    """Not the login name, the address or the person's name."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        plain = _plain(password)
        name = user.person.name if getattr(user, "person", None) else ""
        own = [getattr(user, "username", ""), getattr(user, "email", "").partition("@")[0], name]
        if any(len(one) > 2 and _plain(one) in plain for one in own if one):
            raise ValidationError("密码不能包含您的登录名、邮箱名或姓名")

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return "不包含您的登录名、邮箱名或姓名"


class NotCommon(CommonPasswordValidator):
    """Not one of the twenty thousand most used, which are tried first."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if _plain(password) in self.passwords:
            raise ValidationError("这个密码太常见，容易被猜到。请换一个")

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return "不是常见密码"


class NotUsedBefore:
    """Not the present one, nor one of those before it."""

    def __init__(self, history: int) -> None:
        self.history = history

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if not self.history or not isinstance(user, Account) or user.pk is None:
            return
        used = [user.password, *user.past_passwords][: self.history]
        if any(check_password(password, one) for one in used):
            raise ValidationError(f"不能使用最近{self.history}次用过的密码")

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return f"不是最近{self.history}次用过的" if self.history else ""


def change(account: Account, password: str) -> None:
    """Give the account a new password; the old one's hash is kept, to refuse it for a while. Saves."""
    history = settings.PASSWORD_POLICY["history"]
    if account.has_usable_password():
        account.past_passwords = [account.password, *account.past_passwords][: max(history - 1, 0)]
    account.set_password(password)
    account.password_changed_at = clock.now()
    account.save(update_fields=["password", "past_passwords", "password_changed_at"])


def days_left(account: Account) -> int | None:
    """Days until the password must change; 0 or less: now; None: never."""
    days = settings.PASSWORD_POLICY["days"]
    if not days or not account.has_usable_password():
        return None
    return (account.password_changed_at + timedelta(days=days) - clock.now()).days


def handed_over(account: Account) -> bool:
    """Whether the password is an admin's choice: it is dated before the account itself, and was never changed."""
    return account.has_usable_password() and account.password_changed_at < account.date_joined - DAY


def must_change(account: Account) -> bool:
    """Whether the password is over its age, or its owner has not chosen it."""
    left = days_left(account)
    return handed_over(account) or (left is not None and left < 0)


def rules(*, newcomer: bool = False) -> list[str]:
    """What a password must be, for people."""
    validators = [
        one
        for one in get_default_password_validators()
        if not (newcomer and isinstance(one, NotUsedBefore))
    ]
    return [text for one in validators if (text := one.get_help_text())]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
