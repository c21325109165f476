"""核定 tab: claimed, recognised, cut and why, line by line; the ceiling on what was recognised beside the claimed one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import reviewing, words
from duixian.kernel.money import Money
from duixian.office.cases.folder import CaseFile, opened, shown
from duixian.office.cases.tabs import COMMISSION
from duixian.office.cases.taking import NOTHING, Outcome, offered, take
from duixian.web.viewer import only


@require_http_methods(["GET", "HEAD", "POST"])
@only(*COMMISSION)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The table; a post recognises every row that was filled in."""
    file, outcome = opened(request, id_), NOTHING
    if request.method == "POST":
        outcome = take(request, file, "recognise", rows=_given(request, file))
        if outcome.done:
            return redirect(request.path)
    rows = _rows(request, file, outcome)
    found = reviewing.recognised(file.folder)
    claimed = Money(sum(one["claimed_fen"] for one in rows))
    kept = Money(sum(one["kept_fen"] for one in rows))
    cut = Money(sum(one["claimed_fen"] - one["kept_fen"] for one in rows if one["kept"]))
    return shown(
        request, file, "office/cases/amounts.html", money=[one for one in rows if one["target"].money],
        others=[one for one in rows if not one["target"].money], claimed=claimed, kept=kept, cut=cut,
        ceiling=Money(file.application.ceiling or 0), found=found, payable=Money(found.payable),
        recognise=offered(file, "recognise"), errors=outcome.errors(),
    )  # fmt: skip


def _given(request: HttpRequest, file: CaseFile) -> dict[str, dict[str, str]]:
    """The rows that say something: a blank amount leaves its row as it is."""
    found = {}
    for one in reviewing.targets(file.folder):
        amount = request.POST.get(f"recognised-{one.id}", "").strip()
        if amount and one.money:
            found[one.id] = {
                "recognised": amount,
                "reason": request.POST.get(f"reason-{one.id}", ""),
            }
    return found


def _rows(request: HttpRequest, file: CaseFile, outcome: Outcome) -> list[dict[str, Any]]:
    kept = {one.target: one for one in file.folder.rows["recognitions"]}
    wrong = dict(outcome.faults)
    typed = request.POST if outcome.faults else {}
    rows = []
    for one in reviewing.targets(file.folder):
        mine = kept.get(one.id)
        value = mine.recognised if mine else one.claimed
        rows.append({
            "target": one, "kept": mine, "claimed": Money.yuan(one.claimed) if one.money else words.said(one.fact, one.claimed),
            "value": typed.get(f"recognised-{one.id}") or (Money.yuan(value).yuan_text() if one.money else words.said(one.fact, value)),
            "reason": typed.get(f"reason-{one.id}") or (mine.reason if mine else ""),
            "error": wrong.get(f"recognised-{one.id}") or wrong.get(f"reason-{one.id}") or "",
            "claimed_fen": Money.yuan(one.claimed).fen if one.money else 0,
            "kept_fen": Money.yuan(value).fen if one.money and mine else 0,
        })  # fmt: skip
    return rows
