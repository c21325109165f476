"""任务清单: each section with its state, the deadline, what was amended, what can be done now and why other things can't."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from duixian.applications import states
from duixian.applications.fields import SUBJECT
from duixian.applications.round_words import lines, moment
from duixian.kernel.money import Money
from duixian.policy.form import Section
from duixian.portal.filing.case import COLUMN, Filing, filers, opened
from duixian.portal.filing.listing import BADGES
from duixian.portal.filing.panel import panel
from duixian.portal.filing.progress import progress
from duixian.portal.rounds import countdown
from duixian.web.acts.table import ACTS
from duixian.web.page import Page, render

DONE, OPEN, WRONG, OPTIONAL = "done", "todo", "wrong", "optional"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One line of the list."""

    name: str
    about: str
    address: str
    state: str
    word: str


@dataclass(frozen=True, kw_only=True)
class Act:
    """A step as a button, or greyed with its reasons."""

    id: str
    name: str
    address: str
    reasons: tuple[str, ...]


@require_safe
@filers
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The application's own page, whatever its state."""
    filing = opened(request, id_)
    application, round_ = filing.application, filing.folder.terms.round
    return render(
        request, "portal/filing/tasks.html", Page(title=filing.folder.measure.name, column=COLUMN, index=False),
        filing=filing, application=application, measure=filing.folder.measure, round=round_, policy=filing.folder.policy,
        state=states.NAMES[application.state], badge=BADGES.get(application.state, ""), tasks=tasks(filing),
        countdown=countdown(round_, filing.now) if application.state in {states.DRAFT, states.AWAITING} else None,
        closes=moment(round_.closes_at, end=True), amended=[(one, lines(one)) for one in filing.folder.amendments],
        acts=acts(filing), panel=panel(filing), progress=progress(filing), ceiling=_ceiling(filing), saved=moment(application.updated_at),
    )  # fmt: skip


def _ceiling(filing: Filing) -> Money | None:
    """What was submitted, once it was."""
    kept = filing.application.ceiling
    return None if kept is None or filing.application.state == states.DRAFT else Money(kept)


def acts(filing: Filing) -> list[Act]:
    """The steps from here; filling in is what the list itself is for."""
    return [
        Act(
            id=one.step.id,
            name=one.step.name,
            address=ACTS[one.step.id].address(filing.application, one.step.id, "filing-step"),
            reasons=one.reasons,
        )
        for one in filing.options
        if one.step.id not in {"save", "mend"}
    ]


def tasks(filing: Filing) -> list[Task]:
    """Questions, expenses, other support, evidence."""
    found = [_section(filing, one) for one in filing.sections]
    if filing.fed:
        found.append(_lines(filing))
    return [*found, _support(filing), _evidence(filing)]


def _section(filing: Filing, one: Section) -> Task:
    ids = {fact.id for fact in one.facts} | ({SUBJECT} if one == filing.sections[-1] else set())
    judgement = filing.judgement
    wrong = sum(field in ids for field in judgement.faults)
    left = sum(note.field in ids for note in judgement.missing)
    address = reverse("filing-section", args=[filing.application.pk, one.id])
    about = "、".join(fact.name for fact in one.facts)
    return Task(name=one.title, about=about, address=address, **_state(wrong, left))


def _state(wrong: int, left: int) -> dict[str, str]:
    if wrong:
        return {"state": WRONG, "word": f"{wrong}处要改"}
    return {"state": OPEN, "word": f"还差{left}项"} if left else {"state": DONE, "word": "已填写"}


def _lines(filing: Filing) -> Task:
    kept = filing.folder.lines
    total = Money(sum(one.amount for one in kept))
    address = reverse("filing-lines", args=[filing.application.pk])
    about = (
        f"合计{total.yuan_text()}" if kept else f"逐笔填写或从Excel导入，合计填入{_names(filing)}"
    )
    if filing.folder.overdrawn:
        return Task(name="费用明细", about=about, address=address, state=WRONG, word="发票超额")
    word = f"{len(kept)}笔" if kept else "未填写"
    return Task(
        name="费用明细", about=about, address=address, state=DONE if kept else OPTIONAL, word=word
    )


def _names(filing: Filing) -> str:
    return "、".join(f"“{fact.name}”" for fact in filing.fed)


def _support(filing: Filing) -> Task:
    kept = filing.application.other_support
    wrong = sum(field.startswith("other-support") for field in filing.judgement.faults)
    address = reverse("filing-support", args=[filing.application.pk])
    about = "同一事项从别处获得、近两年获得的，和正在申请的财政资金"
    state = _state(wrong, kept is None)
    if not wrong and kept is not None:
        state["word"] = f"{len(kept)}条" if kept else "没有"
    elif not wrong:
        state["word"] = "待说明"
    return Task(name="其他财政支持", about=about, address=address, **state)


def _evidence(filing: Filing) -> Task:
    judgement = filing.judgement
    required: Iterable[dict[str, Any]] = filing.folder.terms.materials
    state = _state(len(judgement.strange), len(judgement.lacking))
    if state["state"] == DONE:
        state["word"] = f"{len(filing.folder.evidence)}份"
    return Task(
        name="上传材料", about=f"材料清单共{len(list(required))}项，清单之外的不用交",
        address=reverse("filing-evidence", args=[filing.application.pk]), **state,
    )  # fmt: skip
