"""单位注册: a start page, four short steps, the answers to check, a receipt."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian.files import store
from duixian.files.refusals import Refused as FileRefused
from duixian.parties import organisations, people, registrations
from duixian.parties.access import Refused
from duixian.parties.models import Account, Registration
from duixian.parties.registrations import Wanted
from duixian.parties.signin.visit import account_of, actor_of
from duixian.portal.enterprise import steps
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import signed_in

COLUMN = "单位注册"
both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What it is for, who may, what to have at hand; for who is signed in also what they handed in before."""
    account = account_of(request)
    return render(
        request, "portal/enterprise/register.html",
        Page(title="单位注册", column=COLUMN, description="申报单位注册：准备什么，怎么办，多久有结果。"),
        account=account, mine=list(registrations.mine(account)) if account and account.person else [],
    )  # fmt: skip


@both
@signed_in
def unit(request: HttpRequest) -> HttpResponse:
    """Which enterprise; one that is here already leads to a claim."""
    boxes, given = steps.unit_boxes(), _given(request)
    if request.method != "POST":
        return _page(request, "unit", boxes, given)
    faults: list[tuple[str, str]] = []
    found = None
    try:
        found = registrations.unit(given.get("code", ""), given.get("name", ""))
    except Refused as refused:
        faults += refused.faults
    if not any(given.get("centre") == value for value, _ in boxes[2].options[1:]):
        faults.append(("centre", "请选择所在区域的投资促进中心"))
    if faults or found is None:
        return _page(request, "unit", boxes, given, faults)
    kind = "" if found.taken else Registration.Kind.NEW.value
    steps.keep(
        request, {"code": found.code, "name": found.name, "centre": given["centre"], "kind": kind}
    )
    return redirect("enterprise-claim" if found.taken else "enterprise-register-person")


@both
@signed_in
def claim(request: HttpRequest) -> HttpResponse:
    """The code is taken: join, or dispute who manages."""
    if missing := _missing(request, "code"):
        return missing
    boxes, given = steps.claim_boxes(), _given(request)
    if request.method != "POST":
        return _page(request, "claim", boxes, given)
    kind, faults, said = given.get("kind", ""), [], ""
    if kind not in {Registration.Kind.JOIN, Registration.Kind.DISPUTE}:
        faults.append(("kind", "请选择申请加入，或管理员争议"))
    try:
        said = registrations.read_statement(given.get("statement", ""))
    except Refused as refused:
        faults += refused.faults
    if faults:
        return _page(request, "claim", boxes, given, faults)
    steps.keep(request, {"kind": kind, "statement": said})
    return redirect("enterprise-register-person")


@both
@signed_in
def person(request: HttpRequest) -> HttpResponse:
    """Who registers."""
    if missing := _missing(request, "code", "kind"):
        return missing
    account = _account(request)
    known = bool(account.person and account.person.identity_hash)
    boxes = steps.person_boxes(known=known)
    given = {"person_name": account.get_full_name(), "mobile": account.mobile} | _given(request)
    if request.method != "POST":
        return _page(request, "person", boxes, given)
    try:
        contact = registrations.read_contact(given.get("contact", "") or given.get("mobile", ""))
        people.introduce(
            account, name=given.get("person_name", ""), identity=given.get("identity", ""),
            mobile=given.get("mobile", ""), actor=actor_of(request, account),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, "person", boxes, given, refused.faults)
    steps.keep(request, {"contact": contact})
    return redirect("enterprise-register-licence")


