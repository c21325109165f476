"""The register: looked up by filters in the address, one record with its versions and cases, entering and correcting by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duixian.applications import access, casework
from duixian.credit import entries, register, sources
from duixian.credit.entries import COLUMNS
from duixian.credit.lookback import KIND_NAMES, in_force
from duixian.credit.models import CreditRecord
from duixian.kernel import clock
from duixian.kernel.sent import whole
from duixian.office.lists import asked, filters, listed
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "信用"
READERS = (Role.OFFICER, Role.AUDITOR)
KINDS = tuple((kind.value, name) for kind, name in KIND_NAMES.items())
WHY = Box(name="why", label="理由", style="area")
_WIDE = frozenset({"name", "matter", "document_number"})
_CASE = "application:"


@require_safe
@only(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """The records that hold, the latest decision first."""
    viewer, today = acting_viewer(request), clock.today()
    kind, state = asked(request, "kind"), asked(request, "state") or "current"
    source, query = number(asked(request, "source")), asked(request)
    rows = listed(
        request,
        register.search(
            viewer, query, kind=kind if kind in dict(KINDS) else "", source=source, state=state
        ),
    )
    return render(
        request, "office/credit/index.html", Page(title="信用登记", column=COLUMN, index=False),
        rows=rows, records=[(one, standing(one, today)) for one in rows], kinds=KINDS, kind=kind, state=state,
        states=register.STATES.items(), source=source, sources=sources.every(viewer), query=query,
        carried=filters(request, "q", "kind", "source", "state"), writes=viewer.role == Role.OFFICER,
        filtered=bool(query or kind or source or state != "current"), waiting=sources.waiting(viewer, today),
    )  # fmt: skip


def standing(record: CreditRecord, today: Any) -> tuple[str, str]:
    """How a record stands today: a word, and the badge's look."""
    if record.withdrawn_at:
        return "已撤下", "over"
    if record.repaired_on and record.repaired_on <= today:
        return "已修复", "eligible"
    return ("有效期内", "verify") if in_force(record.dated, today) else ("未修复", "verify")


@require_safe
@only(*READERS)
def one(request: HttpRequest, id_: int) -> HttpResponse:
    """One version of a record."""
    return _one(request, id_)


def _one(request: HttpRequest, id_: int, faults: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    viewer = acting_viewer(request)
    record = register.get(viewer, id_)
    versions = register.versions(record)
    holds = record == versions[0] and not record.withdrawn_at
    boxes = filled([WHY], request.POST, faults)
    entry = entries.of(record)
    return render(
        request, "office/credit/record.html", Page(title=record.name, column=COLUMN, index=False),
        record=record, said=[(column.name, entry.word(name)) for name, column in COLUMNS.items()], holds=holds,
        standing=standing(record, clock.today()) if record == versions[0] else ("已更正", "over"), versions=versions, cases=_cases(viewer, record),
        gone=register.no_longer_listed(record) if holds else None, boxes=boxes, errors=summary(boxes, faults),
        writes=viewer.role == Role.OFFICER,
    )  # fmt: skip


def _cases(viewer: Viewer, record: CreditRecord) -> list[dict[str, Any]]:
    """The cases in which this version counted, with what was found."""
    found = list(record.findings.select_related("found_by"))
    ids = [id_ for one in found if (id_ := _case_of(one.subject))]
    seen = {
        casework.subject_of(one.pk): one for one in access.applications(viewer).filter(pk__in=ids)
    }
    return [{"finding": one, "case": seen.get(one.subject)} for one in found]


def _case_of(subject: str) -> UUID | None:
    """The application that a subject names; None where it names something else."""
    try:
        return UUID(subject.removeprefix(_CASE)) if subject.startswith(_CASE) else None
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OFFICER)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a record by hand."""
    viewer = acting_viewer(request)
    faults: Sequence[tuple[str, str]] = ()
    if request.method == "POST":
        try:
            made = register.enter(viewer, number(request.POST.get("source", "")), typed(request))
        except Refused as refused:
            faults = refused.faults
        else:
            messages.success(request, f"已登记第{made.pk}号记录")
            return redirect("office-credit-record", made.pk)
    boxes = filled([_which(viewer), *fields()], request.POST or request.GET, faults)
    page = Page(title="登记一条信用记录", column=COLUMN, index=False)
    return render(request, "office/credit/new.html", page, boxes=boxes, errors=summary(boxes, faults))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OFFICER)
def correct(request: HttpRequest, id_: int) -> HttpResponse:
    """Correct a record: a new version beside the old one."""
    viewer = acting_viewer(request)
    record = register.get(viewer, id_)
    faults: Sequence[tuple[str, str]] = ()
    if request.method == "POST":
        try:
            made = register.correct(viewer, id_, typed(request), why=request.POST.get("why", ""))
        except Refused as refused:
            faults = refused.faults
        else:
            messages.success(request, "已更正，原来的一版仍可查看")
            return redirect("office-credit-record", made.pk)
    elif register.versions(record)[0] != record or record.withdrawn_at:
        return redirect("office-credit-record", id_)
    values = request.POST or _texts(record)
    why = replace(WHY, label="更正的理由", hint="例如 已完成信用修复，见修复决定")
    boxes = filled([*fields(), why], values, faults)
    page = Page(title=f"更正第{record.pk}号记录", column=COLUMN, index=False)
    return render(request, "office/credit/correct.html", page, record=record, boxes=boxes, errors=summary(boxes, faults))  # fmt: skip


@require_POST
@only(Role.OFFICER)
def withdraw(request: HttpRequest, id_: int) -> HttpResponse:
    """Take a record out of account."""
    try:
        register.withdraw(acting_viewer(request), id_, why=request.POST.get("why", ""))
    except Refused as refused:
        return _one(request, id_, refused.faults)
    messages.success(request, "已撤下，不再计入；记录和理由仍可查看")
    return redirect("office-credit-record", id_)


def fields() -> list[Box]:
    """The columns of a record as fields."""
    return [
        Box(
            name=name, label=one.name, hint=one.note, optional=not one.required, wide=name in _WIDE,
            style="radio" if one.kind == "kind" else "text", options=KINDS if one.kind == "kind" else (),
        )
        for name, one in COLUMNS.items()
    ]  # fmt: skip


def typed(request: HttpRequest) -> dict[str, str]:
    """A record as it was typed."""
    return {name: request.POST.get(name, "") for name in COLUMNS}


def number(text: str) -> int | None:
    """A row's number in an address or a form; None where it is none."""
    return whole(text, 9)


def source_options(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """The sources in use, to choose from."""
    used = sources.every(viewer).filter(active=True)
    return (("", "请选择"), *((str(one.pk), one.name) for one in used))


def _which(viewer: Viewer) -> Box:
    return Box(
        name="source", label="信用来源", style="select", options=source_options(viewer), hint="这条记录是在哪里查到的"
    )  # fmt: skip


def _texts(record: CreditRecord) -> Mapping[str, str]:
    return entries.of(record).said
