"""形式审查 tab: the round's closed list to go through, remarks pinned to places, the answer to a correction beside what it asked."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import casework, examination
from duixian.applications.differences import difference
from duixian.applications.models import VERDICTS, Correction
from duixian.office.cases.folder import DESK, CaseFile, opened, shown
from duixian.parties.access import Refused
from duixian.web.acts.page import seen
from duixian.web.boxes import Box, Fault
from duixian.web.viewer import only

FIELDS = ("act", "item", "verdict", "note", "place", "text", "remark")


@require_http_methods(["GET", "HEAD", "POST"])
@only(*DESK)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Show the examination; a post marks an item, or pins, settles or removes a remark."""
    file = opened(request, id_)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in FIELDS}
        try:
            casework.take(file.viewer, id_, "examine", seen=seen(request), **given)
        except Refused as refused:
            faults = list(refused.faults)
        else:
            return redirect(f"{request.path}#{_anchor(given)}")
    correction: Correction | None = next(iter(file.folder.rows["correction"]), None)
    return shown(
        request, file, "office/cases/examine.html", items=_items(file, request, faults), remarks=_remarks(file),
        places=examination.places(file.folder), errors=_summary(faults), verdicts=VERDICTS.items(),
        works=any(one.open and one.step.id == "examine" for one in file.options), typed=request.POST,
        changes=_changes(correction), correction=correction,
        recommendations=file.folder.rows["recommendations"],
    )  # fmt: skip


def _anchor(given: dict[str, str]) -> str:
    return f"item-{given['item']}" if given["act"] == "mark" else "remarks"


def _summary(faults: list[tuple[str, str]]) -> list[Fault]:
    return [Fault(id="main", label="不能办理", error=text) for _, text in faults]


def _items(
    file: CaseFile, request: HttpRequest, faults: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """The closed list with the files under each item, and what was found of it or typed just now."""
    marks = {one.item: one for one in file.folder.rows["marks"]}
    typed = request.POST if faults and request.POST.get("act") == "mark" else {}
    found = []
    for item in file.folder.terms.materials:
        mark, mine = marks.get(item["id"]), typed if typed.get("item") == item["id"] else {}
        verdict = mine.get("verdict") or (mark.verdict if mark else "")
        note = mine.get("note") or (mark.note if mark else "")
        found.append({
            "item": item, "mark": mark, "note": note,
            "files": [one for one in file.folder.evidence if one.item == item["id"]],
            "box": Box(name=f"verdict-{item['id']}", label="", options=tuple(VERDICTS.items()), value=verdict),
        })  # fmt: skip
    return found


def _remarks(file: CaseFile) -> list[Any]:
    return file.folder.rows["remarks"]


def _changes(correction: Correction | None) -> list[Any] | None:
    """What the answer to the correction changed; None before there is one."""
    if correction is None or correction.after is None:
        return None
    return list(difference(correction.before, correction.after))
