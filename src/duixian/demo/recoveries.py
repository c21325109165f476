"""追缴: one of last year that is closed (paid in two parts, too much, the rest returned), and one that is being heard."""

from datetime import date
from functools import partial
from uuid import UUID

from duixian.demo.days import shanghai
from duixian.demo.offices import District
from duixian.funds import recovery, recovery_court, recovery_money, recovery_queries
from duixian.funds.models import Instalment, Recovery
from duixian.funds.recovery import Claim, Plan
from duixian.kernel.money import Money

ACCOUNT = {"holder": "普陀区财政局（虚构）", "bank": "国家金库普陀区支库（虚构）", "number": "0200001234567890"}  # fmt: skip
BASIS = "《实施意见》五（二）；2025年度申报指南“监督管理”"
WAN = 1_000_000


def plan(district: District) -> None:
    """Note down both."""
    _closed(district)
    _heard(district)


def _closed(district: District) -> None:
    """苏河互动: a part of the licence's cost had been refunded by its publisher: 5万元 too much."""
    note, made = district.diary.note, list[UUID]()
    key = (6, "2025", "game-licence")
    facts = "版号申请费用中有5万元由发行方退回，申报时未扣减（虚构）"
    intended = partial(_plan, district, key, 5 * WAN, facts, heard="单位对事实没有异议")
    serve = partial(_serve, district, made)
    note(
        shanghai(date(2025, 9, 1), 10),
        partial(_find, district, made, key, "overpayment", "内部核查（虚构）", facts),
    )
    note(
        shanghai(date(2025, 9, 2), 10),
        lambda: recovery.notify(district.staff["officer1"], made[0], intended()),
    )
    note(shanghai(date(2025, 9, 3), 10), partial(serve, date(2025, 9, 3)))
    note(
        shanghai(date(2025, 9, 5), 15),
        lambda: recovery.state(district.cases[key].owner, made[0], "情况属实，同意退还（虚构）"),
    )
    note(
        shanghai(date(2025, 9, 9), 10),
        lambda: recovery.propose(district.staff["officer1"], made[0], intended()),
    )
    note(
        shanghai(date(2025, 9, 11), 15),
        lambda: recovery.decide(
            district.staff["approver"], made[0], version=Recovery.objects.get(pk=made[0]).version
        ),
    )
    note(shanghai(date(2025, 9, 12), 10), partial(serve, date(2025, 9, 12)))
    for day, reference, fen in (
        (date(2025, 9, 18), "1号", 3 * WAN),
        (date(2025, 9, 25), "2号", 2 * WAN + 200_000),
    ):
        note(
            shanghai(day, 16),
            partial(_repaid, district, made, f"银行回单〔2025〕{reference}（虚构）", fen, day),
        )
    note(shanghai(date(2025, 9, 28), 10), lambda: _refunded(district, made[0]))
    note(
        shanghai(date(2025, 9, 29), 10),
        lambda: recovery_court.close(district.staff["officer1"], made[0]),
    )


def _heard(district: District) -> None:
    """桃浦智造: the special audit struck off a part of the computing costs."""
    note, made = district.diary.note, list[UUID]()
    key = (8, "2025", "compute")
    facts = "专项审计核减算力费用40万元，涉及资助12万元（虚构）"
    note(
        shanghai(date(2026, 3, 3), 10),
        partial(_find, district, made, key, "audit", "专项审计报告（虚构）", facts),
    )
    note(
        shanghai(date(2026, 3, 3), 15),
        lambda: recovery.notify(
            district.staff["officer1"], made[0], _plan(district, key, 12 * WAN, facts)
        ),
    )
    note(shanghai(date(2026, 3, 4), 10), partial(_serve, district, made, date(2026, 3, 4)))
    note(
        shanghai(date(2026, 3, 6), 15),
        lambda: recovery.state(
            district.cases[key].owner,
            made[0],
            "其中8万元的算力用于同一项目的测试，附使用记录，请复核（虚构）",
        ),
    )


def _find(  # noqa: PLR0917
    district: District, made: list[UUID], key: tuple[int, str, str], kind: str, source: str, facts: str
) -> None:  # fmt: skip
    firm = district.cases[key].owner.organisation
    found = recovery.find(district.staff["officer1"], firm.pk, kind=kind, source=source, text=facts)
    made.append(found.pk)


def _plan(
    district: District, key: tuple[int, str, str], fen: int, facts: str, heard: str = ""
) -> Plan:
    made = district.cases[key].made
    assert made is not None
    part = Instalment.objects.get(commitment__subject=f"application:{made.pk}")
    return Plan(
        facts=facts, basis=BASIS, scope=[part.commitment_id], cancel=False, account=ACCOUNT, heard=heard,
        claims=[Claim(instalment=part.pk, amount=fen, basis="按核减的费用折算（虚构）")],
    )  # fmt: skip


def _serve(district: District, made: list[UUID], day: date) -> None:
    recovery.serve(district.staff["officer1"], made[0], served_on=day)


def _repaid(district: District, made: list[UUID], reference: str, fen: int, day: date) -> None:
    recovery_money.repay(
        district.staff["preparer"], made[0], reference=reference, amount=fen, received_on=day
    )


def _refunded(district: District, id_: UUID) -> None:
    """What was paid too much goes back, by two."""
    over = recovery_queries.folder(district.staff["auditor"], id_).sheet.over
    assert over, Money(over)
    made = recovery_money.propose_refund(
        district.staff["preparer"], id_, amount=over, reason="单位多汇，退回原账户（虚构）"
    )
    recovery_money.pay_refund(
        district.staff["releaser"], made.pk, reference="退款凭证〔2025〕1号（虚构）"
    )
