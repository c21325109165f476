"""形式审查: the checklist, one complete correction notice, admission, refusal, hand-over, recommendation."""

from datetime import timedelta

import pytest
import time_machine

from duixian.applications import attachments, drafts
from duixian.applications.differences import difference
from duixian.applications.models import Remark
from duixian.applications.rounds import terms
from duixian.kernel import clock
from duixian.letters import letters
from duixian.parties.access import NotSeen, Refused
from tests.applications import deciding
from tests.applications.cast import District, district
from tests.applications.filing import fresh, signature, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> District:
    return district()


def test_what_is_not_gone_through_is_not_admitted(cast: District) -> None:
    case = deciding.filed(cast)
    with pytest.raises(Refused, match="没有核对"):
        deciding.take(cast.centre, case, "admit")
    made = deciding.admitted(cast, case)
    assert (made.state, made.admitted_at is not None) == ("admitted", True)
    assert made.promised_on is not None
    assert made.due_on is not None
    assert made.due_on < made.promised_on


def test_a_mark_says_what_is_wrong(cast: District) -> None:
    case = deciding.filed(cast)
    item = deciding.first_item(case)
    for data, field in (
        ({"item": "nothing", "verdict": "fit"}, "item"),
        ({"item": item, "verdict": "maybe"}, "verdict"),
        ({"item": item, "verdict": "lacking", "note": " "}, "note"),
    ):
        with pytest.raises(Refused) as refused:
            deciding.take(cast.centre, case, "examine", act="mark", **data)
        assert [name for name, _ in refused.value.faults] == [field]


def test_a_correction_notice_is_complete_and_comes_once(cast: District) -> None:
    case = deciding.filed(cast)
    with pytest.raises(Refused, match="不用补正"):
        deciding.take(cast.centre, deciding.marked(cast, case), "correct")
    deciding.take(
        cast.centre,
        case,
        "examine",
        act="remark",
        place="field-compute_cost",
        text="与明细合计不一致",
    )
    made = deciding.correcting(cast, case)
    letter = letters.standing(f"application:{case.pk}", "correction")
    assert letter is not None
    assert {item["where"][:2] for item in letter.opened["fields"]["items"]} == {"填写", "材料"}
    assert made.correction.due_at > clock.now() + timedelta(days=9)
    assert made.due_on == clock.local(made.correction.due_at).date()


def test_only_what_was_asked_may_change_while_correcting(cast: District) -> None:
    case = deciding.correcting(cast)
    item, other = [one["id"] for one in terms(case.round_measure).materials][:2]
    attachments.attach(
        cast.applicant, case.pk, item=item, file=stored(case.applicant, "新合同.pdf")
    )
    with pytest.raises(Refused, match="通知列出的内容"):
        attachments.attach(
            cast.applicant, case.pk, item=other, file=stored(case.applicant, "别的.pdf")
        )
    with pytest.raises(Refused, match="通知列出的内容"):
        drafts.save(
            cast.applicant, case.pk, version=fresh(case).version, answers={"breaches": ["other"]}
        )
    with pytest.raises(Refused, match="没有回应"):
        deciding.take(cast.applicant, case, "answer", **signature(cast.applicant, case))


def test_the_answer_is_a_difference_against_what_was_filed(cast: District) -> None:
    case = deciding.correcting(cast)
    item = deciding.first_item(case)
    filed_at = case.submitted_at
    attachments.attach(
        cast.applicant, case.pk, item=item, file=stored(case.applicant, "新合同.pdf")
    )
    for remark in case.remarks.all():
        deciding.take(cast.applicant, case, "mend", remark=str(remark.pk), answer="已重新盖章")
    made = deciding.take(cast.applicant, case, "answer", **signature(cast.applicant, case))
    assert (made.state, made.submitted_at, made.snapshots.count()) == ("submitted", filed_at, 2)
    correction = made.correction
    assert correction.after is not None
    assert {one.section for one in difference(correction.before, correction.after)} == {"材料"}
    deciding.marked(cast, made)
    with pytest.raises(Refused, match="没有了结"):
        deciding.take(cast.centre, made, "admit")
    with pytest.raises(Refused, match="一次告知"):
        deciding.take(cast.centre, made, "correct")
    for remark in made.remarks.all():
        deciding.take(cast.centre, made, "examine", act="settle", remark=str(remark.pk))
    assert deciding.take(cast.centre, made, "admit").state == "admitted"
    assert set(made.remarks.values_list("state", flat=True)) == {Remark.State.SETTLED}


def test_an_unanswered_correction_is_closed_with_a_letter_only_after_its_day(
    cast: District,
) -> None:
    case = deciding.correcting(cast)
    with pytest.raises(Refused, match="还没有过"):
        deciding.take(cast.centre, case, "lapse")
    with time_machine.travel(case.correction.due_at + timedelta(seconds=1), tick=False):
        with pytest.raises(Refused, match="届满"):
            deciding.take(cast.applicant, case, "answer", **signature(cast.applicant, case))
        made = deciding.take(cast.centre, case, "lapse")
    assert made.state == "lapsed"
    assert letters.standing(f"application:{case.pk}", "lapsed") is not None


def test_a_refusal_says_why_in_a_letter(cast: District) -> None:
    case = deciding.filed(cast)
    marked = deciding.marked(cast, case, wrong=deciding.first_item(case))
    with pytest.raises(Refused, match="理由"):
        deciding.take(cast.centre, marked, "refuse-admission", reason=" ")
    made = deciding.take(cast.centre, marked, "refuse-admission", reason="申报单位不属于支持对象")
    assert made.state == "not-admitted"
    letter = letters.standing(f"application:{case.pk}", "not-admitted")
    assert letter is not None
    assert "申报单位不属于支持对象" in letter.text


def test_a_case_handed_over_is_the_other_centre_s(cast: District) -> None:
    case = deciding.filed(cast)
    other = cast.other_centre.organisation
    with pytest.raises(Refused, match="移交的中心"):
        deciding.take(
            cast.centre, case, "hand-over", centre=str(cast.centre.organisation.pk), reason="x"
        )
    deciding.take(cast.centre, case, "hand-over", centre=str(other.pk), reason="迁入桃浦镇")
    with pytest.raises(NotSeen):
        deciding.take(cast.centre, case, "examine", act="remark", text="看不到")
    assert fresh(case).centre_id == other.pk


def test_a_recommendation_goes_to_the_commission(cast: District) -> None:
    case = deciding.admitted(cast)
    with pytest.raises(Refused, match="同意推荐或者不推荐"):
        deciding.take(cast.centre, case, "recommend", opinion="好")
    made = deciding.take(cast.centre, case, "recommend", favourable="no", opinion="材料与实际不符")
    assert (made.state, made.recommendations.get().favourable) == ("reviewing", False)
