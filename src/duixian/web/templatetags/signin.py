"""What the account pages need: fields and their faults in our words, options for passkeys, the demo's code."""

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django import template
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseForm, BoundField
from django.http import HttpRequest

from duixian.parties.models import Account
from duixian.parties.signin import demo_codes, noting, passwords
from duixian.parties.signin.visit import account_of

register = template.Library()

LABELS = {
    "login": "登录名或邮箱", "password": "密码", "name": "姓名", "username": "登录名", "email": "电子邮箱",
    "password1": "密码", "password2": "再输入一次密码", "oldpassword": "当前密码", "code": "验证码",
    "credential": "通行密钥", "account": "身份",
}  # fmt: skip


@register.filter
def label_of(field: BoundField) -> str:
    """What a field is called."""
    return LABELS.get(field.name, str(field.label))


@register.filter
def fault_of(field: BoundField) -> str:
    """What is wrong with a field; "" where nothing is."""
    return _text(label_of(field), field.form.errors.as_data().get(field.name, []))


@register.filter
def faults(form: object) -> list[dict[str, str]]:
    """All that is wrong with a form: where, and in which words; what concerns no field leads to the first."""
    if not isinstance(form, BaseForm) or not form.is_bound:
        return []
    first = next((one.auto_id for one in form if not one.is_hidden), "main")
    found = []
    for name, errors in form.errors.as_data().items():
        field = form[name] if name in form.fields else None
        label = label_of(field) if field else ""
        place = field.auto_id if field and not field.is_hidden else first
        found.append({"id": place, "label": label, "error": _text(label, errors)})
    return found


def _text(label: str, errors: list[ValidationError]) -> str:
    return "；".join(_one_text(label, one) for one in errors)


def _one_text(label: str, error: ValidationError) -> str:
    if error.code == "required":
        return f"请填写{label}"
    if error.code == "invalid" and label == LABELS["email"]:
        return "电子邮箱不完整，例如 zhang@example.com"
    return "；".join(error.messages)


@register.filter
def as_json(value: Any) -> str:
    """JSON for a data attribute."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def device(session: UserSession) -> str:
    """A session's browser, for people."""
    return noting.device_name(session.user_agent)


@register.simple_tag(takes_context=True)
def password_rules(context: dict[str, Any]) -> str:
    """What a password must be; someone who has none yet can't use an old one."""
    newcomer = "token_fail" not in context and account_of(context["request"]) is None
    return "；".join(passwords.rules(newcomer=newcomer))


@register.simple_tag(takes_context=True)
def password_due(context: dict[str, Any]) -> str:
    """Why the password must change now; "" where it need not."""
    account = account_of(context["request"])
    if account is None or not passwords.must_change(account):
        return ""
    if passwords.handed_over(account):
        return "这是管理员给您的初始密码。请先设置只有您自己知道的新密码，再继续办理"
    return f"密码每{settings.PASSWORD_POLICY['days']}天须更换一次。请先设置新密码，再继续办理"


@register.simple_tag(takes_context=True)
def ways_to_confirm(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The other ways to prove again who one is, from the page of one of them."""
    request: HttpRequest = context["request"]
    methods = get_adapter().get_reauthentication_methods(request.user)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return [one | {"url": one["url"] + query} for one in methods if one["url"] != request.path]


@register.simple_tag(takes_context=True)
def demo_code(context: dict[str, Any]) -> str:
    """In the demo, the code that the account's authenticator would show now; else ""."""
    request: HttpRequest = context["request"]
    stage = getattr(request, "_login_stage", None)
    account = stage.login.user if stage else account_of(request)
    return demo_codes.code_for(account) if isinstance(account, Account) else ""
