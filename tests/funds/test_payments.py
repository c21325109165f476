"""拨款申请: what can be asked for, who signs, who sends back, what voids it, and what the list is worth when it is signed."""

import pytest
from django.db import IntegrityError, transaction

from duixian.audit.models import Entry
from duixian.funds import payments, payments_items, payments_release
from duixian.funds.models import BudgetAct, Instalment, PaymentItem, PaymentRequest
from duixian.letters.models import Letter
from duixian.parties.access import NotSeen, Refused
from duixian.parties.roles import Role
from tests.applications.cast import viewer
from tests.funds import paying
from tests.funds.cast import WAN, Bureau, committed, issued, on, parts


def two(people: Bureau) -> list[Instalment]:
    """Two instalments of this year, of two enterprises."""
    issued(people)
    made = committed(people, 30 * WAN), committed(people, 20 * WAN, of=people.rival)
    return [part for one in made for part in parts(one)]


def states(*of: Instalment) -> list[str]:
    return [paying.again(one.pk).state for one in of]


def fresh(request: PaymentRequest) -> PaymentRequest:
    return PaymentRequest.objects.get(pk=request.pk)


def refused(call: object, *args: object, **given: object) -> str:
    """The reasons of what is refused; nothing of it stays, but an entry about it."""
    before = Entry.objects.filter(outcome="denied").count()
    with pytest.raises(Refused) as found:
        call(*args, **given)  # type: ignore[operator]
    assert Entry.objects.filter(outcome="denied").count() == before + 1
    return str(found.value)


# --- the usual way


def test_a_request_is_drafted_submitted_signed_and_its_letter_lists_every_payment(people: Bureau) -> None:  # fmt: skip
    with on(2026, 5, 8):
        both = two(people)
        request = paying.drafted(people, both)
        assert (request.number, request.state, states(*both)) == ("BK2026-000001", "draft", ["reserved"] * 2)  # fmt: skip
        request = payments.submit(people.officer, request.pk, version=1, credit=paying.good)
        assert states(*both) == ["requested"] * 2
        request = payments.sign(
            people.approver, request.pk, read=request.sha256, credit=paying.good
        )
    assert (request.state, states(*both)) == ("signed", ["signed"] * 2)
    letter = Letter.objects.get(number=request.letter)
    paper = BudgetAct.objects.get(kind="issue")
    assert letter.addressee == "普陀区财政局"
    for text in ("30", "20", both[0].commitment.decision, paper.number, paper.subject, "500000.00"):
        assert text in letter.text.replace(",", "")
    assert "3100666661234" not in letter.text
    assert [one.action for one in Entry.objects.filter(subject=payments.subject_of(request.pk))] == [
        "payment.draft", "payment.submit", "payment.sign",
    ]  # fmt: skip


def test_a_draft_can_be_changed_by_its_drafter_and_numbers_go_on(people: Bureau) -> None:
    with on(2026, 5, 8):
        first, second = two(people)
        request = paying.drafted(people, [first])
        request = payments.alter(
            people.officer, request.pk, version=1, add=[second.pk], note="第二批"
        )
        assert {one.instalment_id for one in payments_items.live(request)} == {first.pk, second.pk}
        request = payments.alter(
            people.officer, request.pk, version=2, drop=[first.pk], note="第二批"
        )
        assert [one.position for one in payments_items.live(request)] == [1]
        assert paying.drafted(people, [first]).number == "BK2026-000002"
        assert "改过" in refused(payments.alter, people.officer, request.pk, version=2, note="")
        assert "至少" in refused(
            payments.alter, people.officer, request.pk, version=3, drop=[second.pk], note=""
        )
        other = viewer(people.officer.organisation, Role.OFFICER)
        assert people.officer.person.name in refused(
            payments.submit, other, request.pk, version=3, credit=paying.good
        )
        payments.discard(other, request.pk, "合并申请")
        assert fresh(request).state == "void"


# --- what can't be asked for


def test_what_is_not_payable_is_refused_with_every_reason(people: Bureau) -> None:
    with on(2026, 5, 8):
        both = two(people)
        later = parts(committed(people, 10 * WAN, 2026, 2027))[1]
        paying.drafted(people, both[:1])
        said = refused(payments.draft, people.officer, [one.pk for one in [*both, later]])
        for words in ("已经在另一份申请中", "分开申请", "待安排指标"):
            assert words in said
        assert "1至" in refused(payments.draft, people.officer, [])


def test_credit_is_asked_before_it_is_submitted_and_signed(people: Bureau) -> None:
    with on(2026, 5, 8):
        both = two(people)
        request = paying.drafted(people, both)
        said = refused(payments.submit, people.officer, request.pk, version=1, credit=paying.bad)
        assert said.count("信用核查未通过") == 2
        request = payments.submit(people.officer, request.pk, version=1, credit=paying.good)
        refused(payments.sign, people.approver, request.pk, read=request.sha256, credit=paying.bad)
    assert states(*both) == ["requested"] * 2


# --- who


