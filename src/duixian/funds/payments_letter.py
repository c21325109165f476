"""The letter of a payment request (拨款申请函) to the finance bureau: from the list as it is signed."""

from collections.abc import Sequence
from datetime import datetime

from duixian import policy as policies
from duixian.funds.models import BudgetAct, Commitment, PaymentItem, PaymentRequest
from duixian.kernel.money import Money
from duixian.letters import body, fields, letters
from duixian.letters.models import Letter
from duixian.parties.access import Viewer
from duixian.parties.models import Organisation
from duixian.parties.roles import Kind

BY_THE_PAPER = "以指标下达文件为准"


def issue(
    viewer: Viewer, request: PaymentRequest, items: Sequence[PaymentItem], at: datetime
) -> Letter:
    """Give the letter its number, in the transaction of the signature, after its other locks."""
    commitments = [one.instalment.commitment for one in items]
    acts = _acts(request.year, commitments)
    given = fields.PaymentRequest(
        policy=commitments[0].policy, addressee=finance().name, contact=contact(viewer), year=request.year,
        indicator=_joined(acts, "number"), heading=_joined(acts, "subject"),
        payees=tuple(_payee(one) for one in items), total=Money(sum(one.amount for one in items)),
    )  # fmt: skip
    return letters.issue(viewer, "payment-request", f"payment-request:{request.pk}", given, at)


def contact(viewer: Viewer) -> fields.Contact:
    """Whom to ask: the viewer's own office."""
    return fields.Contact(unit=viewer.organisation.name, phone=viewer.organisation.contact)


def office() -> fields.Contact:
    """The office that issues letters, where whoever acts is not of it."""
    found = Organisation.objects.filter(kind=Kind.COMMISSION).order_by("created_at").first()
    return fields.Contact(unit=body.issuing().name, phone=found.contact if found else "")


def finance() -> Organisation:
    """The district's finance bureau."""
    return Organisation.objects.filter(kind=Kind.FINANCE).order_by("created_at").first() or Organisation(name="区财政局")  # fmt: skip


def measure_name(commitment: Commitment) -> str:
    """What the policy calls the commitment's measure."""
    known = {one.id: one for one in policies.library().policies}.get(commitment.policy)
    return known.measure(commitment.measure).name if known else commitment.measure


def _payee(one: PaymentItem) -> fields.Payee:
    commitment = one.instalment.commitment
    return fields.Payee(
        name=one.holder, decision=commitment.decision, amount=Money(one.amount), account=f"**** {one.last4}",
        measure=f"{measure_name(commitment)}（第{one.instalment.number}期）",
    )  # fmt: skip


def _acts(year: int, commitments: Sequence[Commitment]) -> list[BudgetAct]:
    lines = {(one.policy, one.measure) for one in commitments}
    acts = BudgetAct.objects.filter(line__year=year).exclude(kind__in=["cut", "lapse"])
    return [
        one for one in acts.select_related("line") if (one.line.policy, one.line.measure) in lines
    ]


def _joined(acts: Sequence[BudgetAct], name: str) -> str:
    return (
        "、".join(dict.fromkeys(str(getattr(one, name)) for one in acts if getattr(one, name)))
        or BY_THE_PAPER
    )
