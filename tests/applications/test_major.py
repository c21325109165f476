"""三（十一）: a case from the leading group's record, through to the commitment; and what it is refused for."""

from dataclasses import replace
from typing import Any

import pytest

from duixian.applications import access, major, publicity
from duixian.applications.major import Record
from duixian.applications.models import Application, RoundMeasure
from duixian.audit import trail
from duixian.funds.models import Commitment
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.letters import letters
from duixian.outbox.models import Notice
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Kind, Role
from tests.applications import deciding
from tests.applications.cast import (
    District,
    district,
    measure_in,
    organisation,
    published_round,
    viewer,
)
from tests.applications.filing import fresh, profiled, stored
from tests.funds import cast as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> District:
    return district()


@pytest.fixture
def one(cast: District) -> RoundMeasure:
    profiled(cast.applicant.organisation)
    return measure_in(published_round(cast, measures=("compute", "major-project")), "major-project")


def record(cast: District, **changed: Any) -> Record:
    given = Record(
        project="智能网联汽车操作系统产业化", meeting="区投资促进领导小组2026年第2次会议", document="普投促纪〔2026〕2号",
        met_on=clock.today().isoformat(), amount="80万元", scan=stored(cast.officer.organisation, name="会议纪要.pdf"),
    )  # fmt: skip
    return replace(given, **changed)


def opened(
    cast: District, one: RoundMeasure, who: Viewer | None = None, **changed: Any
) -> Application:
    firm = cast.applicant.organisation
    return major.open_case(who or cast.officer, one, applicant=firm, record=record(cast, **changed))


def test_it_begins_under_review_with_a_number_the_amount_and_the_record(
    cast: District, one: RoundMeasure
) -> None:
    case = fresh(opened(cast, one))
    assert (case.state, case.ceiling, case.centre_id) == (
        "reviewing",
        80_000_000,
        cast.centre.organisation.pk,
    )
    assert str(case.number).startswith("PT2026-ZN-")
    assert case.answers["leading_group_decision"] == "普投促纪〔2026〕2号"
    assert [row.file.name for row in case.evidence.select_related("file")] == ["会议纪要.pdf"]
    assert case.leading_decision.amount == Money.yuan("800000.00").fen
    entry = trail.of(f"application:{case.pk}").get(action="application.open-major")
    assert case.leading_decision.scan.sha256 in entry.files
    assert Notice.objects.filter(template="case-moved").count() == 2  # both people of the firm
    assert access.application_for(cast.approver, case.pk).pk == case.pk
    assert not case.snapshots.exists()


def test_it_goes_on_to_the_commitment_within_the_decided_amount(
    cast: District, one: RoundMeasure
) -> None:
    case = opened(cast, one)
    deciding.sourced()
    deciding.researching(case)
    deciding.take(cast.officer, case, "check-credit")
    deciding.take(cast.officer, case, "settle-overlap", act="scan")
    deciding.recognised(cast, case)
    with pytest.raises(Refused, match=r"核定后的上限800,000\.00元"):
        deciding.take(cast.officer, case, "propose", amount="80.01万元", reason="按领导小组决定")
    deciding.take(cast.officer, case, "propose", amount="80万元", reason="按领导小组决定")
    deciding.take(cast.approver, case, "approve", **deciding.met())
    notice = publicity.draft(
        cast.officer, one.round, title="重大项目拟资助公示", contact="区科委", cases=[case.pk]
    )
    publicity.post(cast.approver, notice.pk, seen={str(case.pk): fresh(case).turn})
    with deciding.after_notice(fresh(case)):
        deciding.cleared(cast, case)
        deciding.sourced()
        deciding.take(cast.officer, case, "check-credit")
        money.account(case.applicant)
        deciding.funded(cast, "major-project")
        deciding.take(cast.approver, case, "decide")
        answered = deciding.take(cast.centre, case, "reply", method="online")
    promised = Commitment.objects.get(subject=f"application:{case.pk}")
    assert (promised.amount, answered.state) == (80_000_000, "answered")
    assert letters.standing(f"application:{case.pk}", "decision") is not None


@pytest.mark.parametrize(
    ("changed", "field", "word"),
    [
        ({"project": " "}, "project", "请填写项目名称"),
        ({"meeting": ""}, "meeting", "请填写会议"),
        ({"document": ""}, "document", "请填写认定文号"),
        ({"met_on": "2999-01-01"}, "met_on", "会议日期不能晚于今天"),
        ({"met_on": "二月"}, "met_on", "无法识别"),
        ({"amount": "0"}, "decided", "大于0"),
        ({"amount": "八十万"}, "decided", "八十万"),
        ({"scan": None}, "scan", "扫描件"),
    ],
)
def test_a_record_is_refused_by_field_and_leaves_nothing(
    cast: District, one: RoundMeasure, changed: dict[str, Any], field: str, word: str
) -> None:
    with pytest.raises(Refused) as refused:
        opened(cast, one, **changed)
    ((name, text),) = refused.value.faults
    assert name == field
    assert word in text
    assert not Application.objects.exists()


def test_the_same_project_of_a_firm_is_opened_once_and_another_beside_it(
    cast: District, one: RoundMeasure
) -> None:
    first = opened(cast, one)
    with pytest.raises(Refused, match=str(first.number)):
        opened(cast, one, project="智能网联汽车 操作系统产业化")
    other = opened(cast, one, project="城市大模型底座")
    numbers = [int(str(case.number)[-6:]) for case in (first, other)]
    assert numbers[1] == numbers[0] + 1  # the refused one gave its number back


def test_only_an_officer_opens_one_and_only_where_the_group_decides(
    cast: District, one: RoundMeasure
) -> None:
    leader = viewer(organisation(Kind.LEADING_GROUP, "领导小组"), Role.LEADING_GROUP)
    for who in (cast.centre, cast.approver, cast.applicant, leader):
        with pytest.raises(NotSeen):
            opened(cast, one, who)
    with pytest.raises(Refused, match="自行申报"):
        opened(cast, measure_in(one.round))
    case = opened(cast, one)
    assert [found.pk for found in major.cases(leader)] == [case.pk]
    assert [found.measure for found in major.offered()] == ["major-project"]
    with pytest.raises(NotSeen):
        major.cases(cast.centre)


def test_an_enterprise_without_its_profile_is_told_what_is_lacking(cast: District) -> None:
    one = measure_in(published_round(cast, measures=("major-project",)), "major-project")
    with pytest.raises(Refused, match="请先补全单位资料"):
        opened(cast, one)
