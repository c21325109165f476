"""重大项目: an officer opens a case from the minutes; the leading group follows it; the folder says what was decided."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duixian.applications.models import Application, RoundMeasure
from duixian.kernel import clock
from duixian.parties.roles import Kind, Role
from tests.applications import cast as parts
from tests.applications import filing
from tests.applications.cast import District
from tests.files.fixtures import clamd, evidence_folder
from tests.files.sample import a_pdf
from tests.pages.signed import enter, errors, go, send, told

__all__ = ["clamd", "evidence_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
DESK = "/office/major/"


@pytest.fixture
def cast() -> District:
    made = parts.district()
    filing.profiled(made.applicant.organisation)
    return made


@pytest.fixture
def measure(cast: District) -> RoundMeasure:
    return parts.measure_in(
        parts.published_round(cast, measures=("major-project",)), "major-project"
    )


def record(**changed: object) -> dict[str, object]:
    given = {
        "project": "城市大模型底座", "meeting": "领导小组第2次会议", "document": "普投促纪〔2026〕2号",
        "met_on": clock.today().isoformat(), "decided": "800万元",
    }  # fmt: skip
    return given | changed


def test_an_officer_opens_a_case_and_the_leading_group_follows_it(
    cast: District, measure: RoundMeasure
) -> None:
    officer, firm = enter(Client(), cast.officer), cast.applicant.organisation
    there = f"{DESK}new/?q=明心"
    assert "根据会议纪要建立" in told(officer.get(DESK))
    said = errors(send(officer, there, **record(decided="八百", enterprise=firm.pk)))
    assert any("请选择批次" in one for one in said)
    page = send(officer, there, **record(decided="八百"), enterprise=firm.pk, measure=measure.pk)
    lines = errors(page)
    assert any("扫描件" in one for one in lines)
    assert any("八百" in one for one in lines)
    assert 'value="城市大模型底座"' in page.content.decode()  # nothing typed is lost
    scan = SimpleUploadedFile("会议纪要.pdf", a_pdf(), "application/pdf")
    go(send(officer, there, **record(), enterprise=firm.pk, measure=measure.pk, scan=scan))
    case = Application.objects.get()
    folder = told(officer.get(f"/office/cases/{case.pk}/"))
    for word in (
        "领导小组的决定",
        "普投促纪〔2026〕2号",
        "8,000,000.00",
        "根据会议纪要建立",
        "会议纪要.pdf",
    ):
        assert word in folder
    assert "下载申请书" not in folder
    group = parts.organisation(Kind.LEADING_GROUP, "领导小组")
    leader = enter(Client(), parts.viewer(group, Role.LEADING_GROUP))
    listed = leader.get(DESK)
    assert "城市大模型底座" in told(listed)
    assert f"/office/cases/{case.pk}/" not in listed.content.decode()
    assert leader.get(f"/office/cases/{case.pk}/").status_code == 404
    assert leader.get(f"{DESK}new/").status_code == 404


def test_the_enterprise_reads_on_what_its_case_is_based(
    cast: District, measure: RoundMeasure
) -> None:
    scan = SimpleUploadedFile("会议纪要.pdf", a_pdf(), "application/pdf")
    officer, firm = enter(Client(), cast.officer), cast.applicant.organisation
    fields = record(enterprise=firm.pk, measure=measure.pk, scan=scan)
    go(send(officer, f"{DESK}new/?q=明心", **fields))
    case = Application.objects.get()
    page = told(enter(Client(), cast.applicant).get(f"/my/applications/{case.pk}/"))
    assert "根据区投资促进领导小组会议纪要（普投促纪〔2026〕2号）立案，不用您申报" in page
    assert "查看回执" not in page


def test_without_a_round_there_is_nothing_to_open(cast: District) -> None:
    page = told(enter(Client(), cast.officer).get(DESK))
    assert "已发布的批次里没有“重大项目资助”" in page
    assert "没有可以列入的批次" in told(enter(Client(), cast.officer).get(f"{DESK}new/"))
