"""From a recommended case to an answer: credit, overlap, recognition, proposal, approval, notice, decision, reply, review."""

import pytest

from duixian.applications import casework
from duixian.applications.attachments import attach
from duixian.applications.deciding import current_plan
from duixian.applications.models import Application
from duixian.applications.rounds import terms
from duixian.funds import queue
from duixian.kernel import clock
from duixian.letters import letters
from duixian.parties.access import Refused
from duixian.parties.roles import Role
from tests.applications import deciding
from tests.applications.cast import District, district, measure_in, published_round, viewer
from tests.applications.filing import LINE, begun, fresh, saved, signature, stored, submitted
from tests.funds import cast as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> District:
    return district()


def reasons(refused: pytest.ExceptionInfo[Refused]) -> str:
    return "；".join(refused.value.reasons)


def test_a_proposal_waits_for_credit_overlap_and_recognition(cast: District) -> None:
    case = deciding.reviewing(cast)
    with pytest.raises(Refused) as refused:
        deciding.take(cast.officer, case, "propose", amount="20万元", reason="符合")
    said = reasons(refused)
    for word in ("信用核查", "重复支持", "没有核定"):
        assert word in said


def test_a_proposal_stays_within_the_ceiling_on_what_was_recognised(cast: District) -> None:
    case = deciding.checked(cast)
    deciding.recognised(cast, case, to="500000.00")
    with pytest.raises(Refused, match=r"核定后的上限150,000\.00元"):
        deciding.take(cast.officer, case, "propose", amount="15.000001万元", reason="符合")
    made = deciding.take(cast.officer, case, "propose", amount="15万元", reason="符合")
    proposal = made.proposals.get()
    assert (proposal.amount, proposal.ceiling, sum(fen for _, fen in proposal.plan)) == (
        15_000_000,
        15_000_000,
        15_000_000,
    )


def test_an_officer_does_not_approve_and_a_proposer_never_does(cast: District) -> None:

    case = deciding.proposed(cast)
    same = viewer(cast.approver.organisation, Role.APPROVER, person=cast.officer.person)
    with pytest.raises(Refused, match="经办过"):
        deciding.take(same, case, "approve", **deciding.met())
    with pytest.raises(Refused, match="由审定人"):
        deciding.take(cast.officer, case, "approve", **deciding.met())


def test_a_stale_page_approves_nothing(cast: District) -> None:

    case = deciding.proposed(cast)
    seen = fresh(case).turn
    deciding.take(cast.officer, case, "check-credit")
    with pytest.raises(Refused, match="又有变化"):
        casework.take(cast.approver, case.pk, "approve", seen=seen, **deciding.met())
    with pytest.raises(Refused, match="又有变化"):
        casework.take(cast.approver, case.pk, "approve", **deciding.met())


def test_a_large_amount_takes_two_approvers(cast: District) -> None:
    case = big(cast)
    with pytest.raises(Refused, match="2人审定"):
        deciding.take(cast.approver, case, "approve", **deciding.met())
    deciding.take(cast.approver, case, "endorse", **deciding.met())
    with pytest.raises(Refused, match="已经同意过"):
        deciding.take(cast.approver, case, "approve", **deciding.met())
    assert deciding.take(cast.approver2, case, "approve", **deciding.met()).state == "approved"


def big(cast: District) -> Application:
    """A case of 120万元."""

    line = LINE | {"amount": "400万元", "invoice_amount": "400万元", "paid_amount": "400万元"}
    made = submitted(cast.applicant, measure_in(published_round(cast)), lines=[line])
    return deciding.proposed(cast, made, amount="120万元")


def test_what_is_returned_loses_its_consents(cast: District) -> None:
    case = big(cast)
    deciding.take(cast.approver, case, "endorse", **deciding.met())
    made = deciding.take(cast.approver2, case, "return-proposal", reason="金额依据不足")
    proposal = made.proposals.get()
    assert (made.state, proposal.state) == ("reviewing", "returned")
    assert proposal.approvals.filter(lapsed_at=None).count() == 0


