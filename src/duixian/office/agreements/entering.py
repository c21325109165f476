"""Entering and changing an agreement: its head, and a row for each promise."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.office.agreements.pages import COLUMN
from duixian.parties import agreements, organisations
from duixian.parties.access import Refused
from duixian.parties.agreements import MOST_PROMISES, Row, Wanted
from duixian.parties.agreements_rows import Agreement, Promise
from duixian.parties.models import Organisation
from duixian.parties.roles import Role
from duixian.web.boxes import Box, Fault, filled
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

# Rows that stand open beside those that are filled in.
SPARE, FIRST = 3, 5
PARTS = ("kind", "text", "due_on", "state")
NAMES = {"kind": "类别", "text": "承诺内容", "due_on": "期限", "state": "履行情况"}
HEAD = (
    Box(name="number", label="协议编号", hint="例如 普投协〔2024〕12号"),
    Box(name="title", label="协议名称", wide=True, hint="照协议封面的全称"),
    Box(name="signed_on", label="签订日期", hint="例如 2024-06-18"),
    Box(name="until", label="履行期至", optional=True, hint="协议没有写明的，空着"),
    Box(name="state", label="状态", style="select", hint="全部承诺履行完的，改为已履行完毕", options=tuple(Agreement.State.choices), value="running"),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.CENTRE)
def new(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Of one of the centre's enterprises."""
    viewer = acting_viewer(request)
    firm = organisations.enterprise(viewer, id_)
    faults: Sequence[tuple[str, str]] = ()
    if request.method == "POST":
        try:
            made = agreements.enter(viewer, firm.pk, _wanted(request.POST))
        except Refused as refused:
            faults = refused.faults
        else:
            messages.success(request, f"已登记{made.number}")
            return redirect("office-agreement", made.pk)
    return _form(request, firm, request.POST, faults)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.CENTRE)
def change(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Its terms, or how its promises stand."""
    viewer = acting_viewer(request)
    row = agreements.get(viewer, id_)
    faults: Sequence[tuple[str, str]] = ()
    if request.method == "POST":
        try:
            agreements.change(viewer, id_, _wanted(request.POST), request.POST.get("version", ""))
        except Refused as refused:
            faults = refused.faults
            row = agreements.get(viewer, id_)
        else:
            messages.success(request, "已保存")
            return redirect("office-agreement", id_)
    values = request.POST if faults else _values(row)
    return _form(request, row.organisation, values, faults, row)


def _form(
    request: HttpRequest, firm: Organisation, values: Mapping[str, Any], faults: Sequence[tuple[str, str]],
    row: Agreement | None = None,
) -> HttpResponse:  # fmt: skip
    boxes = filled(HEAD, values, faults)
    lines = _lines(values, dict(faults))
    title = f"修改{row.number}" if row else "登记投资协议"
    return render(
        request, "office/agreements/form.html", Page(title=title, column=COLUMN, index=False), firm=firm, boxes=boxes,
        lines=lines, kinds=Promise.Kind.choices, standings=Promise.State.choices, row=row, most=MOST_PROMISES,
        errors=[_fault(name, text) for name, text in faults],
    )  # fmt: skip


def _wanted(posted: QueryDict) -> Wanted:
    head = {box.name: posted.get(box.name, "") for box in HEAD}
    columns = [posted.getlist(f"p-{part}") for part in PARTS]
    rows = [Row(**dict(zip(PARTS, cells, strict=True))) for cells in zip(*columns, strict=False)]
    return Wanted(promises=rows[: MOST_PROMISES + SPARE], **head)


def _values(row: Agreement) -> QueryDict:
    """A kept agreement as its form would send it."""
    values = QueryDict(mutable=True)
    for box in HEAD:
        values[box.name] = str(getattr(row, box.name) or "")
    for one in row.promises.all():
        for part in PARTS:
            values.appendlist(f"p-{part}", str(getattr(one, part) or ""))
    return values


def _lines(values: Any, wrong: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows with what was typed and what was wrong, then empty ones."""
    columns = {part: values.getlist(f"p-{part}") for part in PARTS}
    rows = [dict(zip(PARTS, cells, strict=True)) for cells in zip(*columns.values(), strict=False)]
    filled_in = [one for one in rows if one["text"].strip() or one["due_on"].strip()]
    shown = rows if wrong else filled_in
    spare = max(SPARE, FIRST - len(shown)) if not wrong else 0
    empty = {"kind": "", "text": "", "due_on": "", "state": Promise.State.PENDING.value}
    return [
        {**one, "number": at + 1, "at": at, "wrong": [(part, wrong[f"{at}-{part}"]) for part in PARTS if f"{at}-{part}" in wrong]}
        for at, one in enumerate([*shown, *[empty] * spare])
    ]  # fmt: skip


def _fault(name: str, text: str) -> Fault:
    """A fault of the head, or of one row."""
    known = {box.name: box for box in HEAD}
    if name in known:
        return Fault(id=known[name].id, label=known[name].label, error=text)
    at, _, part = name.partition("-")
    if part in NAMES:
        return Fault(id=f"p-{at}-{part}", label=f"第{int(at) + 1}项的{NAMES[part]}", error=text)
    return Fault(id="main", label="不能保存", error=text)
