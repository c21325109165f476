"""What the pages about payments share: the tabs, who may see them, a row of a request with what stands against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from duixian.applications import paying
from duixian.applications.models import Application
from duixian.credit.picture import OUTCOME_NAMES, Standing
from duixian.funds import payments_accounts, payments_items, payments_payees, payments_queries
from duixian.funds.models import Instalment, PaymentItem
from duixian.funds.payments_letter import measure_name
from duixian.kernel import clock
from duixian.kernel.capital import capital
from duixian.kernel.money import Money
from duixian.letters import calendar
from duixian.office.cases.tabs import DESK
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from duixian.web.viewer import only

COLUMN = "拨付"
READERS, FINANCE = payments_queries.READERS, payments_queries.FINANCE
desk = only(*READERS)


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One part of the desk; `waits` is how much is to be done there, 0 where nothing is counted."""

    name: str
    url: str
    waits: int = 0

    @property
    def address(self) -> str:
        """Where it is."""
        return reverse(self.url)


def tabs(viewer: Viewer) -> list[Tab]:
    """The parts of the desk that this role sees."""
    found = [
        Tab(name="拨款申请", url="office-payments", waits=payments_queries.turn(viewer).count())
    ]
    if viewer.role == Role.OFFICER:
        waits = len(not_shut(payments_queries.due(viewer, clock.today())))
        found.append(Tab(name="到期可申请", url="office-payment-new", waits=waits))
    if viewer.role in FINANCE:
        waits = payments_queries.files(viewer, open_only=True).count()
        found.append(Tab(name="支付文件和对账", url="office-payment-files", waits=waits))
    waits = payments_payees.waiting(viewer).count() if viewer.role == Role.APPROVER else 0
    return [*found, Tab(name="收款账户变更", url="office-payment-accounts", waits=waits)]


def not_shut(parts: Iterable[Instalment]) -> list[Instalment]:
    """Those of these instalments that are no project before its acceptance (验收)."""
    every = list(parts)
    shut = paying.unaccepted(one.commitment for one in every)
    return [one for one in every if one.commitment_id not in shut]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One payment on a page: the instalment, its case where the viewer may open it, and what stands against paying it."""

    part: Instalment
    item: PaymentItem | None
    case: Application | None
    credit: Standing
    reasons: tuple[str, ...]

    @property
    def to_screen(self) -> bool:
        """All that stands against it is that it must be screened anew, which its drafter does in the draft."""
        stale = not self.credit.fresh or bool(self.credit.failure)
        return stale and self.reasons == (self.credit.blocked,)

    @property
    def shut(self) -> bool:
        """Whether it can't be asked for now."""
        return bool(self.reasons) and not self.to_screen

    @property
    def amount(self) -> Money:
        """What is asked for."""
        return Money(self.item.amount if self.item else self.part.amount)

    @property
    def measure(self) -> str:
        """The measure in words."""
        return measure_name(self.part.commitment)

    @property
    def screened(self) -> str:
        """What the latest screening found, in a word."""
        return OUTCOME_NAMES[self.credit.outcome]


def rows_of(viewer: Viewer, items: Sequence[PaymentItem], at: datetime) -> list[Row]:
    """The items of a request as they stand now."""
    changed: dict[int, list[str]] = {}
    for one in items:
        if payments_items.differences([one]):
            changed.setdefault(one.position, []).append("金额、户名或账户与决定时冻结的不一致")
    return _rows(viewer, [(one.instalment, one) for one in items], at, changed)


def parts_of(viewer: Viewer, parts: Iterable[Instalment], at: datetime) -> list[Row]:
    """Instalments that nobody has asked for yet."""
    return _rows(viewer, [(one, None) for one in parts], at, {})


def _rows(
    viewer: Viewer, pairs: Sequence[tuple[Instalment, PaymentItem | None]], at: datetime, changed: dict[int, list[str]]
) -> list[Row]:  # fmt: skip
    commitments = {one.commitment for one, _ in pairs}
    against = payments_accounts.problems(commitments, clock.local(at).date(), calendar.current())
    cases = paying.cases(commitments) if viewer.role in DESK else {}
    credit, stopped = paying.standings(commitments, at), paying.against(commitments, at)
    return [
        Row(
            part=part, item=item, case=cases.get(part.commitment_id), credit=credit[part.commitment_id],
            reasons=(
                *against.get(part.commitment_id, ()), *(changed.get(item.position, ()) if item else ()),
                *([stopped[part.commitment_id]] if part.commitment_id in stopped else ()),
            ),
        )
        for part, item in pairs
    ]  # fmt: skip


def total_of(rows: Iterable[Row]) -> dict[str, Any]:
    """The sum of rows, and in capital numerals."""
    total = Money(sum(one.amount.fen for one in rows))
    return {"total": total, "capital": capital(total)}
