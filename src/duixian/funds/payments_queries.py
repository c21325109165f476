"""What the desks of payment look at: what can be asked for, requests by whose turn it is, files, reconciliation. It writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from duixian.funds.chart import Book
from duixian.funds.models import (
    Attempt,
    BankLine,
    Hold,
    Instalment,
    InstalmentCheck,
    LedgerAccount,
    PaymentFile,
    PaymentItem,
    PaymentRequest,
)
from duixian.funds.stages import State
from duixian.parties.access import NotSeen, Viewer, require
from duixian.parties.roles import Role

READERS = (Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER, Role.AUDITOR)
FINANCE = (Role.PREPARER, Role.RELEASER, Role.AUDITOR)
Request = PaymentRequest.State
# Whose turn a request is in each state.
TURNS = {
    Role.OFFICER: Request.DRAFT, Role.APPROVER: Request.SUBMITTED, Role.PREPARER: Request.SIGNED,
    Role.RELEASER: Request.PREPARED,
}  # fmt: skip


def due(viewer: Viewer, today: date) -> QuerySet[Instalment]:
    """Instalments that a request can be drafted for today, the longest due first."""
    require(viewer, *READERS)
    held = Hold.objects.filter(organisation=OuterRef("commitment__organisation"), lifted_at=None)
    unchecked = InstalmentCheck.objects.filter(instalment=OuterRef("pk")).exclude(result="passed")
    asked = PaymentItem.objects.filter(instalment=OuterRef("pk"), state=PaymentItem.State.LIVE)
    return (
        Instalment.objects.filter(state__in=(State.RESERVED, State.FAILED), year=today.year, due__lte=today)
        .exclude(Exists(held) | Exists(unchecked) | Exists(asked))
        .select_related("commitment__organisation")
        .order_by("due", "commitment", "number")
    )  # fmt: skip


def requests(viewer: Viewer, state: str = "") -> QuerySet[PaymentRequest]:
    """Requests, the newest first, each with `count` and `total` (fen) of what is or was to be paid; `bad` failed or bounced."""
    require(viewer, *READERS)
    found = PaymentRequest.objects.select_related("drafted_by", "signed_by", "prepared_by", "released_by")  # fmt: skip
    kept = ~Q(items__state=PaymentItem.State.REMOVED)
    bad = Q(items__attempt__state__in=(Attempt.State.FAILED, Attempt.State.RETURNED))
    found = found.annotate(
        count=Count("items", filter=kept), total=Sum("items__amount", filter=kept, default=0),
        bad=Count("items", filter=bad),
    )  # fmt: skip
    return found.filter(state=state) if state else found


def turn(viewer: Viewer) -> QuerySet[PaymentRequest]:
    """The requests that wait for this role, the oldest first; none for a role that has no part in them."""
    found = requests(viewer).order_by("drafted_at")
    return found.filter(state=TURNS[viewer.role]) if viewer.role in TURNS else found.none()


def request(viewer: Viewer, request_id: UUID) -> PaymentRequest:
    """One request; raises NotSeen."""
    found = requests(viewer).filter(pk=request_id).first()
    if found is None:
        raise NotSeen(request_id)
    return found


def files(viewer: Viewer, *, open_only: bool = False) -> QuerySet[PaymentFile]:
    """Payment files, the newest first, each with `waiting` (payments without an answer) and `defects` (open ones)."""
    require(viewer, *FINANCE)
    open_defect = ~Q(answers__lines__defect="") & Q(answers__lines__settled_at=None)
    found = (
        PaymentFile.objects.select_related("request")
        .annotate(
            waiting=Count("attempts", filter=Q(attempts__state=Attempt.State.SENT), distinct=True),
            defects=Count("answers__lines", filter=open_defect, distinct=True),
        )
        .order_by("-made_at")
    )
    return found.filter(Q(waiting__gt=0) | Q(defects__gt=0)) if open_only else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """对账: every payment of a file accounted for. Sums in fen by Attempt.State; `transit` is what the ledger has."""

    file: PaymentFile
    attempts: tuple[Attempt, ...]
    sums: Mapping[str, int]
    counts: Mapping[str, int]
    defects: tuple[BankLine, ...]
    transit: int

    @property
    def faults(self) -> tuple[str, ...]:
        """What does not add up between file, answers and ledger; nothing where it is in order."""
        found = []
        if sum(self.sums.values()) != self.file.total or len(self.attempts) != self.file.rows:
            found.append("各笔合计与支付文件不一致")
        if self.sums.get(Attempt.State.SENT, 0) != self.transit:
            found.append("没有答复的金额与账册的在途金额不一致")
        return tuple(found)

    @property
    def done(self) -> bool:
        """Every payment has its answer, every defect its settlement, and it adds up."""
        waiting = self.counts.get(Attempt.State.SENT, 0)
        return not waiting and not self.defects and not self.faults


def reconcile(viewer: Viewer, file_id: UUID) -> Reconciliation:
    """How a file stands; raises NotSeen."""
    require(viewer, *FINANCE)
    file = PaymentFile.objects.select_related("request").filter(pk=file_id).first()
    if file is None:
        raise NotSeen(file_id)
    attempts = tuple(file.attempts.select_related("item", "instalment__commitment__organisation").order_by("row"))  # fmt: skip
    sums: dict[str, int] = {}
    counts: dict[str, int] = {}
    for one in attempts:
        sums[one.state] = sums.get(one.state, 0) + one.amount
        counts[one.state] = counts.get(one.state, 0) + 1
    lines = BankLine.objects.filter(answer__file=file, settled_at=None).exclude(defect="")
    sent = [str(one.instalment_id) for one in attempts if one.state == Attempt.State.SENT]
    transit = LedgerAccount.objects.filter(book=Book.TRANSIT, part__in=sent)
    return Reconciliation(
        file=file, attempts=attempts, sums=sums, counts=counts, defects=tuple(lines.select_related("attempt__item")),
        transit=sum(one.balance for one in transit),
    )  # fmt: skip
