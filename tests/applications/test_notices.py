"""Who hears of a step: the enterprise, the centre's staff of a new filing, who typed it in of the answer."""

from datetime import timedelta

import pytest

from duixian.applications import casework, notices
from duixian.applications.models import Application
from duixian.applications.process import STEPS
from duixian.credit.models import Source
from duixian.kernel import clock
from duixian.outbox.models import Notice
from duixian.parties.access import Viewer
from duixian.parties.models import Membership
from tests.applications import deciding
from tests.applications.cast import District, measure_in, published_round
from tests.applications.filing import begun, completed, signature, submitted
from tests.credit import cast as credit


def told(template: str) -> dict[str, str]:
    """Who was told, and where it leads."""
    return {str(one.person): one.link for one in Notice.objects.filter(template=template)}


def typed_in(cast: District, who: Viewer) -> Application:
    """By staff from paper, handed over."""
    one = measure_in(published_round(cast))
    draft = completed(who, begun(who, one, applicant=cast.applicant.organisation))
    return casework.take(who, draft.pk, "hand")


def test_the_staff_of_its_centre_hear_of_a_new_filing(cast: District) -> None:
    made = submitted(cast.applicant, measure_in(published_round(cast)))
    link = f"/office/cases/{made.pk}/"
    assert told("application-arrived") == {str(cast.centre.person.pk): link}
    notice = Notice.objects.get(template="application-arrived")
    assert made.number is not None
    assert made.number in notice.subject
    assert told("application-confirmed") == {}


def test_who_typed_it_in_hears_that_it_was_signed(cast: District) -> None:
    draft = typed_in(cast, cast.officer)
    casework.take(cast.applicant, draft.pk, "submit", **signature(cast.applicant, draft))
    link = f"/office/cases/{draft.pk}/"
    assert told("application-confirmed") == {str(cast.officer.person.pk): link}


def test_who_typed_it_in_hears_that_it_was_sent_back(cast: District) -> None:
    draft = typed_in(cast, cast.centre)
    casework.take(cast.applicant, draft.pk, "return", reason="电话写错")
    link = f"/my/applications/{draft.pk}/"
    assert told("application-returned") == {str(cast.centre.person.pk): link}


def test_nobody_is_told_that_they_took_it_back_themselves(cast: District) -> None:
    draft = typed_in(cast, cast.centre)
    casework.take(cast.centre, draft.pk, "return")
    assert told("application-returned") == {}


def test_where_they_left_the_office_their_colleagues_hear_of_it(cast: District) -> None:
    draft = typed_in(cast, cast.officer)
    Membership.objects.filter(person=cast.officer.person).update(
        until=clock.now() - timedelta(days=1)
    )
    casework.take(cast.applicant, draft.pk, "return", reason="电话写错")
    found = told("application-returned")
    assert str(cast.officer2.person.pk) in found
    assert str(cast.officer.person.pk) not in found


def moved() -> list[str]:
    """What the enterprise was told of its case."""
    found = Notice.objects.filter(template="case-moved")
    return sorted({one.subject for one in found})


def test_the_enterprise_hears_of_what_others_do(cast: District) -> None:
    case = deciding.correcting(cast)
    assert moved() == [f"需要补正：{case.number}"]


def test_the_enterprise_hears_of_the_reply(cast: District) -> None:
    case = deciding.reviewing(cast)
    deciding.take(cast.officer, case, "propose-refusal", reason="不属于支持范围")
    deciding.take(cast.approver, case, "approve-refusal", **deciding.met())
    deciding.take(cast.centre, case, "reply", method="online")
    said = [one.partition("：")[0] for one in moved()]
    assert said == sorted(["已受理", "投资促进中心已推荐，区科委开始审核", "已答复"])


@pytest.mark.parametrize("recorded", [False, True])
def test_the_enterprise_hears_of_a_credit_record_that_waits_for_it(
    cast: District, recorded: bool
) -> None:
    case = deciding.reviewing(cast)
    deciding.sourced()
    if recorded:
        firm = cast.applicant.organisation
        credit.entered(cast.officer, Source.objects.get(), code=str(firm.code), name=firm.name)
    deciding.take(cast.officer, case, "check-credit")
    assert any("信用核查有记录待您说明" in one for one in moved()) is recorded


def test_what_is_told_are_steps() -> None:
    assert notices.MOVED.keys() <= STEPS.keys()
