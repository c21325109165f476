"""政策辅导: who matches and why, who is left alone, inviting once for a round and a measure."""

import pytest
from django.test import Client

from duixian.applications import guidance
from duixian.applications.models import Application, Guidance, RoundMeasure
from duixian.audit.models import Entry
from duixian.kernel import clock
from duixian.outbox.models import Notice
from duixian.parties.access import NotSeen
from duixian.parties.models import Organisation, Profile
from duixian.parties.roles import Kind, Role
from tests.applications import cast, filing
from tests.applications.cast import District
from tests.pages.signed import enter, errors, go, send, told
from tests.parties.cast import credit_code

pytestmark = pytest.mark.django_db
HOME = "/office/guidance/"
ANSWERS = {
    "kind": "enterprise", "registered_on": "2020-01-01", "arrived_on": "2020-01-01", "field": "ai",
}  # fmt: skip


@pytest.fixture
def people() -> District:
    return cast.district()


@pytest.fixture
def measure(people: District) -> RoundMeasure:
    return cast.measure_in(cast.published_round(people))


def firm(people: District, number: int, name: str, **answers: str) -> Organisation:
    """A verified enterprise of the centre with somebody who owns it."""
    made = cast.organisation(
        Kind.APPLICANT, name, centre=people.centre.organisation, code=credit_code(5000 + number)
    )
    cast.viewer(made, Role.APPLICANT_OWNER)
    Profile.objects.create(organisation=made, answers=answers)
    return made


def kinds(people: District, measure: RoundMeasure) -> dict[str, str]:
    """By the enterprise's name."""
    found = guidance.matches(people.centre, measure, clock.now())
    return {one.organisation.name: one.kind for one in found}


def test_who_matches_who_lacks_facts_and_who_is_ruled_out(
    people: District, measure: RoundMeasure
) -> None:
    firm(people, 1, "甲公司", **ANSWERS)
    firm(people, 2, "乙公司", kind="enterprise")
    firm(people, 3, "丙公司", **{**ANSWERS, "kind": "institution"})
    firm(people, 4, "丁公司", **{**ANSWERS, "kind": "没有这个选项"})
    found = kinds(people, measure)
    assert {name: found[name] for name in ("甲公司", "乙公司", "丙公司", "丁公司")} == {
        "甲公司": "fits", "乙公司": "asks", "丙公司": "out", "丁公司": "asks",
    }  # fmt: skip
    assert list(found.values()) == sorted(found.values(), key=["fits", "asks", "out"].index)
    rows = {
        one.organisation.name: one for one in guidance.matches(people.centre, measure, clock.now())
    }
    assert "成立日期" in rows["乙公司"].missing
    assert "申报单位是企业" in rows["甲公司"].reasons[0]
    assert "主体类型为机构，不属于企业" in rows["丙公司"].reasons[0]
    assert rows["甲公司"].missing == ()
    assert rows["丁公司"].reasons == (guidance.UNREAD,)
    other = {
        one.organisation.name for one in guidance.matches(people.other_centre, measure, clock.now())
    }
    assert "甲公司" not in other


def test_who_applied_is_left_out_and_nobody_hears_of_a_draft(
    people: District, measure: RoundMeasure
) -> None:
    name = people.applicant.organisation.name
    filing.profiled(people.applicant.organisation)
    assert name in kinds(people, measure)
    draft = filing.begun(people.applicant, measure)
    assert name in kinds(people, measure)
    Application.objects.filter(pk=draft.pk).update(submitted_at=clock.now(), state="submitted")
    assert name not in kinds(people, measure)
    Application.objects.filter(pk=draft.pk).update(state="withdrawn")
    assert name in kinds(people, measure)


def test_each_is_invited_once_for_a_round_and_a_measure(
    client: Client, people: District, measure: RoundMeasure
) -> None:
    one, two = firm(people, 1, "甲公司", **ANSWERS), firm(people, 2, "乙公司", kind="enterprise")
    enter(client, people.centre)
    address = f"{HOME}{measure.pk}/"
    assert "请勾选要邀请的单位" in errors(send(client, address))[0]
    go(send(client, address, firm=[one.pk, two.pk, "x"]))
    assert "已邀请2家" in told(client.get(address))
    notices = Notice.objects.filter(template="guidance-invited")
    assert notices.count() == 2
    lacking = notices.get(person=two.memberships.get().person_id)
    assert "成立日期" in lacking.body
    assert lacking.link == f"/my/applications/start/{measure.pk}/"
    assert Entry.objects.filter(action="guidance.invite", subject=f"organisation:{one.pk}").exists()
    go(send(client, address, firm=[one.pk]))
    assert "1家以前已邀请" in told(client.get(address))
    assert Guidance.objects.count() == notices.count() == 2


def test_who_is_ruled_out_or_another_centre_s_is_not_invited(
    client: Client, people: District, measure: RoundMeasure
) -> None:
    one = firm(people, 1, "甲公司", **ANSWERS)
    theirs = cast.organisation(
        Kind.APPLICANT, "他公司", centre=people.other_centre.organisation, code=credit_code(5009)
    )
    Profile.objects.filter(organisation=one).update(answers={**ANSWERS, "kind": "institution"})
    assert kinds(people, measure)["甲公司"] == "out"
    enter(client, people.centre)
    go(send(client, f"{HOME}{measure.pk}/", firm=[one.pk, theirs.pk]))
    assert not Guidance.objects.exists()
    assert "不邀请" in told(client.get(f"{HOME}{measure.pk}/?kind=out"))


def test_only_a_centre_and_only_while_the_round_is_open(
    client: Client, people: District, measure: RoundMeasure
) -> None:
    enter(client, people.centre)
    said = told(client.get(HOME))
    assert "智能算力资助" in said
    for viewer in (people.officer, people.auditor, people.owner):
        assert enter(Client(), viewer).get(HOME).status_code == 404
    with clock.at(measure.round.closes_at + (measure.round.closes_at - measure.round.opens_at)):
        with pytest.raises(NotSeen):
            guidance.measure(people.centre, measure.pk, clock.now())
        assert guidance.open_measures(people.centre, clock.now()) == []
