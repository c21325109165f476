"""会签: asked for by the round, recorded with its document, wanted before an approval, and anew after a return."""

import pytest

from duixian.kernel import clock
from duixian.parties.access import Refused
from tests.applications import deciding
from tests.applications.cast import District, district
from tests.applications.filing import fresh, stored

pytestmark = pytest.mark.django_db
BOTH = {"": {"countersigners": "planning-investment"}}
SIGNED = {"agency": "区发展改革委", "document": "普发改会〔2026〕3号"}


@pytest.fixture
def cast() -> District:
    return district()


def today() -> str:
    return clock.today().isoformat()


def test_an_approval_waits_for_every_agency_of_the_round(cast: District) -> None:
    case = deciding.proposed(cast, deciding.filed(cast, parameters=BOTH))
    with pytest.raises(Refused, match=r"还缺会签：区发展改革委、区投资促进办公室"):
        deciding.take(cast.approver, case, "approve", **deciding.met())
    scan = stored(cast.officer.organisation, name="会签单.pdf")
    deciding.take(cast.officer, case, "countersign", **SIGNED, signed_on=today(), scan=scan)
    with pytest.raises(Refused, match=r"还缺会签：区投资促进办公室$"):
        deciding.take(cast.approver, case, "approve", **deciding.met())
    other = {"agency": "区投资促进办公室", "document": "会签单2号"}
    deciding.take(cast.approver, case, "countersign", **other, signed_on=today())
    done = deciding.take(cast.approver, case, "approve", **deciding.met())
    assert done.state == "approved"
    kept = done.proposals.get().countersignatures.order_by("pk")
    assert [(one.agency, one.scan_id) for one in kept] == [
        ("区发展改革委", scan.pk), ("区投资促进办公室", None),
    ]  # fmt: skip


def test_who_records_it_says_who_signed_what_and_when(cast: District) -> None:
    case = deciding.proposed(cast, deciding.filed(cast, parameters=BOTH))
    with pytest.raises(Refused) as refused:
        deciding.take(
            cast.officer,
            case,
            "countersign",
            agency="区教育局",
            document=" ",
            signed_on="2999-01-01",
        )
    assert dict(refused.value.faults) == {
        "agency": "请选择还没有会签的单位：区发展改革委、区投资促进办公室",
        "document": "请填写会签文号",
        "signed_on": "会签日期不能晚于今天",
    }
    deciding.take(cast.officer, case, "countersign", **SIGNED, signed_on=today())
    with pytest.raises(Refused, match="还没有会签的单位：区投资促进办公室"):
        deciding.take(cast.officer, case, "countersign", **SIGNED, signed_on=today())


def test_a_round_that_asks_nobody_has_nothing_to_record(cast: District) -> None:
    case = deciding.proposed(cast)
    with pytest.raises(Refused, match="不要求会签"):
        deciding.take(cast.officer, case, "countersign", **SIGNED, signed_on=today())


def test_a_returned_proposal_takes_its_countersignatures_with_it(cast: District) -> None:
    case = deciding.proposed(
        cast, deciding.filed(cast, parameters={"": {"countersigners": "planning"}})
    )
    deciding.take(cast.officer, case, "countersign", **SIGNED, signed_on=today())
    deciding.take(cast.approver, case, "return-proposal", reason="请再核实")
    deciding.take(cast.officer, case, "propose", amount="19万元", reason="核实后调减")
    with pytest.raises(Refused, match="还缺会签：区发展改革委"):
        deciding.take(cast.approver, fresh(case), "approve", **deciding.met())
