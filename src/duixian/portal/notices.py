"""公示 for everyone: the lists, one list with its days, on paper, and a signed objection to one of its cases."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from duixian.applications import publicity
from duixian.applications.models import NoticeItem, PublicNotice
from duixian.applications.publicity import Signed
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.parties.access import NotSeen, Refused
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.paper import pdf_of

COLUMN = "公示"
SHOWN = 100
BOXES = (
    Box(
        name="name",
        label="您的姓名",
        complete="name",
        hint="异议应当署真实姓名；姓名和联系方式加密保存，只有处理的人能看，不告知被异议的单位",
    ),
    Box(name="contact", label="联系方式", complete="tel", hint="电话、邮箱或者地址，核查时联系您"),
    Box(
        name="text",
        label="异议内容",
        style="area",
        hint="写明事实和线索；没有事实依据的，可能无法核查",
    ),
)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The notices that run now, and those that have ended."""
    now = clock.now()
    rows = [{"notice": one, "runs": _runs(one, now)} for one in publicity.posted()[:SHOWN]]
    return render(
        request,
        "portal/notices/index.html",
        Page(title="公示", column=COLUMN, column_type="公示公告"),
        rows=rows,
    )


def _runs(notice: PublicNotice, now: Any) -> bool:
    return notice.over is not None and now <= notice.over


def _found(id_: UUID) -> PublicNotice:
    found = publicity.posted().filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def _context(notice: PublicNotice) -> dict[str, Any]:
    items = list(notice.items.all())
    return {
        "notice": notice, "items": items,
        "total": Money(sum(Money.yuan(one.shown["amount"]).fen for one in items)),
    }  # fmt: skip


@require_safe
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One notice: who, under which clause, how much; never account, identity or telephone."""
    notice = _found(id_)
    posted = clock.local(notice.posted_at).date() if notice.posted_at else None
    head = Page(title=notice.title, column=COLUMN, column_type="公示公告", published=posted)
    return render(
        request,
        "portal/notices/notice.html",
        head,
        runs=_runs(notice, clock.now()),
        **_context(notice),
    )


@require_safe
def results(request: HttpRequest, id_: UUID) -> HttpResponse:
    """What became of every case, as it was last published; nothing is there before."""
    notice = _found(id_)
    if notice.results_at is None:
        raise NotSeen(id_)
    title = f"{notice.title}的结果"
    head = Page(
        title=title,
        column=COLUMN,
        column_type="公示公告",
        published=clock.local(notice.results_at).date(),
    )
    return render(request, "portal/notices/results.html", head, **_context(notice))


@require_safe
def pdf(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The notice on paper."""
    document = _pdf(render_to_string("portal/notices/paper.html", _context(_found(id_))))
    name = "inline; filename=notice.pdf"
    return HttpResponse(
        document, content_type="application/pdf", headers={"Content-Disposition": name}
    )


@lru_cache(maxsize=8)
def _pdf(html: str) -> bytes:
    return pdf_of(html, "official.css")


@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, id_: UUID, item: int) -> HttpResponse:
    """A signed objection to one case of a running notice."""
    notice = _found(id_)
    one = NoticeItem.objects.filter(notice=notice, pk=item).first()
    if one is None or not _runs(notice, clock.now()):
        raise NotSeen(item)
    faults: list[tuple[str, str]] = []
    made = None
    if request.method == "POST":
        signed = Signed(name=request.POST.get("name", ""), contact=request.POST.get("contact", ""))
        try:
            made = publicity.object_to(item, signed=signed, text=request.POST.get("text", ""))
        except Refused as refused:
            faults = list(refused.faults)
    boxes = filled(BOXES, request.POST, faults)
    return render(
        request, "portal/notices/objection.html", Page(title="提出异议", column=COLUMN, index=False), notice=notice,
        one=one, boxes=boxes, errors=summary(boxes, faults), made=made,
    )  # fmt: skip
