"""The one writer of an instalment's state: lock, picture, refusals, transfers, state, trail, in the caller's transaction.

Order of locks: organisation, instalments by id, accounts by key, the trail's head.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from duixian.audit import trail
from duixian.funds import ledger, rules, stages
from duixian.funds.chart import Book, Leg, Line
from duixian.funds.models import (
    BudgetYear,
    Commitment,
    Hold,
    Instalment,
    InstalmentCheck,
    LedgerAccount,
    PaymentItem,
    PaymentRequest,
)
from duixian.funds.stages import UNPAID, Part, Posts, State, Step
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Refused, Viewer

# Nobody has asked for it yet, so that its amount may still be cut.
CUTTABLE = UNPAID - stages.ASKED
# A request between its officer and the bank.
HANDED_IN = frozenset(
    {PaymentRequest.State.SUBMITTED, PaymentRequest.State.SIGNED, PaymentRequest.State.PREPARED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A step with one instalment. `on`: the bank's day, for what the bank did."""

    step: str
    instalment: UUID
    on: date | None = None


def take(
    viewer: Viewer, takings: Sequence[Taking], *, action: str, subject: str, key: str, at: datetime,
    payload: Mapping[str, Any] | None = None, files: Sequence[str] = (), also: Sequence[Leg] = (),
) -> list[Instalment]:  # fmt: skip
    """Take steps of stages.TABLE with instalments (each once), all or none, with one trail entry about them together.

    Inside the verb's transaction, as its last change; `also` are transfers posted along (a claim that opens). The same
    key again with the same steps changes nothing and gives the same answer. Raises Refused with every reason (the
    field is "instalments"), ledger.Short, ledger.Frozen, ledger.KeyReused, NotSeen.
    """
    assert transaction.get_connection().in_atomic_block, "instalments change in a transaction"
    found = {one.pk: one for one in locked(each.instalment for each in takings)}
    assert len(found) == len(takings), "an instalment takes one step at a time"
    request = ledger.asked([(one.step, one.instalment, one.on) for one in takings])
    if ledger.replayed(key, request):
        return list(found.values())
    parts = pictures(found.values(), at)
    faults = [
        ("instalments", f"{named(found[one.instalment])}：{reason}")
        for one in takings
        for reason in stages.STEPS[one.step].refusals(parts[one.instalment], viewer.role)
    ]
    if faults:
        raise Refused(*faults)
    legs = [leg for one in takings for leg in _legs(one, found[one.instalment], at)] + list(also)
    said = {**(payload or {}), "steps": [[one.step, str(one.instalment)] for one in takings]}
    if legs:
        ledger.post(
            viewer.actor, action=action, subject=subject, key=key, legs=legs, at=at, payload=said, files=files,
            request=request,
        )  # fmt: skip
    else:
        trail.record(viewer.actor, action, subject, payload=said, files=files, at=at)
    for one in takings:
        _moved(found[one.instalment], parts[one.instalment], one, at)
    Instalment.objects.bulk_update(
        found.values(), ["state", "funded", "year", "paid_on", "changed_at"]
    )
    return list(found.values())


def cut(
    viewer: Viewer, commitment: Commitment, *, total: int, reference: str, at: datetime
) -> None:
    """Make the parts of a commitment sum to `total` fen, the last cut first; a part cut to nothing is cancelled.

    Raises Refused where more than that is paid, at the bank or asked for.
    """
    parts = {one.pk: one for one in locked(commitment.instalments.values_list("pk", flat=True))}
    alive = sorted(
        (one for one in parts.values() if one.state != State.CANCELLED), key=lambda one: one.number
    )
    fixed = sum(one.amount for one in alive if one.state not in CUTTABLE)
    if fixed > total:
        raise Refused(("total", "已拨付或正在办理拨付的金额超过了核定金额，请先退回申请，或追回多付的部分"))  # fmt: skip
    open_ = [one for one in alive if one.state in CUTTABLE]
    kept = rules.cuts([one.amount for one in open_], total - fixed)
    less = [(one, fen) for one, fen in zip(open_, kept, strict=True) if fen < one.amount]
    legs = [leg for one, fen in less for leg in rules.legs(Posts.CANCEL, sum_of(one, cut=one.amount - fen))]  # fmt: skip
    said = {"commitment": str(commitment.pk), "total": total, "reference": reference}
    key = f"recognise:{commitment.pk}:{uuid4()}"
    if legs:
        ledger.post(viewer.actor, action="funds.recognise", subject=commitment.subject, key=key, legs=legs, at=at, payload=said)  # fmt: skip
    else:
        trail.record(viewer.actor, "funds.recognise", commitment.subject, payload=said, at=at)
    for one, fen in less:
        one.amount, one.changed_at = fen, at
        if fen == 0:
            one.state, one.funded = State.CANCELLED, False
        one.save()