def test_a_case_goes_through_to_the_reply_and_its_money_is_committed(cast: District) -> None:
    case = deciding.noticed(cast)
    with pytest.raises(Refused, match="还没有期满"):
        deciding.take(cast.officer, case, "end-notice")
    with deciding.after_notice(case):
        made = deciding.answered(cast, case)
        decision = made.decisions.get()
        assert made.state == "answered"
        assert decision.commitment is not None
        letter = letters.standing(f"application:{case.pk}", "decision")
        assert letter is not None
        assert "200,000.00" in letter.text
        assert decision.service.review_until > clock.now()


def test_without_money_a_decision_is_refused_and_says_by_how_much(cast: District) -> None:
    case = deciding.noticed(cast)
    with deciding.after_notice(case):
        made = deciding.cleared(cast, case)
        deciding.sourced()
        deciding.take(cast.officer, made, "check-credit")
        with pytest.raises(Refused, match="收款账户"):
            deciding.take(cast.approver, made, "decide")
        money.account(made.applicant)
        deciding.funded(cast, fen=15_000_000)
        with pytest.raises(Refused, match=r"50,000\.00"):
            deciding.take(cast.approver, made, "decide")
        assert fresh(made).state == "cleared"
        [waits] = queue.waiting()
        assert (waits.organisation, waits.amount, waits.short) == (made.applicant, 20_000_000, 5_000_000)  # fmt: skip


def test_who_waits_for_money_is_decided_once_it_is_there(cast: District) -> None:
    case = deciding.noticed(cast)
    with deciding.after_notice(case):
        made = waiting(cast, case)
        assert queue.waiting().exists()
        deciding.funded(cast)
        deciding.take(cast.approver, made, "decide")
        assert not queue.waiting().exists()


def test_who_gives_up_waits_for_no_money(cast: District) -> None:
    case = deciding.noticed(cast)
    with deciding.after_notice(case):
        made = waiting(cast, case)
        assert queue.waiting().exists()
        deciding.take(cast.applicant, made, "waive", reason="不再申请")
        assert not queue.waiting().exists()


def waiting(cast: District, case: Application) -> Application:
    """公示无异议, refused for want of money."""
    made = deciding.cleared(cast, case)
    deciding.sourced()
    deciding.take(cast.officer, made, "check-credit")
    money.account(made.applicant)
    with pytest.raises(queue.Waits):
        deciding.take(cast.approver, made, "decide")
    return fresh(made)


def test_a_plan_may_begin_next_year_and_then_takes_no_money_of_this_one(cast: District) -> None:
    year = clock.today().year
    case = settling(cast)
    for wrong in (year - 1, year + 2, "明年"):
        with pytest.raises(Refused, match="第一期只能在"):
            deciding.take(
                cast.officer, case, "propose", amount="30万元", reason="符合", first_year=str(wrong)
            )
    made = deciding.take(
        cast.officer, case, "propose", amount="30万元", reason="符合", first_year=str(year + 1)
    )
    proposal = made.proposals.get()
    assert proposal.plan == [[year + n, 10 * money.WAN] for n in (1, 2, 3)]
    assert [proposal.due_in(year + n) for n in (0, 1)] == [0, 10 * money.WAN]
    assert current_plan(proposal, year) == [(year + n, 10 * money.WAN) for n in (1, 2, 3)]
    assert current_plan(proposal, year + 3)[0] == (year + 3, 10 * money.WAN)


def test_a_plan_begins_this_year_unless_it_is_said(cast: District) -> None:
    year = clock.today().year
    made = deciding.take(cast.officer, settling(cast), "propose", amount="30万元", reason="符合")
    proposal = made.proposals.get()
    assert [one for one, _ in proposal.plan] == [year, year + 1, year + 2]
    assert proposal.due_in(year) == 10 * money.WAN
    assert proposal.due_in(year + 1) == 10 * money.WAN, "decided a year later, it moves on"
    assert current_plan(proposal, year + 1)[0] == (year + 1, 10 * money.WAN)


