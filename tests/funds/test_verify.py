"""The nightly check: what was changed behind the verbs' back is named, payments freeze, reads go on, two things lift it."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from duixian.audit.models import Entry
from duixian.funds import freeze, ledger, periodic, reports, verify
from duixian.funds.models import Freeze, Verification
from duixian.outbox import jobs
from duixian.outbox.models import Notice
from duixian.parties.access import NotSeen, Refused
from tests.emptied import unguarded
from tests.funds.cast import PAY, WAN, Bureau, committed, issued, on, parts, take, walk

Change = Callable[[Bureau, pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def may() -> object:
    with on(2026, 5, 1):
        yield


@pytest.fixture
def busy(people: Bureau) -> Bureau:
    """A year with something in every account of the way to the bank."""
    issued(people)
    one = committed(people, 500 * WAN, 2026, 2027)
    walk(people, (*PAY, "confirm"), parts(one)[0])
    walk(people, PAY, *parts(committed(people, 100)))
    walk(people, (*PAY, "fail"), *parts(committed(people, 200)))
    committed(people, 300)
    return people


def changed(sql: str) -> None:
    """What only the database's superuser can do."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount


CORRUPTIONS = {
    "a balance raised": ("UPDATE funds_ledgeraccount SET credits = credits + 1 WHERE book = 'available'", "available"),
    "a balance lowered": ("UPDATE funds_ledgeraccount SET debits = debits + 1 WHERE book = 'paid'", "paid"),
    "two balances that even out": ("UPDATE funds_ledgeraccount SET credits = credits + 5, debits = debits + 5 WHERE book = 'load'", "load"),
    "a transfer raised": ("UPDATE funds_transfer SET amount = amount + 1 WHERE move = 'confirm'", "与留痕记载的不一致"),
    "a transfer of another kind": ("UPDATE funds_transfer SET move = 'add' WHERE move = 'issue'", "与留痕记载的不一致"),
    "a transfer against the chart": ("UPDATE funds_transfer SET move = 'lapse' WHERE move = 'confirm'", "“lapse”不能从transit到paid"),
    "a transfer that is gone": ("DELETE FROM funds_transfer WHERE move = 'confirm'", "与留痕记载的不一致"),
    "a posting with another hash": ("UPDATE funds_posting SET sha256 = 'x' WHERE id = (SELECT MAX(id) FROM funds_posting)", "与留痕记载的不一致"),
    "a posting at another time": ("UPDATE funds_posting SET at = '2026-01-01 00:00:00+00:00' WHERE id = (SELECT MIN(id) FROM funds_posting)", "与留痕记载的不一致"),
    "an entry that vouches for something else": ("UPDATE audit_entry SET vouched = '' WHERE action = 'funds.commit'", "与留痕记载的不一致"),
    "a month's total": ("UPDATE funds_monthtotal SET amount = amount - 1 WHERE move = 'reserve'", "月度合计"),
    "a month that is gone": ("DELETE FROM funds_monthtotal WHERE move = 'confirm'", "“支付成功”的月度合计为0分"),
    "an instalment said to be paid": ("UPDATE funds_instalment SET state = 'paid', funded = (1 = 0) WHERE state = 'failed'", "账上却是2026年已安排"),
    "an instalment said to be unpaid": ("UPDATE funds_instalment SET state = 'reserved', funded = (1 = 1) WHERE state = 'paid'", "是“已安排指标”，账上却是没有"),
    "an instalment that is larger": ("UPDATE funds_instalment SET amount = amount - 1 WHERE state = 'released'", "账上却是2026年在途"),
    "a plan that does not sum": ("UPDATE funds_instalment SET planned_amount = planned_amount + 1 WHERE state = 'planned'", "各期合计"),
    "a load moved to another year": ("UPDATE funds_instalment SET year = year + 1 WHERE state = 'planned'", "待安排的承诺账上"),
    "a correction that names nothing": ("UPDATE funds_transfer SET reverses_id = NULL WHERE move = 'fail'", "没有写明冲回哪一笔"),
    "a correction of something else": ("UPDATE funds_transfer SET reverses_id = (SELECT MIN(id) FROM funds_transfer) WHERE move = 'fail'", "被冲回"),
    "a closed year with money": ("UPDATE funds_budgetyear SET state = 'closed'", "已结账，账户"),
}  # fmt: skip


