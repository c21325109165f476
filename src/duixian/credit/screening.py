"""Screening a case against the register, what the applicant says to a hit, what an officer finds, and how it all stands.

A case is named by a string (`application:…`). These verbs are called inside the case's own transaction, under its lock
(applications/casework.py): they add to it, and what is refused is the caller's to roll back and to record.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from duixian.audit import trail
from duixian.credit import lookback, sources
from duixian.credit.models import CreditRecord, Explanation, HitFinding, Screening, newest
from duixian.credit.picture import CLEAN, FAILED, FRESH_DAYS, HIT, Purpose, Standing
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.kernel.names import read_words
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.models import Organisation
from duixian.parties.organisations import APPLICANTS
from duixian.parties.reading import Reading
from duixian.parties.roles import Role

__all__ = [
    "NotSeen", "Purpose", "Refused", "Standing", "explain", "find", "hits", "latest", "screen", "standing", "unexplained",
]  # fmt: skip

State = HitFinding.State
CAN_BE_FOUND = (State.CONFIRMED, State.CLEARED)


def screen(
    viewer: Viewer, subject: str, organisation: Organisation, *, submitted_on: date, now: datetime, purpose: Purpose,
    years: int = lookback.YEARS, serious_only: bool = False,
) -> Screening:  # fmt: skip
    """Look the enterprise up and keep what was found; whoever acts may, since it is a part of their step.

    `submitted_on` is where the years are counted back from; they run on to the day of `now` (Shanghai). A source that
    failed or is stale makes the outcome `failed`, whatever else was found. 五（二）.
    """
    today = clock.local(now).date()
    period = lookback.window(submitted_on, today, years)
    relied = sources.relied_on(organisation.code or "", today)
    failure = _failure(organisation, relied)
    records = list(_current([organisation.code or ""]))
    judged = [
        (one, lookback.judge(one.dated, period, serious_only=serious_only)) for one in records
    ]
    with transaction.atomic():
        found = [_finding(subject, record, why, now) for record, why in judged if why.counts]
        made = Screening.objects.create(
            subject=subject, code=organisation.code or "", name=organisation.name, purpose=purpose,
            submitted_on=submitted_on, first_day=period.first, last_day=period.last, years=years,
            serious_only=serious_only, outcome=FAILED if failure else HIT if found else CLEAN, failure=failure,
            looked_at=[{"record": record.pk, "why": why.value} for record, why in judged],
            sources=[_source_said(one) for one in relied], at=now, by=viewer.person,
        )  # fmt: skip
        made.hits.add(*found)
        trail.record(
            viewer.actor, "credit.screen", subject, at=now,
            payload={
                "screening": made.pk, "purpose": purpose.value, "outcome": made.outcome, "failure": failure,
                "hits": [str(one.pk) for one in found], "first": str(period.first), "last": str(period.last),
            },
        )  # fmt: skip
    return made


def standing(subject: str, now: datetime, *, days: int = FRESH_DAYS) -> Standing:
    """How the case stands at this moment; a screening counts for so many days after its own."""
    return standings([subject], now, days=days)[subject]


def standings(
    subjects: Collection[str], now: datetime, *, days: int = FRESH_DAYS
) -> dict[str, Standing]:
    """The same of many cases, in three questions to the database however many there are."""
    newest = Screening.objects.filter(subject=OuterRef("subject")).order_by("-pk").values("pk")[:1]
    made = Screening.objects.filter(subject__in=subjects, pk=Subquery(newest))
    by_subject = {one.subject: one for one in made}
    hit = HitFinding.objects.filter(screenings__in=by_subject.values()).select_related("record")
    hits, records = _by("subject", hit), _by("code", _current({one.code for one in by_subject.values()}))  # fmt: skip
    return {
        subject: standing_of(
            {"screening": [one], "hits": hits.get(subject, ()), "records": records.get(one.code, ())}, now, days=days
        )
        if (one := by_subject.get(subject)) else Standing(fresh_days=days)
        for subject in subjects
    }  # fmt: skip


def _by(name: str, rows: Iterable[Any]) -> dict[str, list[Any]]:
    """The rows by the value of a column."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def belongings(subject: str) -> dict[str, QuerySet[Any]]:
    """What `standing_of` wants to know of a case: its newest screening, what that hit, what the register has now."""
    newest = Screening.objects.filter(subject=subject).order_by("-pk")[:1]
    return {
        "screening": newest,
        "hits": HitFinding.objects.filter(screenings=_newest(subject)).select_related("record"),
        "records": _current(newest.values("code")),
    }


def standing_of(
    rows: Mapping[str, Sequence[Any]], now: datetime, *, days: int = FRESH_DAYS
) -> Standing:
    """The same from these rows, however they were read. Pure."""
    made: Screening | None = next(iter(rows["screening"]), None)
    if made is None:
        return Standing(fresh_days=days)
    found = rows["hits"]
    age = (clock.local(now).date() - clock.local(made.at).date()).days
    looked_at = {one["record"] for one in made.looked_at}
    return Standing(
        outcome=made.outcome, at=made.at, age_days=age, fresh_days=days, failure=made.failure,
        changed={one.pk for one in rows["records"]} != looked_at,
        open_hits=sum(one.state == State.OPEN for one in found),
        confirmed=tuple(in_words(one.record) for one in found if one.state == State.CONFIRMED),
    )  # fmt: skip


