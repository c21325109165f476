"""A case with all that belongs to it, loaded at once under its lock; judging it afterwards is pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from duixian.applications import before, belongings, terms
from duixian.applications.answers import facts_of
from duixian.applications.before import Before
from duixian.applications.earlier import filling
from duixian.applications.earlier.filling import Held
from duixian.applications.models import Amendment, Application, Evidence, ExpenseLine
from duixian.applications.states import ENDED, UNSUBMITTED
from duixian.applications.terms import Terms
from duixian.kernel.money import Money
from duixian.parties.gathering import Rows
from duixian.policy import Fact, Measure, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What other live applications, of anybody, say of an invoice: parts submitted, the least total, whose it may be told."""

    submitted: int
    least: int | None
    own: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Folder:
    """Application, terms, lines, evidence, and what stands elsewhere about them."""

    application: Application
    terms: Terms
    policy: Policy
    lines: tuple[ExpenseLine, ...]
    evidence: tuple[Evidence, ...]
    elsewhere: dict[str, Elsewhere]
    profile: dict[str, Any]
    has_account: bool
    amendments: tuple[Amendment, ...]
    # By name what else hangs on the case (belongings.py).
    rows: Rows
    before: Before | None = None
    earlier: Held | None = None

    @property
    def measure(self) -> Measure:
        return self.terms.measure

    @cached_property
    def facts(self) -> dict[str, Fact]:
        return facts_of(self.policy, self.measure)

    @cached_property
    def overdrawn(self) -> dict[str, str]:
        """By the key of each invoice whose parts sum to more than it: what to say of it."""
        found = {}
        for key, (own, total) in _sums(self.lines).items():
            other = self.elsewhere.get(key)
            if other and other.submitted:
                totals = [one for one in (total, other.least) if one is not None]
                if totals and own + other.submitted > min(totals):
                    found[key] = f"发票{key}（本件{Money(own).yuan_text()}）"
        return found


def load(application: Application) -> Folder:
    """Everything about a case, in a fixed number of queries."""
    one = application.round_measure
    held = terms.terms(one)
    rows = belongings.gather(application)
    lines, profile = tuple(rows["lines"]), rows["profile"]
    return Folder(
        application=application, terms=held, policy=terms.policy_of(one.round), lines=lines,
        evidence=tuple(rows["evidence"]),
        elsewhere=elsewhere(application, {line.invoice_key for line in lines}),
        profile=profile[0].answers if profile else {}, has_account=bool(rows["accounts"]),
        amendments=tuple(rows["amendments"]), rows=rows,
        before=before.load(application, held), earlier=filling.load(application, held, rows["absorbed"]),
    )  # fmt: skip


def elsewhere(application: Application, keys: Iterable[str]) -> dict[str, Elsewhere]:
    """The same invoices in other live applications."""
    wanted = sorted(key for key in keys if key)
    if not wanted:
        return {}
    rows = (
        ExpenseLine.objects.filter(invoice_key__in=wanted)
        .exclude(application_id=application.pk)
        .exclude(application__state__in=ENDED)
        .select_related("application")
    )
    found: dict[str, list[ExpenseLine]] = {}
    for row in rows:
        found.setdefault(row.invoice_key, []).append(row)
    return {key: _elsewhere(application, lines) for key, lines in found.items()}


def _elsewhere(application: Application, lines: list[ExpenseLine]) -> Elsewhere:
    counted = [one for one in lines if one.application.state not in UNSUBMITTED]
    own = {
        str(one.application)
        for one in lines
        if one.application.applicant_id == application.applicant_id
    }
    return Elsewhere(
        submitted=sum(one.amount for one in counted),
        least=min(
            (one.invoice_amount for one in counted if one.invoice_amount is not None), default=None
        ),
        own=tuple(sorted(own)),
    )


def _sums(lines: Iterable[ExpenseLine]) -> dict[str, tuple[int, int | None]]:
    """By invoice: what this case claims of it, and its total."""
    found: dict[str, tuple[int, int | None]] = {}
    for line in lines:
        if line.invoice_key:
            before, _ = found.get(line.invoice_key, (0, None))
            found[line.invoice_key] = (before + line.amount, line.invoice_amount)
    return found
