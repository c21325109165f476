"""个人信息: the notice for everybody; for who is signed in what is kept about them, a copy, and closing the account."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duixian.parties import own_data, privacy
from duixian.parties.access import Refused
from duixian.parties.models import Account
from duixian.parties.signin.visit import account_of, actor_of
from duixian.web.boxes import Box, filled, summary
from duixian.web.download import attachment
from duixian.web.page import Page, render
from duixian.web.viewer import signed_in, step_up

CLOSE = (Box(name="sure", label="我知道注销后不能恢复，已提交的申报仍依法保存", style="tick"),)


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """What is asked, why, how it is guarded, how long it is kept."""
    page = Page(
        title="个人信息保护告知",
        column="个人信息保护",
        description="收集哪些个人信息、依据、用途、保存期限和您的权利。",
    )
    return render(
        request, "portal/enterprise/privacy.html", page, kept=privacy.NOTICE, duty=privacy.DUTY
    )


@require_safe
@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """One's own data."""
    return _data(request)


@require_POST
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """A copy of it."""
    account = _account(request)
    try:
        packed = own_data.export(account, actor=actor_of(request, account))
    except Refused as refused:
        return _data(request, list(refused.faults))
    return attachment(packed, "我的数据.zip", "application/zip")


@require_http_methods(["POST"])
@signed_in
@step_up
def close(request: HttpRequest) -> HttpResponse:
    """Close the account, and erase what the law lets go."""
    account = _account(request)
    if request.POST.get("sure") != "on":
        return _data(request, [("sure", "请先勾选确认")])
    try:
        privacy.erase(account, actor=actor_of(request, account))
    except Refused as refused:
        return _data(request, list(refused.faults))
    logout(request)
    return redirect("privacy")


def _data(request: HttpRequest, faults: list[tuple[str, str]] | None = None) -> HttpResponse:
    wrong = faults or []
    boxes = filled(CLOSE, {}, wrong)
    page = Page(title="我的数据", column="我的单位", index=False)
    return render(
        request, "portal/enterprise/data.html", page, sheets=privacy.held_of(_account(request)),
        boxes=boxes, errors=summary(boxes, wrong),
    )  # fmt: skip


def _account(request: HttpRequest) -> Account:
    found = account_of(request)
    assert found is not None
    return found
