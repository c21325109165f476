"""重复支持 tab: what was found elsewhere by keys, and how each was settled."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import matching
from duixian.applications.models import MatchKey, Overlap
from duixian.kernel.money import Money
from duixian.office.cases.folder import opened, shown
from duixian.office.cases.tabs import COMMISSION
from duixian.office.cases.taking import NOTHING, offered, take, typed
from duixian.web.boxes import Box
from duixian.web.viewer import only

KEYS = {
    "declared": "申报单位说明", "invoice": "发票", "contract": "合同", "subject": "产品、资质或活动", "affiliate": "关联单位",
    "premises": "场地和月份", "certificate": "证书、批文", "earlier": "其他区级资金",
}  # fmt: skip

BOXES = (
    Box(name="kind", label="是什么", style="radio", options=tuple(MatchKey.Kind.choices)),
    Box(
        name="said", label="地址或者编号", wide=True, hint="照租赁合同写到室号；照证书、批文写编号"
    ),
    Box(name="first_month", label="起始月份", hint="只有场地填；例如：2025-03", optional=True),
    Box(name="last_month", label="截止月份", hint="只有场地填；例如：2025-12", optional=True),
)


@require_http_methods(["GET", "HEAD", "POST"])
@only(*COMMISSION)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Look through everything, or settle one sign."""
    file, outcome = opened(request, id_), NOTHING
    keeping = request.POST.get("act") == "key"
    if request.method == "POST":
        outcome = take(
            request,
            file,
            "settle-overlap",
            **typed(request, "act", "overlap", "settled", "counted", "reason"),
            **typed(request, "key", "kind", "said", "first_month", "last_month"),
        )
        if outcome.done:
            return redirect(f"{request.path}#{_place(request)}")
    rows = [
        {"row": one, "key": KEYS.get(one.key, one.key), "amount": _money(one.amount), "counted": _money(one.counted)}
        for one in file.application.overlaps.select_related("other", "by")
    ]  # fmt: skip
    return shown(
        request, file, "office/cases/overlaps.html", rows=rows, settle=offered(file, "settle-overlap"),
        choices=[one for one in Overlap.Settled.choices if one[0]], errors=outcome.errors(BOXES if keeping else ()), typed=request.POST,
        keys=[_key(one) for one in file.application.match_keys.select_related("by")],
        boxes=outcome.boxes(BOXES, request.POST if keeping else {}), scanned="settle-overlap" in file.case.hands or file.application.taken.filter(step="settle-overlap").exists(),
    )  # fmt: skip


def _place(request: HttpRequest) -> str:
    """Where on the page to go on."""
    overlap = request.POST.get("overlap", "")
    return f"overlap-{overlap}" if overlap else "keys-title"


def _key(one: MatchKey) -> dict[str, Any]:
    months = (
        matching.span(one.first_month, one.last_month) if one.first_month and one.last_month else ""
    )
    return {"row": one, "months": months}


def _money(fen: int | None) -> Money | None:
    return None if fen is None else Money(fen)
