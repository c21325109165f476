"""变更收款账户: two people, three working days, every approval under way void; and the reconciliation page's figures."""

from collections.abc import Callable
from datetime import date

import pytest

from duixian.funds import payments, payments_answers, payments_payees, payments_queries
from duixian.funds.models import Instalment, PayeeChange
from duixian.outbox.models import Notice
from duixian.parties.access import NotSeen, Refused
from duixian.parties.roles import Role
from tests.applications.cast import viewer
from tests.funds import cast, paying
from tests.funds.cast import WAN, Bureau, committed, issued, on, parts


@pytest.fixture
def part(people: Bureau) -> Instalment:
    """30万, reserved on Friday 8 May 2026."""
    with on(2026, 5, 8):
        issued(people)
        return parts(committed(people, 30 * WAN))[0]


def reasons(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        call()
    return str(found.value)


def test_a_change_needs_two_people_voids_what_is_under_way_and_cools_off(
    people: Bureau, part: Instalment
) -> None:
    with on(2026, 5, 8):
        request = paying.prepared(people, [part])
    with on(2026, 5, 11):
        cast.account(people.firm, "1111")
        change = payments_payees.propose(people.officer, part.commitment_id, "单位更换基本户")
        assert paying.again(part.pk).state == "reserved"
        assert request.items.get().removed_reason == "收款账户变更"
        request = paying.drafted(people, [part])
        submit = lambda: payments.submit(  # noqa: E731
            people.officer, request.pk, version=request.version, credit=paying.good
        )
        assert "等第二人复核" in reasons(submit)
        also = viewer(people.approver.organisation, Role.APPROVER, person=people.officer.person)
        assert "另一人" in reasons(lambda: payments_payees.confirm(also, change.pk))
        change = payments_payees.confirm(people.approver, change.pk)
        assert change.payable_from == date(2026, 5, 15)
        assert Notice.objects.filter(template="payee-changed").exists()
    for day in (12, 13, 14):
        with on(2026, 5, day):
            assert "2026年5月15日起" in reasons(submit)
    with on(2026, 5, 15):
        file = paying.onward(people, request).files.get()
    assert file.attempts.get().account.last4 == "1111"


def test_a_change_that_is_refused_or_overtaken_leaves_the_old_account(
    people: Bureau, part: Instalment
) -> None:
    with on(2026, 5, 8):
        assert "不用变更" in reasons(
            lambda: payments_payees.propose(people.officer, part.commitment_id, "换")
        )
        cast.account(people.firm, "1111")
        first = payments_payees.propose(people.officer, part.commitment_id, "换")
        assert "等待复核" in reasons(
            lambda: payments_payees.propose(people.officer, part.commitment_id, "换")
        )
        assert [one.pk for one in payments_payees.waiting(people.approver)] == [first.pk]
        cast.account(people.firm, "2222")
        assert "又有变更" in reasons(lambda: payments_payees.confirm(people.approver, first.pk))
        payments_payees.refuse(people.approver, first.pk, "账户又变了")
        assert "不用再办" in reasons(lambda: payments_payees.confirm(people.approver, first.pk))
    part.commitment.refresh_from_db()
    assert part.commitment.payee_last4 == "6789"
    assert PayeeChange.objects.get().state == "refused"


def test_an_account_changed_just_before_the_decision_cools_off_too(people: Bureau) -> None:
    with on(2026, 5, 8):
        issued(people)
        cast.account(people.firm, "1111").save()
        part = parts(committed(people, 30 * WAN))[0]
        assert "冷静期" in reasons(lambda: paying.submitted(people, [part]))


# --- what the desks look at


def test_each_role_sees_what_waits_for_it(people: Bureau, part: Instalment) -> None:
    with on(2026, 5, 8):
        today = date(2026, 5, 8)
        assert list(payments_queries.due(people.officer, today)) == [part]
        request = paying.drafted(people, [part])
        assert not payments_queries.due(people.officer, today).exists()
        waits = (people.officer, people.approver, people.preparer, people.releaser)
        for who, then in zip(waits, ("submit", "sign", "prepare", "release"), strict=True):
            assert [len(payments_queries.turn(one)) for one in waits] == [
                int(one is who) for one in waits
            ]
            paying.one_step(people, request, then)
        assert not payments_queries.turn(people.auditor).exists()
    found = payments_queries.request(people.auditor, request.pk)
    assert (found.count, found.total) == (1, 30 * WAN)  # type: ignore[attr-defined]
    with pytest.raises(NotSeen):
        payments_queries.requests(viewer(people.firm, Role.APPLICANT_OWNER))


def test_every_payment_of_a_file_is_accounted_for(people: Bureau, part: Instalment) -> None:
    with on(2026, 5, 8):
        other = parts(committed(people, 20 * WAN, of=people.rival))[0]
        file = paying.released(people, [part, other])
        found = payments_queries.reconcile(people.preparer, file.pk)
        assert (found.sums, found.transit, found.faults, found.done) == ({"sent": 50 * WAN}, 50 * WAN, (), False)  # fmt: skip
        written = paying.statement(people, file)
        written.rows[0][3] = "别的公司"
        paying.imported(people, file, written)
        [open_] = payments_queries.files(people.auditor, open_only=True)
        assert (open_.waiting, open_.defects) == (1, 1)  # type: ignore[attr-defined]
        payments_answers.settle(
            people.preparer,
            payments_queries.reconcile(people.preparer, file.pk).defects[0].pk,
            "已更正",
        )
        paying.imported(people, file, paying.statement(people, file))
        assert payments_queries.reconcile(people.preparer, file.pk).done
    assert not payments_queries.files(people.auditor, open_only=True).exists()
    file.attempts.update(amount=1)
    assert payments_queries.reconcile(people.auditor, file.pk).faults
    with pytest.raises(NotSeen):
        payments_queries.reconcile(people.officer, file.pk)
