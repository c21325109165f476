"""申报批次 for everyone: which rounds there are, what each asks and until when, and its guide as page and paper."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from duixian.applications import rounds
from duixian.applications.models import Round
from duixian.applications.round_guide import LATE, guide
from duixian.applications.round_words import moment
from duixian.applications.rounds import NAMES, Standing
from duixian.kernel import clock
from duixian.web.page import Page, render
from duixian.web.paper import pdf_of

COLUMN = "申报批次"
LAST_DAY = timedelta(days=1)
SHOWN_MEASURES = 6


@dataclass(frozen=True, kw_only=True)
class Countdown:
    """The last day of a window: what is left, in words and for the script that counts on."""

    closes: str
    left: str
    milliseconds: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """One round in a list."""

    round: Round
    standing: Standing
    opens: str
    closes: str
    measures: tuple[str, ...]
    days: int
    countdown: Countdown | None

    @property
    def name(self) -> str:
        return NAMES[self.standing]

    @property
    def first(self) -> tuple[str, ...]:
        return self.measures[:SHOWN_MEASURES]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """All rounds that people see, by where they stand."""

    open: tuple[Row, ...]
    coming: tuple[Row, ...]
    closed: tuple[Row, ...]

    @property
    def current(self) -> tuple[Row, ...]:
        return (*self.open, *self.coming)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Open, coming and closed rounds."""
    head = Page(
        title="申报批次", column=COLUMN,
        description="正在申报、即将开始和已截止的批次：事项、起止时间、费用期间、材料和咨询方式。",
    )  # fmt: skip
    return render(request, "portal/rounds/index.html", head, listed=listed(clock.now()))


@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One round: who, what, until when, what to bring, and where to begin."""
    found = rounds.get_published(number)
    head = Page(
        title=found.title, column=COLUMN, column_type="办事指南", description=f"{found.title}：事项、材料、截止时间和咨询方式。",
        published=found.published_at and found.published_at.date(),
    )  # fmt: skip
    return render(request, "portal/rounds/round.html", head, **_context(found))


@require_safe
def guide_page(request: HttpRequest, number: str) -> HttpResponse:
    """The guide to be read as one text."""
    found = rounds.get_published(number)
    head = Page(
        title=f"{found.title}指南", column=COLUMN, column_type="办事指南",
        published=found.published_at and found.published_at.date(),
    )  # fmt: skip
    return render(request, "portal/rounds/guide.html", head, **_context(found))


@require_safe
def guide_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The guide on paper, in the look of official texts."""
    found = rounds.get_published(number)
    document = _pdf(render_to_string("portal/rounds/guide_paper.html", _context(found)))
    name = f"inline; filename=guide-{found.number}.pdf"
    return HttpResponse(
        document, content_type="application/pdf", headers={"Content-Disposition": name}
    )


@lru_cache(maxsize=8)
def _pdf(html: str) -> bytes:
    """Laid out once for each text: everybody asks for the same guide on the same days."""
    return pdf_of(html, "official.css")


def listed(now: datetime) -> Listed:
    """Every published round as a row."""
    found = [row(one, now) for one in rounds.visible(now).prefetch_related("measures")]
    by = {each: [one for one in found if one.standing == each] for each in Standing}
    return Listed(
        open=tuple(sorted(by[Standing.OPEN], key=lambda one: one.round.closes_at)),
        coming=tuple(sorted(by[Standing.COMING], key=lambda one: one.round.opens_at)),
        closed=tuple(by[Standing.CLOSED]),
    )


def row(one: Round, now: datetime) -> Row:
    """A round as lists show it."""
    known = {each.id: each.name for each in rounds.policy_of(one).measures}
    ends = {Standing.COMING: one.opens_at, Standing.OPEN: one.closes_at, Standing.CLOSED: now}
    standing = rounds.state(one, now)
    return Row(
        round=one, standing=standing, opens=moment(one.opens_at), closes=moment(one.closes_at, end=True),
        measures=tuple(known.get(each.measure, each.measure) for each in one.measures.all()),
        days=(ends[standing] - now).days, countdown=countdown(one, now),
    )  # fmt: skip


def countdown(one: Round, now: datetime) -> Countdown | None:
    """What is left on the last day of an open round; None on every other day."""
    left = one.closes_at - now
    if rounds.state(one, now) != Standing.OPEN or left > LAST_DAY:
        return None
    hours, rest = divmod(int(left.total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    words = (
        f"{hours}小时{minutes}分"
        if hours
        else f"{minutes}分{seconds}秒"
        if minutes
        else f"{seconds}秒"
    )
    return Countdown(
        closes=moment(one.closes_at, end=True),
        left=words,
        milliseconds=left // timedelta(milliseconds=1),
    )


def _context(found: Round) -> dict[str, Any]:
    now = clock.now()
    return {"guide": guide(found), "row": row(found, now), "late": LATE, "now": moment(now)}
