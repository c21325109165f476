"""政策辅导: a centre's enterprises that match a measure of an open round and have not applied, and inviting them once.

What an enterprise's own profile says is put to the rules; what the profile does not say rules nothing out and is named.
Nobody is told that they will get anything: an invitation says that no condition is known to be missed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from duixian import policy
from duixian.applications import rounds, states
from duixian.applications.models import Application, Guidance, RoundMeasure
from duixian.applications.terms import Terms, policy_of, terms
from duixian.audit import trail
from duixian.kernel import clock
from duixian.outbox import messages
from duixian.parties import organisations, people
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.models import Organisation
from duixian.parties.organisations import APPLICANTS
from duixian.parties.roles import Role
from duixian.policy import Answer, BadClaim

FITS, ASKS, OUT = "fits", "asks", "out"
NAMES = {FITS: "可以申报", ASKS: "资料不全", OUT: "不符合"}
AT_ONCE = 30
CONDITIONS = frozenset({"condition", "verify"})
UNREAD = "单位资料的写法与本政策的选项不一致，请单位更新资料"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How one enterprise stands to a measure: which kind, why, which facts its profile lacks, whether it was invited."""

    organisation: Organisation
    kind: str
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    invited: Guidance | None


def open_measures(viewer: Viewer, now: datetime) -> list[tuple[RoundMeasure, int, int]]:
    """What can be filed for now, the nearest deadline first; how many of the centre's applied and were invited."""
    require(viewer, Role.CENTRE)
    rows = [
        one
        for round_ in rounds.open_rounds(now)
        for one in round_.measures.select_related("round").order_by("pk")
        if rounds.measure_of(one).public
    ]
    rows.sort(key=lambda one: (one.round.closes_at, _place(one)))
    applied = _by_measure(_applied(viewer), rows)
    invited = _by_measure(Guidance.objects.filter(organisation__centre=viewer.organisation), rows)
    return [(one, applied.get(one.pk, 0), invited.get(one.pk, 0)) for one in rows]


def measure(viewer: Viewer, id_: UUID, now: datetime) -> RoundMeasure:
    """One that can be filed for now; raises NotSeen."""
    require(viewer, Role.CENTRE)
    found = rounds.round_measure(id_)
    if found.round not in rounds.open_rounds(now) or not rounds.measure_of(found).public:
        raise NotSeen(id_)
    return found


def matches(viewer: Viewer, one: RoundMeasure, now: datetime) -> list[Match]:
    """The centre's verified enterprises that have not applied: those that match first, each group by name."""
    require(viewer, Role.CENTRE)
    there = _applied(viewer).filter(round_measure=one).values("applicant")
    firms = organisations.verified().filter(centre=viewer.organisation).exclude(pk__in=there)
    asked = Guidance.objects.filter(round_measure=one).select_related("by")
    invited = {row.organisation_id: row for row in asked}
    held, on = terms(one), clock.local(now).date().isoformat()
    found = [
        _match(firm, held, on, invited.get(firm.pk))
        for firm in firms.select_related("profile").order_by("name", "pk")
    ]
    order = list(NAMES)
    return sorted(found, key=lambda each: order.index(each.kind))


def invite(viewer: Viewer, id_: UUID, chosen: Collection[UUID]) -> tuple[int, int]:
    """Tell enterprises of the measure, each once for a round; how many were told, and how many had been before.

    Only those that match: whoever has applied since, or is ruled out, is left alone. Raises Refused, or NotSeen.
    """
    now = clock.now()
    one = measure(viewer, id_, now)
    if not chosen:
        raise Refused(("firm", "请勾选要邀请的单位"))
    if len(chosen) > AT_ONCE:
        raise Refused(("firm", f"一次最多邀请{AT_ONCE}家，请分几次"))
    told = known = 0
    for found in matches(viewer, one, now):
        if found.organisation.pk not in chosen or found.kind == OUT:
            continue
        if found.invited is None and _invite(viewer, one, found, now):
            told += 1
        else:
            known += 1
    return told, known


def _invite(viewer: Viewer, one: RoundMeasure, found: Match, now: datetime) -> bool:
    """Tell one, unless a colleague did in between."""
    firm, centre = found.organisation, viewer.organisation
    with transaction.atomic():
        row, new = Guidance.objects.get_or_create(
            round_measure=one, organisation=firm, defaults={"by": viewer.person, "at": now}
        )
        if not new:
            return False
        trail.record(
            viewer.actor, "guidance.invite", f"organisation:{firm.pk}", at=now,
            payload={"round": one.round.number, "measure": one.measure, "missing": list(found.missing)},
        )  # fmt: skip
        messages.post(
            people.recipients(firm, APPLICANTS), "guidance-invited",
            {
                "enterprise": firm.name, "measure": rounds.measure_of(one).name, "round": one.round.title,
                "closes": one.round.closes_at, "centre": centre.name, "contact": centre.contact,
                "lacking": "、".join(found.missing),
            },
            link=f"/my/applications/start/{one.pk}/", key=f"guidance:{row.pk}",
        )  # fmt: skip
    return True


def _applied(viewer: Viewer) -> QuerySet[Application]:
    """What the centre's enterprises submitted and did not take back. A draft is theirs alone, and nobody hears of it."""
    found = Application.objects.filter(
        applicant__centre=viewer.organisation, submitted_at__isnull=False
    )
    return found.exclude(state=states.WITHDRAWN)


def _by_measure(rows: QuerySet[Any], measures: list[RoundMeasure]) -> dict[UUID, int]:
    held = rows.filter(round_measure__in=[one.pk for one in measures]).order_by()
    counts = held.values_list("round_measure").annotate(
        n=Count("applicant" if rows.model is Application else "organisation", distinct=True)
    )
    return dict(counts)


def _place(one: RoundMeasure) -> int:
    """Where the measure stands in its policy."""
    return [each.id for each in policy_of(one.round).measures].index(one.measure)


def _match(firm: Organisation, held: Terms, on: str, invited: Guidance | None) -> Match:
    profile = getattr(firm, "profile", None)
    kind, reasons, missing = judged(held, profile.answers if profile else {}, on)
    return Match(
        organisation=firm, kind=kind, reasons=reasons, missing=missing, invited=invited
    )  # fmt: skip


def judged(
    held: Terms, answers: Mapping[str, Any], on: str
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What the rules say of a profile on a day: the kind, why, and which of the profile's facts are missing."""
    facts = policy_of(held.round).applicant
    own = {fact.id: answers[fact.id] for fact in facts if fact.id in answers}
    missing = tuple(fact.name for fact in facts if fact.id not in own and fact.kind != "records")
    try:
        claim = policy.read_claim({**held.claim, "on": on, "applicant": own}, policy.library())
        answer = policy.assess(claim)
    except BadClaim:
        return ASKS, (UNREAD,), missing
    # A blank counts as an answer where the rules have one for it: here it is not known yet.
    unknown = any(fact.absent and fact.id not in own for fact in facts)
    if answer.status == "ineligible" and not unknown:
        return OUT, tuple(_steps(answer, "fail")), missing
    met = [text.partition("：")[0].partition(" ")[2] for text in _steps(answer, "pass")]
    doubted = tuple(_steps(answer, "verify"))
    return (
        ASKS if missing else FITS,
        (f"符合：{'、'.join(met)}", *doubted) if met else doubted,
        missing,
    )


def _steps(answer: Answer, outcome: str) -> Iterator[str]:
    """The conditions of one outcome, in the policy's words: clause, name, what was compared."""
    return (str(one) for one in answer.steps if one.kind in CONDITIONS and one.outcome == outcome)