def test_what_is_paid_at_once_is_not_put_off(cast: District) -> None:
    later = str(clock.today().year + 1)
    case = deciding.checked(cast)
    with pytest.raises(Refused, match="第一期只能在"):
        deciding.take(
            cast.officer, case, "propose", amount="20万元", reason="符合", first_year=later
        )


def settling(cast: District) -> Application:
    """审核中: a firm that settled, paid over three years; everything that a proposal waits for is done."""
    one = measure_in(published_round(cast, measures=("settle",)), "settle")
    case = begun(cast.applicant, one)
    saved(cast.applicant, case, breaches=[], granted_before="0.00", **{"other-support": []})
    for item in terms(one).materials:
        attach(cast.applicant, case.pk, item=item["id"], file=stored(case.applicant))
    filed = deciding.take(cast.applicant, case, "submit", **signature(cast.applicant, fresh(case)))
    return deciding.checked(cast, filed)


def test_a_refusal_has_its_reason_its_letter_and_one_review(cast: District) -> None:
    case = deciding.reviewing(cast)
    deciding.take(cast.officer, case, "propose-refusal", reason="算力用于自营挖矿，不属于支持范围")
    made = deciding.take(cast.approver, case, "approve-refusal", **deciding.met())
    assert made.state == "decided"
    assert letters.standing(f"application:{case.pk}", "refusal") is not None
    deciding.take(cast.centre, case, "reply", method="online")
    deciding.take(cast.applicant, case, "ask-review", grounds="用途是模型训练，有日志为证")
    with pytest.raises(Refused, match="另一位"):
        deciding.take(cast.officer, case, "reexamine", opinion="应当撤销")
    deciding.take(cast.officer2, case, "reexamine", opinion="日志属实，应当撤销")
    made = deciding.take(cast.approver2, case, "revoke", reason="新证据属实")
    assert made.state == "reviewing"
    deciding.sourced()
    deciding.take(cast.officer2, case, "check-credit")
    deciding.take(cast.officer2, case, "settle-overlap", act="scan")
    deciding.recognised(cast, case)
    made = deciding.take(cast.officer2, case, "propose", amount="10万元", reason="复核后符合")
    assert made.proposals.count() == 2


def test_a_bad_rating_is_answered(cast: District) -> None:
    case = deciding.reviewing(cast)
    deciding.take(cast.officer, case, "propose-refusal", reason="不属于支持范围")
    deciding.take(cast.approver, case, "approve-refusal", **deciding.met())
    deciding.take(cast.centre, case, "reply", method="online")
    with pytest.raises(Refused, match="写明原因"):
        deciding.take(cast.applicant, case, "rate", stars="1")
    made = deciding.take(cast.applicant, case, "rate", stars="2", text="太慢")
    assert made.rating.due_on is not None
    made = deciding.take(cast.officer, case, "respond", response="已简化流程，谢谢")
    with pytest.raises(Refused, match="没有待回应"):
        deciding.take(cast.officer, made, "respond", response="再回")


def test_a_proposal_above_the_rd_spend_needs_a_remark_with_the_figures(cast: District) -> None:
    case = deciding.checked(cast)
    deciding.researching(case, yuan=200_000)
    exact = {"reason": "符合三（六）"}
    with pytest.raises(Refused) as refused:
        deciding.take(cast.officer, case, "propose", amount="200000.01", **exact)
    ((field, text),) = refused.value.faults
    assert field == "advice_remark"
    for word in ("200,000.01元", "研发费用200,000.00元", "五（一）"):
        assert word in text
    deciding.take(cast.officer, case, "propose", amount="20万元", **exact)
    deciding.take(cast.officer, case, "take-back", reason="改金额")
    said = {**exact, "advice_remark": "处于研发投入期，综合评估后仍予支持"}
    made = deciding.take(cast.officer, case, "propose", amount="200000.01", **said)
    assert made.proposals.get(state="open").advice_remark == said["advice_remark"]


def test_without_a_told_rd_spend_a_proposal_needs_a_remark_too(cast: District) -> None:
    case = deciding.checked(cast)
    case.applicant.years.all().delete()
    with pytest.raises(Refused, match="没有填报研发费用"):
        deciding.take(cast.officer, case, "propose", amount="1元", reason="符合")
