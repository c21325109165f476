"""Payment files for the tests: as many lines as asked for."""

from duixian.funds.bank.outgoing import Line, PaymentFile
from duixian.kernel.money import Money


def line(number: int, **given: object) -> Line:
    """One line; every line has its own payee, account and amount."""
    fields: dict[str, object] = {
        "row": number, "key": f"BK2026-000007-{number:04d}", "payee": f"上海第{number}智能科技有限公司",
        "account": f"62220000{number:011d}", "bank": "交通银行上海普陀支行", "amount": Money(1_000_000_01 + number * 137),
        "purpose": f"普陀区智能软件扶持资金 第{number}笔",
    }  # fmt: skip
    return Line(**(fields | given))  # type: ignore[arg-type]


def payment_file(count: int) -> PaymentFile:
    """A batch of so many lines."""
    return PaymentFile(
        batch="BK2026-000007", lines=tuple(line(number) for number in range(1, count + 1))
    )