def test_nobody_signs_what_they_drafted(people: Bureau) -> None:
    with on(2026, 5, 8):
        request = paying.submitted(people, two(people))
        both_roles = viewer(
            people.officer.organisation, Role.APPROVER, person=people.officer.person
        )
        assert "另一人" in refused(
            payments.sign, both_roles, request.pk, read=request.sha256, credit=paying.good
        )
        # … and not behind the verb's back either.
        with pytest.raises(IntegrityError), transaction.atomic():
            PaymentRequest.objects.filter(pk=request.pk).update(signed_by=people.officer.person)


@pytest.mark.parametrize("role", ["approver", "preparer", "releaser", "auditor"])
def test_only_an_officer_drafts(people: Bureau, role: str) -> None:
    with on(2026, 5, 8), pytest.raises(NotSeen):
        payments.draft(getattr(people, role), [one.pk for one in two(people)])
    assert not PaymentRequest.objects.exists()


# --- back


def test_the_approver_returns_it_and_it_is_a_draft_again(people: Bureau) -> None:
    with on(2026, 5, 8):
        both = two(people)
        request = paying.submitted(people, both)
        payments.send_back(people.approver, request.pk, "第1笔缺会议纪要")
        found = fresh(request)
        assert (found.state, found.returned_reason, states(*both)) == ("draft", "第1笔缺会议纪要", ["reserved"] * 2)  # fmt: skip
        request = payments.submit(
            people.officer, request.pk, version=found.version, credit=paying.good
        )
        payments.recall(people.officer, request.pk)
        assert (fresh(request).state, states(*both)) == ("draft", ["reserved"] * 2)


@pytest.mark.parametrize("who", ["preparer", "releaser"])
def test_finance_returns_it_and_what_was_signed_is_void(people: Bureau, who: str) -> None:
    with on(2026, 5, 8):
        both = two(people)
        request = (paying.signed if who == "preparer" else paying.prepared)(people, both)
        payments.send_back(getattr(people, who), request.pk, "账户待核实")
        assert (fresh(request).state, states(*both)) == ("void", ["reserved"] * 2)
        assert set(request.items.values_list("state", "removed_reason")) == {("removed", "账户待核实")}  # fmt: skip
        assert paying.drafted(people, both).number == "BK2026-000002"
        assert "已作废" in refused(payments.send_back, getattr(people, who), request.pk, "再退")


def test_one_payment_is_struck_and_the_others_go_on_until_none_is_left(people: Bureau) -> None:
    with on(2026, 5, 8):
        both = two(people)
        request = paying.signed(people, both)
        first, second = payments_items.live(request)
        payments.strike(people.preparer, first.pk, "户名有疑问")
        assert states(*[first.instalment, second.instalment]) == ["reserved", "signed"]
        assert fresh(request).state == "signed"
        assert "已经移出" in refused(payments.strike, people.preparer, first.pk, "户名有疑问")
        payments.strike(people.preparer, second.pk, "户名有疑问")
        assert fresh(request).state == "void"


# --- what was read is what is signed


def test_a_list_that_changed_after_it_was_read_is_not_signed(people: Bureau) -> None:
    with on(2026, 5, 8):
        request = paying.submitted(people, two(people))
        before = paying.read(request)
        payments.strike(people.approver, payments_items.live(request)[0].pk, "另行办理")
        assert "刷新" in refused(
            payments.sign, people.approver, request.pk, read=before, credit=paying.good
        )
        signed = payments.sign(
            people.approver, request.pk, read=paying.read(request), credit=paying.good
        )
        assert signed.items.count() == 1


@pytest.mark.parametrize("field", ["amount", "holder", "payee_sha256"])
def test_a_list_tampered_with_goes_no_further(people: Bureau, field: str) -> None:
    with on(2026, 5, 8):
        request = paying.signed(people, two(people))
        item = payments_items.live(request)[0]
        value: object = 1 if field == "amount" else "x" * 64
        PaymentItem.objects.filter(pk=item.pk).update(**{field: value})
        said = refused(payments_release.prepare, people.preparer, request.pk, finance_number="1", read=paying.read(request))  # fmt: skip
        assert "校验值" in said
        assert "冻结" in said


# --- a suspension in the middle


@pytest.mark.parametrize("stage", ["drafted", "submitted", "signed", "prepared"])
def test_a_suspension_takes_the_enterprise_out_and_the_rest_is_paid(
    people: Bureau, stage: str
) -> None:
    with on(2026, 5, 8):
        mine, theirs = two(people)
        request = getattr(paying, stage)(people, [mine, theirs])
        paying.suspended(people, people.rival)
        assert [one.instalment_id for one in payments_items.live(request)] == [mine.pk]
        request = paying.onward(people, fresh(request))
        assert (request.state, request.files.get().total) == ("released", mine.amount)
        assert states(mine, theirs) == ["released", "suspended"]


def test_a_request_that_a_suspension_empties_is_void_and_says_why(people: Bureau) -> None:
    with on(2026, 5, 8):
        mine, theirs = two(people)
        both, alone = paying.signed(people, [mine]), paying.signed(people, [theirs])
        paying.suspended(people, people.rival)
        assert (fresh(alone).state, fresh(alone).returned_reason) == ("void", "暂停拨付")
        assert fresh(both).state == "signed"
        said = refused(
            payments_release.prepare, people.preparer, alone.pk, finance_number="1", read=paying.read(alone)
        )  # fmt: skip
        assert "已作废" in said
