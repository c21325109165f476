"""Answers allauth's questions about accounts: addresses, failures, new accounts and passwords, where to go next."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm, ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from duixian.audit import trail
from duixian.kernel import clock
from duixian.parties.initials import initials
from duixian.parties.models import Account, Person
from duixian.parties.signin import accounts, locks, noting, passwords, sessions
from duixian.parties.signin.visit import actor_of, address_of

SAID = {
    "account/messages/password_changed.txt": "密码已修改，其他地方的登录都已退出",
    "account/messages/password_set.txt": "密码已设置",
    "account/messages/email_confirmation_sent.txt": "验证邮件已发出，请点击邮件里的链接",
    "account/messages/email_confirmed.txt": "邮箱已验证",
    "account/messages/email_deleted.txt": "已取消更换邮箱",
    "account/messages/primary_email_set.txt": "邮箱已更换",
    "mfa/messages/totp_activated.txt": "动态验证码已启用",
    "mfa/messages/totp_deactivated.txt": "动态验证码已停用",
    "mfa/messages/webauthn_added.txt": "通行密钥已添加",
    "mfa/messages/webauthn_removed.txt": "通行密钥已删除",
    "socialaccount/messages/account_connected.txt": "已绑定",
    "socialaccount/messages/account_connected_other.txt": "这个身份已绑定另一个账户",
    "socialaccount/messages/account_disconnected.txt": "已解除绑定",
    "usersessions/messages/sessions_logged_out.txt": "其他地方的登录都已退出",
}
WRONG = "登录名或密码不正确。请检查大小写；忘记密码可以重设"


def display_name(account: Account) -> str:
    """What an account is called on pages and in mails."""
    return account.get_full_name()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's questions about accounts."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": "输错次数太多，请15分钟后再试，或请系统管理员解锁",
        "rate_limited": "操作太频繁，请稍后再试",
        "incorrect_password": "密码不正确",
        "enter_current_password": "当前密码不正确",
        "incorrect_code": "验证码不正确",
        "username_taken": "这个登录名已有人使用，请换一个",
        "email_taken": "这个邮箱已注册过账户。请直接登录；忘记密码可以重设",
        "invalid_password_reset": "重设链接已失效，请重新申请",
    }

    # --- addresses and failures

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address."""
        return address_of(request) or "0.0.0.0"  # noqa: S104  (a key to count under, not a place to listen)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return locks.key(request, credentials)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before looking at the password, so that no two can slip through at once."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            locks.locked(request, credentials)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password, or a name that nobody has."""
        login = str(credentials.get("username") or credentials.get("email") or "")
        noting.refused(request, accounts.find(login), "session.start", "登录名或密码不正确")

    # --- accounts and passwords

    def save_user(
        self, request: HttpRequest, user: Account, form: BaseForm, commit: bool = True
    ) -> Account:
        """A new account with its natural person; without a role, until an enterprise registers or invites them."""
        name = form.cleaned_data["name"]
        with transaction.atomic():
            user.person = Person.objects.create(name=name, pinyin=initials(name))
            super().save_user(request, user, form, commit=True)
            trail.record(actor_of(request, user), "account.create", noting.subject(user))
        return user

    def set_password(self, user: Account, password: str) -> None:
        """Change or reset."""
        with transaction.atomic():
            passwords.change(user, password)
            noting.password_changed(user)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """A free name; one that looks like an address would be taken for one at sign-in."""
        if "@" in username:
            raise ValidationError("登录名不能含“@”；登录时也可以直接用邮箱")
        return str(super().clean_username(username, shallow))

    # --- where to go, and what to say

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of this site."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page that knows where each role works."""
        return reverse("account-start")

    get_signup_redirect_url = get_login_redirect_url

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The overview, which says what was done."""
        return reverse("account")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:  # fmt: skip
        """What allauth would say, in our words; what is not listed needs no saying."""
        if message_template in SAID:
            messages.success(request, SAID[message_template])

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        """Password, code, passkey; someone who has none of them yet first sets a password."""
        names = {
            "reauthenticate": "用密码",
            "mfa_reauthenticate": "用动态验证码或恢复码",
            "mfa_reauthenticate:webauthn": "用通行密钥",
        }
        found = self._methods_of(user)
        return [one | {"description": names[one["id"]]} for one in found] or [
            {
                "id": "set-password",
                "description": "先设置密码",
                "url": reverse("account_set_password"),
            }
        ]

    def _methods_of(self, user: Account) -> list[dict[str, Any]]:
        """Looked up once in a request: the page, its guard and its template all ask."""
        kept = getattr(context.request, "__dict__", {}).setdefault("_methods_to_confirm", {})
        if user.pk not in kept:
            kept[user.pk] = super().get_reauthentication_methods(user)
        found: list[dict[str, Any]] = kept[user.pk]
        return found

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Someone who has just signed in sets up a first second factor without being asked again."""
        request = context.request
        if app != "allauth.mfa" or not sessions.is_young(request.session, clock.now()):
            return True
        protected = Authenticator.objects.filter(user=request.user).exists()
        return protected and not sessions.set_up_here(request.session)

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Nothing: the product's own messages tell people."""
