"""上会材料: the proposals that a meeting is to decide, one line a case and an annex to each, frozen when they are made.

The content is canonical JSON with its hash in the trail, so what the meeting had before it can be shown at any time,
whatever the cases have become since. Experts stay unnamed; nothing personal of the applicant is in it.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from duixian.applications import countersigning, folder, reviewing, round_batch
from duixian.applications.earlier import enterprise_sheet
from duixian.applications.lettering import subject_of
from duixian.applications.models import MeetingPaper, Overlap, Proposal, Round
from duixian.applications.picture import GRANT
from duixian.applications.states import PROPOSED
from duixian.applications.terms import measure_of
from duixian.audit import chain, trail
from duixian.credit import screening
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.kernel.names import read_words
from duixian.parties.access import NotSeen, Viewer, require
from duixian.parties.reading import Reading
from duixian.parties.roles import Role

FORMAT = 1


def waiting(round_: Round) -> list[Proposal]:
    """The proposals of a round that wait for a decision, in the order of its measures."""
    rows = round_batch.newest(round_).filter(state=Proposal.State.OPEN, application__state=PROPOSED)
    related = (
        "application__applicant",
        "application__centre",
        "application__round_measure__round",
        "proposed_by",
    )
    return list(
        rows.select_related(*related).order_by(
            "application__round_measure__position", "application__number"
        )
    )


def of(viewer: Viewer, round_: Round) -> QuerySet[MeetingPaper]:
    """The papers made for a round, the newest first. Raises NotSeen."""
    require(viewer, *round_batch.READERS)
    return MeetingPaper.objects.filter(round=round_).select_related("made_by")


def get(viewer: Viewer, id_: UUID) -> MeetingPaper:
    """One of them; raises NotSeen."""
    require(viewer, *round_batch.READERS)
    found = MeetingPaper.objects.select_related("round", "made_by").filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def opened(paper: MeetingPaper) -> dict[str, Any]:
    """What was frozen."""
    content: dict[str, Any] = json.loads(paper.content)
    return content


def make(viewer: Viewer, round_: Round, *, title: str, cases: Sequence[UUID]) -> MeetingPaper:
    """Freeze the chosen proposals of a round for a meeting. Raises Refused, or NotSeen."""
    require(viewer, Role.OFFICER)
    reading = Reading()
    name = reading.text("title", lambda: read_words(title, "会议", 100))
    with transaction.atomic():
        chosen = [one for one in waiting(round_) if one.application_id in set(cases)]
        if not chosen:
            reading.fault("cases", "请选择要上会的申报；只有“待审定”的可以上会")
        reading.done()
        trail.hold()
        now = clock.now()
        text = chain.canonical(_content(viewer, round_, name, chosen, now))
        paper = MeetingPaper(
            round=round_, title=name, content=text, sha256=hashlib.sha256(text.encode()).hexdigest(),
            made_by=viewer.person, made_at=now,
        )  # fmt: skip
        numbers = [str(one.application.number) for one in chosen]
        trail.record(
            viewer.actor, "meeting-paper.make", f"round:{round_.pk}", at=now, files=[paper.sha256],
            payload={"paper": str(paper.pk), "title": name, "cases": numbers},
        )  # fmt: skip
        paper.head = trail.signed_head(now)
        paper.save(force_insert=True)
    return paper


def _content(
    viewer: Viewer, round_: Round, title: str, chosen: Sequence[Proposal], now: datetime
) -> dict[str, Any]:
    today = clock.local(now).date()
    batch = round_batch.of(round_, today.year)
    return {
        "format": FORMAT, "title": title, "round": {"number": round_.number, "title": round_.title},
        "made": chain.moment(now), "dated": today.isoformat(), "by": viewer.person.name,
        "measures": [found for line in batch.lines if (found := _measure(line, chosen, batch.year))],
        "cases": [_case(one, number, today.year) for number, one in enumerate(chosen, 1)],
    }  # fmt: skip


def _measure(
    line: round_batch.Line, chosen: Sequence[Proposal], year: int
) -> dict[str, Any] | None:  # fmt: skip
    """One measure's part of the paper beside its budget line; None where nothing of it is on the paper."""
    own = [one for one in chosen if one.application.round_measure.measure == line.measure.id]
    granted = [one for one in own if one.outcome == GRANT]
    if not own:
        return None
    return {
        "clause": line.measure.clause, "name": line.measure.name, "count": len(own),
        "amount": sum(one.amount for one in granted), "this_year": sum(one.due_in(year) for one in granted), "left": line.left,
    }  # fmt: skip


def _case(one: Proposal, number: int, year: int) -> dict[str, Any]:
    application = one.application
    held = folder.load(application)
    beside = enterprise_sheet.beside_rd(application.applicant, year)
    amount = Money(one.amount)
    return {
        "position": number, "number": application.number, "enterprise": application.applicant.name,
        "code": application.applicant.code, "centre": application.centre.name if application.centre else "",
        "clause": held.measure.clause, "measure": measure_of(application.round_measure).name, "subject": application.subject,
        "outcome": one.outcome, "claimed": application.ceiling, "ceiling": one.ceiling, "amount": one.amount,
        "plan": one.plan, "reason": one.reason, "conditions": one.conditions, "remark": one.advice_remark,
        "by": one.proposed_by.name, "on": clock.local(one.proposed_at).date().isoformat(), "steps": one.basis.get("steps", []),
        "granted": beside.granted.fen, "rnd": beside.rnd.fen if beside.rnd else None, "rnd_year": beside.told,
        "ratio": beside.ratio(amount), "credit": _credit(held), "waits": list(countersigning.left(held.terms, one)),
        "signed": [f"{each.agency}（{each.document}，{each.on}）" for each in one.countersignatures.order_by("pk")],
        **_reviewed(held),
    }  # fmt: skip


def _credit(held: folder.Folder) -> str:
    latest = screening.latest(subject_of(held.application))
    if latest is None:
        return "没有核查"
    return f"{latest.get_outcome_display()}（{clock.local(latest.at):%Y-%m-%d}核查）"


def _reviewed(held: folder.Folder) -> dict[str, Any]:
    """What the desk found: recommendation, cuts, overlaps, visits, the panel's average and opinion."""
    application = held.application
    recommendation = application.recommendations.order_by("-pk").first()
    panel = application.panels.exclude(closed_at=None).order_by("-closed_at").first()
    kept = {one.target: one for one in application.recognitions.all()}
    return {
        "recommendation": recommendation.opinion if recommendation else "",
        "lines": [
            {"label": one.label, "claimed": Money.yuan(one.claimed).fen, "recognised": Money.yuan(kept[one.id].recognised).fen,
             "reason": kept[one.id].reason}
            for one in reviewing.targets(held)
            if one.money and one.id in kept
        ],
        "overlaps": [
            {"label": one.label, "settled": one.get_settled_display(), "counted": one.counted, "reason": one.reason}
            for one in application.overlaps.exclude(settled=Overlap.Settled.WAITS)
        ],
        "visits": [f"{one.on}，{one.place}：{one.finding}" for one in application.visits.all()],
        "panel": {"average": str(panel.average), "summary": panel.summary} if panel else None,
    }  # fmt: skip
