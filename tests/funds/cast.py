"""The cast of the tests about money: the commission, finance, enterprises with accounts, a budget year that is issued."""

import itertools
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from duixian.funds import budget, commitments, instalments, rules
from duixian.funds.budget import Paper
from duixian.funds.chart import Line
from duixian.funds.commitments import Promise
from duixian.funds.instalments import Taking
from duixian.funds.models import BudgetYear, Commitment, Instalment
from duixian.kernel import clock
from duixian.kernel.clock import SHANGHAI
from duixian.parties import sealing
from duixian.parties.access import Viewer
from duixian.parties.models import BankAccount, Organisation
from duixian.parties.roles import Kind, Role
from tests.applications.cast import organisation, viewer
from tests.parties.cast import credit_code

POLICY, MEASURE, OTHER = "putuo-2024-3", "compute", "rent"
WAN = 1_000_000  # fen in 万元
IN_TIME = date(2026, 3, 2)
_numbers = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class Bureau:
    """Who deals with money, each signed in; and two enterprises."""

    officer: Viewer
    approver: Viewer
    preparer: Viewer
    releaser: Viewer
    auditor: Viewer
    firm: Organisation
    rival: Organisation


def bureau() -> Bureau:
    """All of them."""
    commission = organisation(Kind.COMMISSION, "普陀区科学技术委员会")
    finance = organisation(Kind.FINANCE, "普陀区财政局")
    return Bureau(
        officer=viewer(commission, Role.OFFICER, "经纬"), approver=viewer(commission, Role.APPROVER, "沈定"),
        preparer=viewer(finance, Role.PREPARER, "钱审"), releaser=viewer(finance, Role.RELEASER, "钱放"),
        auditor=viewer(organisation(Kind.AUDIT, "普陀区审计局"), Role.AUDITOR, "申清"),
        firm=firm("上海明心智能科技有限公司", 901), rival=firm("上海远山软件有限公司", 902),
    )  # fmt: skip


def firm(name: str, code: int) -> Organisation:
    """An enterprise with its account."""
    made = organisation(Kind.APPLICANT, name, code=credit_code(code))
    account(made)
    return made


def account(of: Organisation, last4: str = "6789") -> BankAccount:
    """A current account of an enterprise; the one before ends."""
    BankAccount.objects.filter(organisation=of, until=None).update(until=clock.now())
    person = viewer(of, Role.APPLICANT_OWNER).person
    made = BankAccount(organisation=of, holder=of.name, bank="交通银行普陀支行", last4=last4, changed_by=person)  # fmt: skip
    made.number_sealed = sealing.sealed(f"31006666612345{last4}", made.pk)
    made.save()
    return made


def shanghai(  # noqa: PLR0917
    year: int, month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0
) -> datetime:
    """A moment by the clock on the wall."""
    return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)


def on(year: int, month: int, day: int, hour: int = 9) -> AbstractContextManager[None]:
    """The clock held on a day."""
    return clock.at(shanghai(year, month, day, hour))


def line(year: int = 2026, measure: str = MEASURE) -> Line:
    """A budget line of the tests' policy."""
    return Line(year=year, policy=POLICY, measure=measure)


def paper(number: str = "", reason: str = "") -> Paper:
    """A paper of finance."""
    return Paper(number=number or f"普财指〔2026〕{next(_numbers)}号", subject="2060499", reason=reason)  # fmt: skip


def issued(people: Bureau, year: int = 2026, lines: Mapping[str, int] | None = None) -> BudgetYear:
    """A budget year, drafted, submitted, approved and issued in full (fen by measure), as verbs do it."""
    budget.draft(people.officer, year)
    for measure, fen in (lines or {MEASURE: 1000 * WAN}).items():
        budget.set_line(
            people.officer, year, policy=POLICY, measure=measure, requested=fen, basis="按在手承诺测算",
            targets=[{"name": "支持企业数", "value": "20家"}],
        )  # fmt: skip
    budget.submit(people.officer, year)
    amounts = {one.pk: one.requested for one in BudgetYear.objects.get(pk=year).lines.all()}
    made = budget.approve(people.preparer, year, approved=amounts, number=f"普财批〔{year}〕1号")
    budget.issue(people.releaser, year, amounts=amounts, paper=paper())
    return made


def promise(of: Organisation, amount: int, /, *years: int, **given: object) -> Promise:
    """What a decision promises: equal parts over these years (default: this one)."""
    number = next(_numbers)
    fields: dict[str, object] = {
        "subject": f"application:{number}", "organisation": of.pk, "policy": POLICY, "measure": MEASURE,
        "amount": amount, "plan": rules.equal_plan(amount, years or [clock.today().year]),
        "decision": f"普科委决〔2026〕{number}号", "payee": BankAccount.objects.get(organisation=of, until=None),
        "basis_on": IN_TIME,
    }  # fmt: skip
    return Promise(**(fields | given))  # type: ignore[arg-type]


def committed(people: Bureau, amount: int, /, *years: int, of: Organisation | None = None, **given: object) -> Commitment:  # fmt: skip
    """A commitment, in a transaction of its own."""
    with transaction.atomic():
        return commitments.commit(
            people.approver, promise(of or people.firm, amount, *years, **given), at=clock.now()
        )


def parts(made: Commitment) -> list[Instalment]:
    """Its instalments as they are stored now."""
    return list(made.instalments.order_by("number"))


ROLES = {
    "fund": "officer", "unfund": "officer", "request": "officer", "sign": "approver", "prepare": "preparer",
    "instruct": "releaser", "send-back": "approver", "confirm": "preparer", "fail": "preparer",
    "fail-cancelled": "preparer", "bounce": "preparer", "suspend": "officer", "resume": "officer",
    "cancel": "approver", "roll": "releaser",
}  # fmt: skip
PAY = ("request", "sign", "prepare", "instruct")


def take(people: Bureau, step: str, *of: Instalment, key: str = "") -> list[Instalment]:
    """A step with instalments, by whoever takes it."""
    with transaction.atomic():
        return instalments.take(
            getattr(people, ROLES[step]), [Taking(step=step, instalment=one.pk) for one in of],
            action=f"test.{step}", subject="test", key=key or f"{step}:{next(_numbers)}", at=clock.now(),
        )  # fmt: skip


def walk(people: Bureau, steps: Sequence[str], *of: Instalment) -> list[Instalment]:
    """Several steps, one after the other."""
    return [take(people, step, *of) for step in steps][-1]


def passed(people: Bureau, one: Instalment) -> None:
    """Everything that was named for a later instalment is found in order."""
    for check in one.checks.all():
        commitments.record_check(people.officer, check.pk, passed=True, note="已核对，符合")