@both
@signed_in
def licence(request: HttpRequest) -> HttpResponse:
    """The licence, checked like every upload."""
    if missing := _missing(request, "code", "kind", "contact"):
        return missing
    given = steps.answers(request)
    if request.method != "POST":
        return _page(request, "licence", [steps.LICENCE], given)
    upload, account = request.FILES.get("licence"), _account(request)
    if upload is None:
        if given.get("licence"):
            return redirect("enterprise-register-check")
        return _page(
            request, "licence", [steps.LICENCE], given, [("licence", "请选择要上传的营业执照")]
        )
    assert account.person is not None
    stream: Any = upload.file
    try:
        kept = store.keep(
            stream, upload.name or "", owner=None, by=account.person.pk, slot="licence"
        )
    except FileRefused as refused:
        return _page(request, "licence", [steps.LICENCE], given, [("licence", refused.reason)])
    steps.keep(request, {"licence": str(kept.pk), "licence_name": kept.name})
    return redirect("enterprise-register-check")


@both
@signed_in
def check(request: HttpRequest) -> HttpResponse:
    """Everything once more; then it is handed in."""
    if missing := _missing(request, "code", "kind", "contact", "licence"):
        return missing
    account, given = _account(request), steps.answers(request)
    if request.method != "POST":
        return _page(request, "check", [steps.AGREED], {}, **_said(account, given))
    if request.POST.get("agreed") != "on":
        faults = [("agreed", "请确认信息真实并已阅读告知后再提交")]
        return _page(request, "check", [steps.AGREED], {}, faults, **_said(account, given))
    try:
        row = registrations.register(account, _wanted(given), actor=actor_of(request, account))
    except Refused as refused:
        return _page(
            request,
            "check",
            [steps.AGREED],
            {"agreed": "on"},
            refused.faults,
            **_said(account, given),
        )
    steps.forget(request)
    return redirect("enterprise-registration", row.pk)


@require_safe
@signed_in
def receipt(request: HttpRequest, id_: UUID) -> HttpResponse:
    """What was handed in, where it stands, what happens next."""
    found = registrations.mine(_account(request)).filter(pk=id_).first()
    if found is None:
        raise Http404(id_)
    page = Page(title="注册回执", column=COLUMN, index=False)
    return render(request, "portal/enterprise/registration.html", page, row=found)


def _wanted(given: dict[str, str]) -> Wanted:
    return Wanted(
        code=given["code"], name=given["name"], centre=UUID(given["centre"]), contact=given["contact"],
        licence=UUID(given["licence"]), kind=given["kind"], statement=given.get("statement", ""),
    )  # fmt: skip


def _said(account: Account, given: dict[str, str]) -> dict[str, Any]:
    centre = organisations.centres().filter(pk=given["centre"]).first()
    return {
        "given": given,
        "centre": centre,
        "way": Registration.Kind(given["kind"]).label,
        "account": account,
    }


def _account(request: HttpRequest) -> Account:
    found = account_of(request)
    assert found is not None
    return found


def _given(request: HttpRequest) -> dict[str, str]:
    """What stands in the fields: what was sent just now, else what was answered before."""
    if request.method == "POST":
        return {name: str(value) for name, value in request.POST.items()}
    return steps.answers(request)


def _missing(request: HttpRequest, *names: str) -> HttpResponse | None:
    """Back to the first step that was left out: an address typed by hand, a session that ended."""
    given = steps.answers(request)
    back = {
        "code": "enterprise-register-unit", "kind": "enterprise-claim", "contact": "enterprise-register-person",
        "licence": "enterprise-register-licence",
    }  # fmt: skip
    return next((redirect(back[name]) for name in names if not given.get(name)), None)


TITLES = {
    "unit": "是哪家单位？",
    "claim": "这家单位已有人注册",
    "person": "谁来办理？",
    "licence": "上传营业执照",
    "check": "核对后提交",
}


def _page(
    request: HttpRequest, step: str, boxes: list[Box], values: dict[str, str],
    faults: Any = (), **more: Any,
) -> HttpResponse:  # fmt: skip
    shown = filled(boxes, values, faults)
    return render(
        request, f"portal/enterprise/register_{step}.html", Page(title=TITLES[step], column=COLUMN, index=False),
        boxes=shown, errors=summary(shown, faults), step=step, steps=steps.STEPS, answers=steps.answers(request),
        **more,
    )  # fmt: skip
