"""What an enterprise is told about its money: in the transaction of what happened, sent after it."""

from collections.abc import Sequence
from typing import Any

from duixian.funds.bank.answers import Answer, Result
from duixian.funds.models import Attempt
from duixian.kernel.money import Money
from duixian.outbox import messages
from duixian.parties import people


def answered(pairs: Sequence[tuple[Answer, Attempt]]) -> None:
    """Each enterprise what became of its payment; the same answer tells it once."""
    for one, attempt in pairs:
        part = attempt.instalment
        organisation = part.commitment.organisation
        about = {
            "enterprise": organisation.name, "amount": Money(attempt.amount).yuan_text(), "part": part.number,
            "decision": part.commitment.decision, "last4": attempt.item.last4,
        }  # fmt: skip
        more: dict[str, Any] = {"paid": one.on}
        template = "payment-made"
        if one.result != Result.SUCCESS:
            template = "payment-failed"
            more = {"returned": one.result == Result.RETURNED, "reason": one.reason}
        messages.post(
            people.recipients(organisation),
            template,
            about | more,
            key=f"{attempt.key}:{one.result}",
        )
