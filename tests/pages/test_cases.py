"""The cases' desk: what each desk sees, how cases are found, and typing in from paper."""

import pytest
from django.test import Client

from duixian.applications.models import Application
from duixian.parties.initials import initials
from tests.applications import cast, filing
from tests.applications.cast import District
from tests.pages.signed import enter, errors, go, send, told

pytestmark = pytest.mark.django_db
DESK = "/office/cases/"


@pytest.fixture
def people() -> District:
    return cast.district()


@pytest.fixture
def case(people: District) -> Application:
    return filing.submitted(people.applicant, cast.measure_in(cast.published_round(people)))


def test_each_desk_sees_its_own(people: District, case: Application) -> None:
    number = str(case.number)
    for desk in (people.centre, people.officer, people.approver, people.auditor):
        client = enter(Client(), desk)
        assert number in told(client.get(f"{DESK}?list=all"))
        assert "上海明心智能科技有限公司" in told(client.get(f"{DESK}{case.pk}/"))
    other = enter(Client(), people.other_centre)
    assert number not in told(other.get(f"{DESK}?list=all"))
    assert other.get(f"{DESK}{case.pk}/").status_code == 404


@pytest.mark.parametrize("word", ["明心", "算力", "shmx", "91310", "PT20"])
def test_a_case_is_found_by_any_of_its_words(
    people: District, case: Application, word: str
) -> None:
    client = enter(Client(), people.officer)
    if word == "91310":
        word = str(case.applicant.code)
    if word == "shmx":
        word = initials(case.applicant.name)[:4]
    assert str(case.number) in told(client.get(DESK, {"q": word})), word
    assert str(case.number) not in told(client.get(DESK, {"q": "没有这样的词"}))


def test_the_folder_shows_the_file_and_what_happened(people: District, case: Application) -> None:
    page = told(enter(Client(), people.centre).get(f"{DESK}{case.pk}/"))
    for word in ("上海云海算力有限公司", "签署承诺并提交", "开始申报", "方小明"):
        assert word in page


def test_paper_is_typed_in_by_the_firms_own_centre_only(people: District) -> None:
    one = cast.measure_in(cast.published_round(people))
    filing.profiled(people.applicant.organisation)
    client = enter(Client(), people.centre)
    firm = people.applicant.organisation
    address = f"{DESK}new/?q=明心"
    assert "请先查找，再选择申报单位" in "".join(
        errors(send(client, f"{DESK}new/", measure=one.pk))
    )
    assert errors(send(client, address, enterprise=firm.pk))
    go(send(client, address, enterprise=firm.pk, measure=one.pk))
    made = Application.objects.get()
    assert made.on_behalf
    assert made.applicant == firm
    assert "没有找到这家单位" in told(enter(Client(), people.other_centre).get(address))
    assert enter(Client(), people.approver).get(address).status_code == 404
