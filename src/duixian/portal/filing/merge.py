"""Two people, or two tabs, changed the same fields: as it was, as I typed it, as it is now; a person decides each."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from duixian.applications import drafts, words
from duixian.applications.drafts import Conflict
from duixian.applications.fields import OTHER_SUPPORT, SUBJECT
from duixian.applications.merge import Clash
from duixian.kernel.sent import whole
from duixian.parties.access import Refused
from duixian.portal.filing.case import COLUMN, Filing, filers, opened
from duixian.portal.filing.panel import label
from duixian.web.boxes import Fault
from duixian.web.page import Page, render

# What a page that has no version sends: older than all.
NO_VERSION = 0
MINE, THEIRS = "mine", "theirs"
NOTHING = "（空）"
HEAD = Page(title="两处修改不同，请选择", column=COLUMN, index=False)


@require_POST
@filers
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """What was decided: mine are saved over the version that was shown, theirs stay."""
    filing = opened(request, id_)
    known = {*filing.folder.facts, OTHER_SUPPORT, SUBJECT}
    fields = [name for name in request.POST.getlist("field") if name in known]
    clashes = {name: _clash(request, filing, name) for name in fields}
    chosen = {name: request.POST.get(f"choice-{name}", "") for name in fields}
    back, number = request.POST.get("back", ""), version_of(request)
    undecided = [name for name in fields if chosen[name] not in {MINE, THEIRS}]
    if undecided:
        errors = [
            Fault(id=f"m-{name}", label=label(filing, name), error="请选择用哪一个")
            for name in undecided
        ]
        return _page(request, filing, clashes, back, number, errors=errors, chosen=chosen)
    mine = {name: clashes[name].mine for name in fields if chosen[name] == MINE}
    try:
        result = drafts.save(filing.viewer, id_, version=number, answers=mine)
    except Refused as refused:
        errors = [Fault(id="main", label="不能保存", error=text) for text in refused.reasons]
        return _page(request, filing, clashes, back, number, errors=errors, chosen=chosen)
    if isinstance(result, Conflict):
        return decide(request, opened(request, id_), result, back)
    messages.success(request, "已按您的选择保存")
    return redirect(_back(filing, back))


def version_of(request: HttpRequest) -> int:
    """The version that a form was made from."""
    found = whole(request.POST.get("version", ""), 9)
    return NO_VERSION if found is None else found


def decide(request: HttpRequest, filing: Filing, found: Conflict, back: str) -> HttpResponse:
    """Show what clashes; everything else of mine is kept already."""
    return _page(request, filing, found.fields, back, found.version)


def _page(
    request: HttpRequest, filing: Filing, clashes: dict[str, Clash], back: str, version: int,
    *, errors: list[Fault] | None = None, chosen: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    rows = [
        {
            "name": name, "label": label(filing, name), "json": json.dumps(one.mine, ensure_ascii=False),
            "base_json": json.dumps(one.base, ensure_ascii=False), "chosen": (chosen or {}).get(name, ""),
            "base": said(filing, name, one.base), "mine": said(filing, name, one.mine),
            "theirs": said(filing, name, one.theirs),
        }
        for name, one in clashes.items()
    ]  # fmt: skip
    return render(
        request, "portal/filing/merge.html", HEAD, status=409, filing=filing, application=filing.application,
        rows=rows, back=back, version=version, errors=errors or [], who=whose(filing, version_of(request)),
    )  # fmt: skip


def _clash(request: HttpRequest, filing: Filing, name: str) -> Clash:
    """As the page sent it back; theirs is read anew."""
    now: Any = filing.application.answers.get(name)
    if name == OTHER_SUPPORT:
        now = filing.application.other_support
    elif name == SUBJECT:
        now = filing.application.subject
    return Clash(
        base=_json(request, f"base-{name}"), mine=_json(request, f"mine-{name}"), theirs=now
    )


def _json(request: HttpRequest, name: str) -> Any:
    try:
        return json.loads(request.POST.get(name, "null"))
    except (ValueError, RecursionError):
        return None


def said(filing: Filing, name: str, value: Any) -> str:
    """A value of either kind in words."""
    if name == OTHER_SUPPORT:
        rows = value if isinstance(value, list) else []
        known = [
            words.support(row, filing.folder.policy)
            for row in rows
            if isinstance(row, dict) and "source" in row
        ]
        return "；".join(known) or ("没有其他支持" if value == [] else NOTHING)
    fact = filing.folder.facts.get(name)
    if fact is None or value is None:
        return (fact.absent if fact and value is None else str(value or "")) or NOTHING
    return words.said(fact, value)


def whose(filing: Filing, since: int) -> str:
    """Who else saved since a version, for the one who did not see it."""
    later = filing.application.revisions.filter(version__gt=since).exclude(
        person=filing.viewer.person
    )
    last = later.select_related("person").order_by("-version").first()
    return "您在另一个页面" if last is None else last.person.name or "同事"


def names(filing: Filing, fields: Iterable[str]) -> str:
    """Fields in words."""
    return "、".join(label(filing, name) for name in fields)


def tell_others(request: HttpRequest, filing: Filing, others: Iterable[str]) -> None:
    """A colleague's changes that were put together with mine."""
    if found := names(filing, others):
        messages.info(
            request, f"{whose(filing, version_of(request))}也修改了：{found}。两边的修改都已保存"
        )


def _back(filing: Filing, back: str) -> str:
    """The page that it began on."""
    if back in {one.id for one in filing.sections}:
        return reverse("filing-section", args=[filing.application.pk, back])
    if back == "support":
        return reverse("filing-support", args=[filing.application.pk])
    return filing.home