def test_books_that_were_kept_by_the_verbs_add_up(busy: Bureau) -> None:
    assert verify.findings() == []
    assert verify.run() == f"核对转账{Verification.objects.get().transfers}笔、账户{Verification.objects.get().accounts}个，相符"  # fmt: skip
    assert not ledger.frozen()


@pytest.mark.parametrize(("sql", "named"), CORRUPTIONS.values(), ids=CORRUPTIONS)
def test_what_is_changed_behind_the_verbs_is_named(busy: Bureau, sql: str, named: str) -> None:
    changed(sql)
    assert any(named in text for text in verify.findings()), verify.findings()


def uncorrected(people: Bureau, patch: pytest.MonkeyPatch) -> None:
    """A writer that forgets to name what it takes back: hashed and vouched for as it is."""
    patch.setattr(ledger, "_corrections", lambda legs: [ledger.Row(leg, None) for leg in legs])
    take(people, "unfund", *parts(committed(people, 5)))


def by(name: str) -> Change:
    """One of the corruptions."""
    return lambda _people, _patch: changed(CORRUPTIONS[name][0])


# By check, a change that no other check tells.
ALONE: dict[Callable[[], Iterator[str]], Change] = {
    verify.balances: by("two balances that even out"),
    verify.months: by("a month's total"),
    verify.by_the_chart: lambda _people, _patch: changed(
        "UPDATE funds_ledgeraccount SET book = 'interest' WHERE book = 'paid'"
    ),
    verify.corrections: uncorrected,
    verify.entries: by("a posting with another hash"),
    verify.instalments: by("an instalment said to be paid"),
    verify.loads: by("a load moved to another year"),
    verify.plans: by("a plan that does not sum"),
    verify.closed_years: by("a closed year with money"),
}  # fmt: skip


@pytest.mark.parametrize("check", verify.CHECKS, ids=lambda check: check.__name__)
def test_no_check_is_there_for_nothing(busy: Bureau, check: Callable[[], Iterator[str]]) -> None:
    """Without it some change goes unnoticed."""
    with pytest.MonkeyPatch.context() as patch:
        ALONE[check](busy, patch)
        patch.setattr(verify, "CHECKS", [each for each in verify.CHECKS if each is not check])
        assert verify.findings() == []
    assert verify.findings()


# --- the freeze


def test_a_mismatch_freezes_payments_and_reads_go_on(busy: Bureau) -> None:
    changed(CORRUPTIONS["a month's total"][0])
    assert verify.run() == "发现1处不平，支付已冻结"
    found = freeze.current()
    assert found is not None
    assert found.verification.findings == verify.findings()
    with pytest.raises(ledger.Frozen):
        committed(busy, 1)
    assert reports.execution(2026)[0].paid == 250 * WAN
    assert Entry.objects.filter(action="funds.verify").get().data["frozen"] is True
    told = Notice.objects.filter(template="ledger-frozen")
    assert {one.person for one in told} == {
        who.person.pk for who in (busy.preparer, busy.releaser, busy.auditor)
    }
    verify.run()
    assert (Freeze.objects.count(), told.count()) == (1, 3)


def test_it_is_lifted_by_finance_once_the_books_add_up_with_a_reason(busy: Bureau) -> None:
    changed(CORRUPTIONS["a month's total"][0])
    verify.run()
    with pytest.raises(Refused, match="账册仍有1处不平"):
        freeze.lift(busy.releaser, reason="已处理")
    changed("UPDATE funds_monthtotal SET amount = amount + 1 WHERE move = 'reserve'")
    with pytest.raises(Refused, match="解冻理由"):
        freeze.lift(busy.releaser, reason=" ")
    with pytest.raises(NotSeen):
        freeze.lift(busy.officer, reason="已处理")
    freeze.lift(busy.releaser, reason="月度合计被人误改，已按转账更正")
    assert freeze.current() is None
    committed(busy, 1)
    with pytest.raises(Refused, match="没有冻结"):
        freeze.lift(busy.releaser, reason="再来")


def test_the_check_runs_every_night(busy: Bureau) -> None:
    assert jobs.JOBS[periodic.verify.JOB].timetable == "每天02:30"
    done = jobs.run(periodic.verify.JOB)
    assert done is not None
    assert done.ok
    assert done.note.endswith("相符")


def test_many_faults_are_told_up_to_fifty(busy: Bureau) -> None:
    take(busy, "unfund", *parts(committed(busy, 5)))
    changed("UPDATE funds_posting SET sha256 = 'x'")
    assert 10 < len(verify.findings()) <= verify.MOST