def latest(subject: str) -> Screening | None:
    """The newest screening of a case; None before the first."""
    return Screening.objects.filter(subject=subject).order_by("-pk").first()


def hits(subject: str) -> QuerySet[HitFinding]:
    """The hits of the newest screening, with their records and explanations, for pages."""
    explanations = Explanation.objects.select_related("by").prefetch_related("proofs")
    return (
        HitFinding.objects.filter(screenings=_newest(subject))
        .select_related("record__source", "found_by")
        .prefetch_related(Prefetch("explanations", explanations))
    )


def unexplained(subjects: Collection[str]) -> set[str]:
    """Those of some cases whose newest screening has an open hit that the applicant has not said anything to."""
    newest = Screening.objects.filter(subject=OuterRef("subject")).order_by("-pk").values("pk")[:1]
    waiting = HitFinding.objects.filter(
        subject__in=subjects, state=State.OPEN, explanations=None, screenings=Subquery(newest)
    )
    return set(waiting.values_list("subject", flat=True))


def in_words(record: CreditRecord) -> str:
    """A record as reasons and letters quote it: 严重失信，列入…（沪…号），2025年3月1日决定."""
    number = f"（{record.document_number}）" if record.document_number else ""
    kind = lookback.KIND_NAMES[lookback.Kind(record.kind)]
    return f"{kind}，{record.matter}{number}，{chinese(record.decided_on)}决定"


def explain(
    viewer: Viewer, id_: UUID, text: str, *, subject: str, now: datetime, proofs: Sequence[StoredFile] = ()
) -> Explanation:  # fmt: skip
    """The applicant's explanation of a hit of its own case, with proof of repair. Raises Refused, or NotSeen."""
    require(viewer, *APPLICANTS)
    with transaction.atomic():
        finding = _locked(id_, subject)
        if finding.code != viewer.organisation.code:
            raise NotSeen(id_)
        reading = Reading()
        said = reading.text("explanation", lambda: read_words(text, "说明", 1000))
        if finding.state == State.CLEARED:
            reading.fault("explanation", "这条记录已予以排除，不用再说明")
        if any(one.owner != viewer.organisation.pk for one in proofs):
            reading.fault("proofs", "只能附上本单位上传的文件，请重新上传")
        reading.done()
        made = Explanation.objects.create(
            finding=finding, text=said, by=viewer.person, organisation=viewer.organisation, at=now
        )
        made.proofs.add(*proofs)
        trail.record(
            viewer.actor, "credit.explain", finding.subject, at=now, payload={"hit": str(id_), "text": said},
            files=[one.sha256 for one in proofs],
        )  # fmt: skip
    return made


def find(
    viewer: Viewer, id_: UUID, *, subject: str, finding: str, basis: str, reason: str, read: int, now: datetime
) -> HitFinding:  # fmt: skip
    """The officer confirms a hit or clears it, with basis and reason (信用条例§32). Raises Refused, or NotSeen.

    `read` is how many explanations the officer's page showed: one that has come since must be read first.
    """
    require(viewer, Role.OFFICER)
    with transaction.atomic():
        row = _locked(id_, subject)
        reading = Reading()
        if finding not in CAN_BE_FOUND:
            reading.fault("finding", "请选择核实属实或予以排除")
        if row.explanations.count() != read:
            reading.fault("", "申报单位刚刚补充了说明，请看过以后再核实")
        row.basis = reading.text("basis", lambda: read_words(basis, "依据", 300))
        row.reason = reading.text("reason", lambda: read_words(reason, "理由", 1000))
        reading.done()
        row.state, row.found_by, row.found_at = finding, viewer.person, now
        row.save(update_fields=["state", "basis", "reason", "found_by", "found_at"])
        trail.record(
            viewer.actor, "credit.find", row.subject, at=now,
            payload={"hit": str(id_), "record": row.record_id, "finding": finding, "basis": row.basis,
                     "reason": row.reason},
        )  # fmt: skip
    return row


def _newest(subject: str) -> Subquery:
    """The key of a case's newest screening."""
    return Subquery(Screening.objects.filter(subject=subject).order_by("-pk").values("pk")[:1])


def _current(codes: Iterable[str] | QuerySet[Any]) -> QuerySet[CreditRecord]:
    """The records of enterprises that hold: the newest version of each, not withdrawn."""
    return newest().filter(code__in=codes, withdrawn_at=None).order_by("-decided_on", "-pk")


def _failure(organisation: Organisation, relied: list[sources.Relied]) -> str:
    if not organisation.code:
        return f"“{organisation.name}”没有登记统一社会信用代码，查不了信用记录。请先补登"
    return sources.failure(relied)


def _source_said(one: sources.Relied) -> dict[str, str]:
    as_of = one.as_of.isoformat() if one.as_of else ""
    return {"name": one.source.name, "as_of": as_of, "trouble": one.trouble}


def _finding(subject: str, record: CreditRecord, why: lookback.Why, now: datetime) -> HitFinding:
    """The case's finding about this version of the record; what was found before stands."""
    made, _ = HitFinding.objects.get_or_create(
        subject=subject, record=record, defaults={"code": record.code, "why": why.value, "opened_at": now}
    )  # fmt: skip
    return made


def _locked(id_: UUID, subject: str) -> HitFinding:
    found = (
        HitFinding.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=id_, subject=subject)
        .first()
    )
    if found is None:
        raise NotSeen(id_)
    return found