def withdraw(ids: Sequence[UUID], reason: str) -> None:
    """Take instalments out of the payment requests that they are in: a suspension, a cancellation, the year's end.

    A request that was handed in and has nothing left to pay is void. Under the instalments' locks, before the accounts'.
    """
    live = PaymentItem.objects.filter(state=PaymentItem.State.LIVE)
    taken = live.filter(instalment__in=ids)
    touched = list(taken.values_list("request", flat=True))
    rows = PaymentRequest.objects.select_for_update(no_key=True).filter(pk__in=touched)
    handed_in = [one for one in rows.order_by("pk") if one.state in HANDED_IN]
    taken.update(state=PaymentItem.State.REMOVED, removed_reason=reason)
    left = set(live.filter(request__in=handed_in).values_list("request", flat=True))
    emptied = [one.pk for one in handed_in if one.pk not in left]
    PaymentRequest.objects.filter(pk__in=emptied).update(
        state=PaymentRequest.State.VOID, returned_reason=reason, version=F("version") + 1
    )


def locked(ids: Iterable[UUID]) -> list[Instalment]:
    """Instalments with their commitments, locked in the order of their ids; raises NotSeen for one that is not there."""
    wanted = set(ids)
    rows = Instalment.objects.select_for_update(of=("self",), no_key=True)
    found = list(
        rows.select_related("commitment__organisation").filter(pk__in=wanted).order_by("pk")
    )
    if len(found) != len(wanted):
        raise NotSeen(wanted - {one.pk for one in found})
    return found


def pictures(instalments: Iterable[Instalment], at: datetime) -> dict[UUID, Part]:
    """What the guards see of each."""
    every = list(instalments)
    years = BudgetYear.objects.in_bulk({one.year for one in every})
    held = set(
        Hold.objects.filter(
            organisation__in={one.commitment.organisation_id for one in every}, lifted_at=None
        ).values_list("organisation_id", flat=True)
    )
    unchecked: dict[UUID, list[str]] = {}
    for check in InstalmentCheck.objects.filter(instalment__in=every).exclude(result="passed"):
        unchecked.setdefault(check.instalment_id, []).append(check.item)
    claims = _claims(every)
    return {
        one.pk: Part(
            state=State(one.state), funded=one.funded, number=one.number, year=one.year, due=one.due,
            today=clock.local(at).date(), unchecked=tuple(unchecked.get(one.pk, ())),
            held=one.commitment.organisation_id in held, open_year=_is_open(years.get(one.year)),
            cut_off=years[one.year].cut_off if one.year in years else None, claimed=claims.get(one.pk, 0),
        )
        for one in every
    }  # fmt: skip


def options(viewer: Viewer, instalment: Instalment, at: datetime) -> list[tuple[Step, list[str]]]:
    """The steps that the viewer's role has from here, each with the reasons why not now; for buttons."""
    part = pictures([instalment], at)[instalment.pk]
    return [
        (step, step.refusals(part, viewer.role))
        for step in stages.TABLE
        if viewer.role in step.by and part.state in step.sources
    ]


def named(one: Instalment) -> str:
    """How messages name an instalment."""
    return f"{one.commitment.organisation.name}第{one.number}期"


def line_of(one: Instalment) -> Line:
    """The budget line that pays it."""
    return Line(year=one.year, policy=one.commitment.policy, measure=one.commitment.measure)


def sum_of(one: Instalment, *, later: int = 0, cut: int | None = None) -> rules.Sum:
    """The instalment, or a cut of it in fen, as the posting rules see it."""
    return rules.Sum(
        instalment=one.pk, line=line_of(one), amount=one.amount if cut is None else cut, funded=one.funded,
        later=later,
    )  # fmt: skip


def _is_open(year: BudgetYear | None) -> bool:
    return year is not None and year.state == BudgetYear.State.APPROVED


def _claims(instalments: Sequence[Instalment]) -> dict[UUID, int]:
    """What is still claimed back of each, in fen."""
    paid = [one.pk for one in instalments if one.state == State.PAID]
    if not paid:
        return {}
    parts = dict(
        Instalment.objects.filter(pk__in=paid, claims__isnull=False).values_list("claims__pk", "pk")
    )
    found: dict[UUID, int] = {}
    accounts = LedgerAccount.objects.filter(book=Book.CLAIM, part__in=[str(pk) for pk in parts])
    for account in accounts:
        instalment = parts[UUID(account.part)]
        found[instalment] = found.get(instalment, 0) + account.balance
    return found


def _later(taking: Taking, one: Instalment, at: datetime) -> int:
    """The year that an instalment goes on in: the next at year end; after a 退汇 the first that is not closed."""
    if taking.step == "roll":
        return one.year + 1
    year = max(one.year, clock.local(at).year)
    return year + 1 if taking.step == "bounce" and year in ledger.closed_years() else year


def _legs(taking: Taking, one: Instalment, at: datetime) -> list[Leg]:
    step = stages.STEPS[taking.step]
    return rules.legs(step.posts, sum_of(one, later=_later(taking, one, at)))


def _moved(one: Instalment, part: Part, taking: Taking, at: datetime) -> None:
    step = stages.STEPS[taking.step]
    one.state, one.funded = stages.lands(step, part), stages.funded_after(step, part)
    one.changed_at = at
    if taking.step in {"roll", "bounce"}:
        one.year = _later(taking, one, at)
    if taking.step == "confirm":
        one.paid_on = taking.on or clock.local(at).date()
    if taking.step == "bounce":
        one.paid_on = None
