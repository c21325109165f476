"""单位资料: told once, used in every application; sections to read, a form for each, conflicts shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian.kernel.money import Money
from duixian.kernel.sent import whole
from duixian.parties import bank as accounts
from duixian.parties import profiles
from duixian.parties.access import Refused
from duixian.parties.profiles import Conflict
from duixian.parties.roles import Role
from duixian.portal.enterprise import profile_form as forms
from duixian.portal.questions import errors_of, questions
from duixian.web import profile_words as words
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, step_up

COLUMN = "我的单位"
applicants = only(Role.APPLICANT, Role.APPLICANT_OWNER)
both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@applicants
def overview(request: HttpRequest) -> HttpResponse:
    """Everything that is kept, by section."""
    viewer = acting_viewer(request)
    profile = profiles.of(viewer)
    return render(
        request, "portal/enterprise/profile.html", Page(title="单位资料", column=COLUMN, index=False),
        viewer=viewer, owner=viewer.role == Role.APPLICANT_OWNER, **words.sections(profile),
    )  # fmt: skip


@both
@applicants
def basics(request: HttpRequest) -> HttpResponse:
    """The facts, the class, the address, the contact."""
    viewer = acting_viewer(request)
    profile = profiles.of(viewer)
    if request.method != "POST":
        values = {name: getattr(profile, name) for name in words.BOX_NAMES}
        return _basics(request, forms.typed(profile), values, profile.version)
    given = _posted(request.POST)
    form, version = forms.fact_form(request.POST), _version(given)
    shown = questions(form)
    if errors_of(shown):
        return _basics(request, given, given, version)
    try:
        saved = profiles.save_basics(viewer, version=version, basics=forms.basics(form, given))
    except Refused as refused:
        return _basics(request, given, given, version, refused.faults)
    if isinstance(saved, Conflict):
        return _basics(request, given, given, saved.theirs.version, conflict=_conflict(saved))
    messages.success(request, "单位资料已保存")
    return redirect("enterprise-profile")


def _basics(
    request: HttpRequest, typed: dict[str, str], values: dict[str, Any], version: int,
    faults: Any = (), **more: Any,
) -> HttpResponse:  # fmt: skip
    data = QueryDict(mutable=True)
    data.update(typed)
    form = forms.fact_form(data)
    form.is_valid()
    for name, text in faults:
        if name in form.fields:
            form.add_error(name, text)
    asked, boxes = questions(form), filled(words.BASIC_BOXES, values, faults)
    own = [one for one in faults if one[0] not in form.fields]
    return render(
        request, "portal/enterprise/profile_basics.html", Page(title="填写基本信息", column=COLUMN, index=False),
        asked=asked, boxes=boxes, version=version, errors=[*errors_of(asked), *summary(boxes, own)],
        status=409 if "conflict" in more else 200, **more,
    )  # fmt: skip


@both
@applicants
def years(request: HttpRequest) -> HttpResponse:
    """Staff, revenue, R&D and intellectual property of the last years."""
    viewer = acting_viewer(request)
    profile = profiles.of(viewer)
    if request.method != "POST":
        return _years(request, forms.year_values(profile.years), profile.version)
    given = _posted(request.POST)
    rows, faults = forms.read_years(given)
    version = _version(given)
    if faults:
        return _years(request, given, version, faults)
    try:
        saved = profiles.save_years(viewer, version=version, rows=rows)
    except Refused as refused:
        return _years(request, given, version, refused.faults)
    if isinstance(saved, Conflict):
        return _years(request, given, saved.theirs.version, conflict=_conflict(saved))
    messages.success(request, "年度数据已保存")
    return redirect("enterprise-profile")


def _years(
    request: HttpRequest, values: dict[str, str], version: int, faults: Any = (), **more: Any
) -> HttpResponse:
    rows = []
    for year in profiles.years_asked():
        cells = [
            Box(name=f"{year}-{name}", label=f"{year}年{label}（{unit}）")
            for name, label, unit in words.COUNTS
        ]
        rows.append((year, filled(cells, values, faults)))
    every = [box for _, boxes in rows for box in boxes]
    return render(
        request, "portal/enterprise/profile_years.html", Page(title="填写年度数据", column=COLUMN, index=False),
        rows=rows, columns=words.COUNTS, version=version, errors=summary(every, faults),
        status=409 if "conflict" in more else 200, **more,
    )  # fmt: skip


def _conflict(found: Conflict) -> dict[str, Any]:
    names, kept = words.labels(), {fact.id: fact for fact in words.facts()}

    def said(part: str, value: Any) -> str:
        if value is None:
            return "（空）"
        if part in kept:
            return words.in_words(kept[part], {part: value})
        if part.partition("-")[2] in words.MONEY:
            return Money(int(value)).yuan_text()
        return str(value) or "（空）"

    parts = [
        (names.get(part, part), said(part, mine), said(part, theirs))
        for part, mine, theirs in found.parts
    ]
    return {"theirs": found.theirs, "parts": parts}


BANK = (
    Box(name="holder", label="户名", wide=True, hint="须与单位名称一致"),
    Box(name="bank", label="开户银行", wide=True, hint="写到支行，例如 中国工商银行上海市普陀支行"),
    Box(name="number", label="银行账号", mode="numeric", hint="8至32位数字，可以带空格。加密保存，页面上只显示末四位"),
)  # fmt: skip


@both
@only(Role.APPLICANT_OWNER)
@step_up
def bank(request: HttpRequest) -> HttpResponse:
    """The account that money would go to; only the manager changes it, having just proved who they are."""
    viewer = acting_viewer(request)
    current = accounts.current(viewer.organisation)
    if request.method != "POST":
        return _bank(request, current, {"holder": viewer.organisation.name})
    given = _posted(request.POST)
    try:
        accounts.change(
            viewer, holder=given.get("holder", ""), bank=given.get("bank", ""), number=given.get("number", "")
        )  # fmt: skip
    except Refused as refused:
        return _bank(request, current, given, refused.faults)
    messages.success(request, "收款账户已登记，已通知本单位全体人员")
    return redirect("enterprise-profile")


def _bank(
    request: HttpRequest, current: Any, values: dict[str, str], faults: Any = ()
) -> HttpResponse:
    boxes = filled(BANK, values, faults)
    page = Page(title="更换收款账户" if current else "登记收款账户", column=COLUMN, index=False)
    return render(
        request, "portal/enterprise/bank.html", page, boxes=boxes, current=current,
        errors=summary(boxes, faults), cool_off=accounts.COOL_OFF,
    )  # fmt: skip


def _posted(data: QueryDict) -> dict[str, str]:
    return {name: str(value) for name, value in data.items()}


def _version(given: dict[str, str]) -> int:
    """The version that the form was made from; whatever is no number is older than all."""
    found = whole(given.get("version", ""), 9)
    return -1 if found is None else found
