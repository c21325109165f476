"""A recovery under its locks, and what the guards see of it: sums from the ledger, days from letters and their service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from duixian.funds import instalments, recovery_claims, recovery_stages
from duixian.funds.models import Finding, Instalment, Recovery, RecoveryStep, Refund, WriteOff
from duixian.funds.recovery_claims import Sheet
from duixian.funds.recovery_stages import Picture, Stage
from duixian.kernel import clock
from duixian.parties import organisations
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.organisations import APPLICANTS

LETTERS = ("notify", "decide", "remind")
SERVED = "serve"


@dataclass(frozen=True, slots=True)
class Held:
    """A recovery with all instalments of its enterprise, under their locks."""

    recovery: Recovery
    parts: tuple[Instalment, ...]

    @property
    def covered(self) -> list[Instalment]:
        """Those that its proposal covers."""
        return recovery_claims.covered(self.recovery, self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A recovery and all that hangs on it, each asked for once: what its page shows and its guards look at."""

    recovery: Recovery
    parts: Sequence[Instalment]
    steps: Sequence[RecoveryStep]
    sheet: Sheet
    write_offs: Sequence[WriteOff]
    refunds: Sequence[Refund]


def folder(recovery: Recovery, parts: Sequence[Instalment]) -> Folder:
    """What there is now; `parts`: all instalments of its enterprise."""
    write_offs = WriteOff.objects.filter(claim__recovery=recovery)
    return Folder(
        recovery=recovery, parts=parts, steps=list(recovery.steps.select_related("by").order_by("pk")),
        sheet=recovery_claims.sheet(recovery), write_offs=list(write_offs.select_related("proposed_by", "decided_by")),
        refunds=list(recovery.refunds.select_related("proposed_by", "approved_by")),
    )  # fmt: skip


def hold(viewer: Viewer, recovery_id: UUID) -> Held:
    """Lock organisation, instalments, recovery, in this order; raises NotSeen. An applicant sees its own only."""
    before = Recovery.objects.filter(pk=recovery_id).first()
    own = viewer.role not in APPLICANTS or (
        before is not None and before.organisation_id == viewer.organisation.pk
    )
    if before is None or not own:
        raise NotSeen(recovery_id)
    organisations.locked(before.organisation_id)
    parts = parts_of(before.organisation_id)
    recovery = (
        Recovery.objects.select_related("finding__hold", "organisation", "officer")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=recovery_id)
    )
    return Held(recovery, tuple(parts))


def parts_of(organisation_id: UUID) -> list[Instalment]:
    """All instalments of an enterprise, locked."""
    rows = Instalment.objects.filter(commitment__organisation=organisation_id)
    return instalments.locked(rows.values_list("pk", flat=True))


def allow(viewer: Viewer, held: Held, step: str, at: datetime) -> recovery_stages.Step:
    """The step's row, if this viewer may take it now; raises Refused with every reason."""
    row = recovery_stages.STEPS[step]
    seen = picture(folder(held.recovery, held.parts), clock.local(at).date())
    reasons = row.refusals(seen, viewer.actor)
    if reasons:
        raise Refused(*(("", reason) for reason in reasons))
    return row


def picture(seen: Folder, today: date) -> Picture:
    """What the guards see."""
    recovery, steps, sheet = seen.recovery, seen.steps, seen.sheet
    return Picture(
        stage=Stage(recovery.stage), today=today, fraud=recovery.finding.kind == Finding.Kind.FRAUD,
        hands=_hands(recovery, steps), stated=_stated(steps), defence_until=_until(steps, "notify"), due_on=recovery.due_on,
        reminded_until=_until(steps, "remind"), unserved=unserved(steps) is not None, owed=sheet.left, over=sheet.over,
        interest=sheet.interest, waiting=_waiting(seen), reported=hasattr(recovery, "credit_report"),
    )  # fmt: skip


def unserved(steps: Iterable[RecoveryStep]) -> RecoveryStep | None:
    """The newest letter to the enterprise whose service is not recorded."""
    every = list(steps)
    served = {one.letter for one in every if one.step == SERVED}
    waiting = [one for one in every if one.step in LETTERS and one.letter not in served]
    return waiting[-1] if waiting else None


def service(steps: Iterable[RecoveryStep], step: str) -> RecoveryStep | None:
    """The record of the service of the newest letter of a step."""
    every = list(steps)
    numbers = [one.letter for one in every if one.step == step and one.letter]
    found = [one for one in every if one.step == SERVED and numbers and one.letter == numbers[-1]]
    return found[-1] if found else None


def _until(steps: Sequence[RecoveryStep], step: str) -> date | None:
    found = service(steps, step)
    return found.due_on if found else None


def _stated(steps: Sequence[RecoveryStep]) -> bool:
    """Whether a statement came after the newest prior notice."""
    names = [one.step for one in steps]
    return "state" in names[len(names) - names[::-1].index("notify") :] if "notify" in names else False  # fmt: skip


def _hands(recovery: Recovery, steps: Sequence[RecoveryStep]) -> frozenset[UUID]:
    """Who worked it out: those may not decide it."""
    worked = {one.by_id for one in steps if one.step in {"find", "notify", "propose"}}
    return frozenset(worked | {recovery.officer_id, recovery.finding.by_id})


def _waiting(seen: Folder) -> int:
    """What is still to be decided or answered: write-offs, refunds, covered payments at the bank or not yet cancelled."""
    proposed = [one for one in seen.write_offs if one.state == WriteOff.State.PROPOSED]
    refunds = [one for one in seen.refunds if one.approved_by_id is None]
    covered = recovery_claims.covered(seen.recovery, seen.parts)
    left = recovery_claims.at_bank(covered) + recovery_claims.undisbursed(covered)
    return len(proposed) + len(refunds) + len(left)
