"""重复支持 tab: what was found elsewhere by keys, and how each was settled."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications.models import Overlap
from duixian.kernel.money import Money
from duixian.office.cases.folder import opened, shown
from duixian.office.cases.tabs import COMMISSION
from duixian.office.cases.taking import NOTHING, offered, take, typed
from duixian.web.viewer import only

KEYS = {
    "declared": "申报单位说明", "invoice": "发票", "contract": "合同", "subject": "产品、资质或活动", "affiliate": "关联单位",
    "earlier": "以前的资助",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(*COMMISSION)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Look through everything, or settle one sign."""
    file, outcome = opened(request, id_), NOTHING
    if request.method == "POST":
        outcome = take(
            request,
            file,
            "settle-overlap",
            **typed(request, "act", "overlap", "settled", "counted", "reason"),
        )
        if outcome.done:
            return redirect(f"{request.path}#overlap-{request.POST.get('overlap', '')}")
    rows = [
        {"row": one, "key": KEYS.get(one.key, one.key), "amount": _money(one.amount), "counted": _money(one.counted)}
        for one in file.application.overlaps.select_related("other", "by")
    ]  # fmt: skip
    return shown(
        request, file, "office/cases/overlaps.html", rows=rows, settle=offered(file, "settle-overlap"),
        choices=[one for one in Overlap.Settled.choices if one[0]], errors=outcome.errors(), typed=request.POST,
        scanned="settle-overlap" in file.case.hands or file.application.taken.filter(step="settle-overlap").exists(),
    )  # fmt: skip


def _money(fen: int | None) -> Money | None:
    return None if fen is None else Money(fen)
