"""其他财政支持: none, or rows of source, matter, amount, year and state; kept as one field, saved while one types."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import drafts
from duixian.applications.drafts import Conflict
from duixian.applications.fields import OTHER_SUPPORT
from duixian.applications.support import COLUMNS, MOST_ROWS, STATES
from duixian.parties.access import Refused
from duixian.portal.filing.case import COLUMN, Filing, filers, opened
from duixian.portal.filing.merge import version_of
from duixian.portal.filing.panel import label, panel
from duixian.portal.filing.saving import autosaved, clashing
from duixian.web.boxes import Box, Fault, filled
from duixian.web.page import Page, is_fragment, render

HEAD = Page(title="其他财政支持", column=COLUMN, index=False)
NONE, SOME = "none", "some"
DECLARED = "declared"
BLANK_ROWS = 1
# What says that a row is there: its choices alone do not.
TYPED = ("matter", "amount", "year")
HINTS = {
    "source": "出资的一方",
    "matter": "资金或项目的名称",
    "same": "同一笔费用或同一项内容",
    "amount": "可写元或万元",
    "year": "获得或申请的年份，例如 2025",
    "state": "已批准或已到账的，选“已获得”",
}


@require_http_methods(["GET", "HEAD", "POST"])
@filers
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Ask, or save."""
    filing = opened(request, id_)
    if not filing.editable:
        return redirect(filing.home)
    if request.method != "POST":
        return _page(request, filing, filing.application.other_support)
    rows = sent(request.POST)
    if act := request.POST.get("act", ""):
        return _page(
            request, filing, _changed(sent(request.POST, blank=True) or [], act), open_rows=True
        )
    if rows is None and not is_fragment(request):
        chosen = request.POST.get(DECLARED) == SOME
        errors = _page_errors("请至少填写一条；没有的选“没有”" if chosen else "请选择有没有")
        return _page(
            request, filing, filing.application.other_support, errors=errors, open_rows=chosen
        )
    return _save(request, filing, rows)


def _save(request: HttpRequest, filing: Filing, rows: list[dict[str, Any]] | None) -> HttpResponse:
    id_ = filing.application.pk
    try:
        result = drafts.save(
            filing.viewer, id_, version=version_of(request), answers={OTHER_SUPPORT: rows}
        )
    except Refused as refused:
        if is_fragment(request):
            return render(
                request, "portal/filing/_refused.html", HEAD, reasons=refused.reasons, faults=[]
            )
        return _page(request, filing, rows, errors=_page_errors(*refused.reasons))
    fresh = opened(request, id_)
    if isinstance(result, Conflict):
        return clashing(request, fresh, result, "support")
    if is_fragment(request):
        # Blank rows are not kept, so the rows are numbered as they were sent, and only messages change.
        theirs = OTHER_SUPPORT in result.others
        context = context_of(fresh, fresh.application.other_support if theirs else rows)
        return autosaved(request, fresh, result, "portal/filing/_support_oob.html", context)
    kept = fresh.application.other_support
    errors = _errors(fresh)
    if errors:
        return _page(request, fresh, kept, errors=errors, open_rows=True)
    messages.success(request, "“其他财政支持”已保存")
    return redirect(
        "filing-evidence" if request.POST.get("then") != "tasks" else "filing-case", id_
    )


def sent(data: QueryDict, *, blank: bool = False) -> list[dict[str, Any]] | None:
    """The rows as typed; None where nothing was declared."""
    if data.get(DECLARED) == NONE:
        return []
    if data.get(DECLARED) != SOME:
        return None
    count = data.get("rows", "0")
    most = (
        min(int(count), MOST_ROWS)
        if count.isascii() and count.isdecimal() and len(count) < 4
        else 0
    )
    rows = [{name: data.get(f"{row}-{name}", "") for name in COLUMNS} for row in range(most)]
    return rows if blank or any(row[name].strip() for row in rows for name in TYPED) else None


def _changed(rows: list[dict[str, Any]], act: str) -> list[dict[str, Any]]:
    """One more row, or one less: on the page, not yet saved."""
    if act == "add":
        return [*rows, {}] if len(rows) < MOST_ROWS else rows
    number = act.removeprefix("remove-")
    return [row for n, row in enumerate(rows) if str(n) != number]


def _page(
    request: HttpRequest, filing: Filing, rows: list[dict[str, Any]] | None, *,
    errors: list[Fault] | None = None, open_rows: bool = False,
) -> HttpResponse:  # fmt: skip
    context = context_of(filing, rows)
    if request.method == "POST" and open_rows:
        context["declared"] = SOME
    return render(request, "portal/filing/support.html", HEAD, errors=errors or [], **context)


def context_of(filing: Filing, rows: list[dict[str, Any]] | None) -> dict[str, Any]:
    """The rows as fields, one blank at the end."""
    shown = [*(rows or []), *([{}] * BLANK_ROWS if not rows else [])]
    faults = filing.judgement.faults if rows == filing.application.other_support else {}
    return {
        "filing": filing, "application": filing.application, "version": filing.application.version,
        "declared": "" if rows is None else SOME if rows else NONE, "panel": panel(filing),
        "rows": [boxes(filing, number, row, faults) for number, row in enumerate(shown)], "most": MOST_ROWS,
    }  # fmt: skip


def boxes(
    filing: Filing, number: int, row: Mapping[str, Any], faults: Mapping[str, str]
) -> list[Box]:
    """The fields of one row."""
    sources = (("", "请选择"), *((one.id, one.name) for one in filing.folder.policy.sources))
    options: dict[str, tuple[tuple[str, str], ...]] = {
        "source": sources, "state": (("", "请选择"), *STATES.items()),
        "same": (("yes", "是，就是这次申报的事项"), ("no", "否，别的事项")),
    }  # fmt: skip
    made = [
        Box(
            name=f"{number}-{name}", label=text, hint=HINTS.get(name, ""), options=options.get(name, ()),
            style="select" if name in options else "text", unit="元" if name == "amount" else "",
        )
        for name, text in COLUMNS.items()
    ]  # fmt: skip
    values = {f"{number}-{name}": _typed(name, row.get(name)) for name in COLUMNS}
    found = [
        (field.removeprefix(f"{OTHER_SUPPORT}.").replace(".", "-"), text)
        for field, text in faults.items()
        if field.startswith(f"{OTHER_SUPPORT}.{number}.")
    ]
    return filled(made, values, found)


def _typed(name: str, value: Any) -> str:
    if name == "same":
        return "no" if value in {False, "no", "否"} else "yes"
    return "" if value is None else str(value)


def _errors(filing: Filing) -> list[Fault]:
    return [
        Fault(
            id=f"f-{field.removeprefix(f'{OTHER_SUPPORT}.').replace('.', '-')}", label=label(filing, field), error=text
        )
        for field, text in filing.judgement.faults.items()
        if field.startswith(OTHER_SUPPORT)
    ]  # fmt: skip


def _page_errors(*reasons: str) -> list[Fault]:
    return [Fault(id="declared", label="其他财政支持", error=text) for text in reasons]
