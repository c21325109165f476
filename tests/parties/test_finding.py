"""Enterprises, registrations and people are found by two Chinese signs, through the index and row by row alike; names change."""

import pytest
from django.db import connection

from duixian.parties import organisations, privacy, registrations, roster
from duixian.parties.access import Viewer
from duixian.parties.finding import lookup, people, tokens
from duixian.parties.finding import organisations as firms
from duixian.parties.initials import initials
from duixian.parties.models import Organisation, OrganisationText, Person, PersonText
from duixian.parties.roles import Kind, Role
from tests.parties import cast

pytestmark = pytest.mark.django_db
NAME = "上海云帆智能科技有限公司"
both_ways = pytest.mark.parametrize("many", [0, 2000], ids=["row by row", "by index"])


@pytest.fixture
def officer() -> Viewer:
    return cast.viewer(Role.OFFICER)


@pytest.fixture
def centre() -> Viewer:
    return cast.viewer(Role.CENTRE)


@pytest.fixture
def firm(centre: Viewer) -> Organisation:
    return cast.organisation(
        Kind.APPLICANT, NAME, code=cast.credit_code(777), centre=centre.organisation
    )


CODE = cast.credit_code(777)
FOUND = ["云帆", "帆智", "科技有限", "司", NAME, CODE, CODE.lower(), CODE[5:12], CODE[-4:], "shyf", "yfzn", "YF", "云帆 智能", " 云帆 "]  # fmt: skip
NOT_FOUND = ["帆云", "云智", "远山", "云帆 远山", "xyz", "%", "_", "'", '"', "*", "。", "00000000"]


@both_ways
@pytest.mark.parametrize("text", [*FOUND, *NOT_FOUND])
def test_what_finds_an_enterprise_and_what_does_not(
    officer: Viewer, firm: Organisation, text: str, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "MANY", many)
    assert list(organisations.search(officer, text)) == ([firm] if text in FOUND else [])
    matching = Organisation.objects.filter(organisations.matching(text), kind=Kind.APPLICANT)
    assert list(matching) == ([firm] if text in FOUND else [])


def test_nobody_finds_what_they_may_not_see(centre: Viewer, firm: Organisation) -> None:
    assert organisations.search(centre, "云帆").get() == firm
    for other in (cast.viewer(Role.CENTRE), cast.viewer(Role.ADMIN), cast.viewer(Role.EXPERT)):
        assert not organisations.search(other, "云帆").exists()


def test_another_name_is_found_at_once_and_told_to_who_keeps_words_about_it(
    officer: Viewer, firm: Organisation
) -> None:
    told = []

    def hear(organisation: Organisation, **_given: object) -> None:
        told.append(organisation.name)

    firms.called_anew.connect(hear)
    try:
        firm.state = Organisation.State.CLOSED
        firm.save(update_fields=["state"])
        firm.save()
        assert not told
        firm.name, firm.pinyin = "上海远山软件有限公司", initials("上海远山软件有限公司")
        firm.save(update_fields=["name", "pinyin"])
    finally:
        firms.called_anew.disconnect(hear)
    assert told == ["上海远山软件有限公司"]
    assert organisations.search(officer, "远山").get() == firm
    assert not organisations.search(officer, "云帆").exists()


def test_many_indexed_at_once_are_found_by_the_same_words(firm: Organisation) -> None:
    person = cast.account("王小明").person
    assert person is not None
    kept = OrganisationText.objects.get(organisation=firm).tokens
    held = PersonText.objects.get(person=person).tokens
    OrganisationText.objects.all().delete()
    PersonText.objects.all().delete()
    firms.index(Organisation.objects.all())
    people.index(Person.objects.all())
    assert OrganisationText.objects.get(organisation=firm).tokens == kept
    assert PersonText.objects.get(person=person).tokens == held


@both_ways
def test_a_registration_is_found_by_its_enterprise_and_by_its_person(
    officer: Viewer, centre: Viewer, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "MANY", many)
    who = cast.registrant(1, "王经理")
    asked = cast.wanted(who, centre.organisation, code=CODE, name=NAME)
    made = registrations.register(who, asked)
    other = cast.registrant(2, "李会计")
    registrations.register(
        other, cast.wanted(other, centre.organisation, code=cast.credit_code(778), name="上海远山软件有限公司")
    )  # fmt: skip
    for text in ("云帆", CODE[4:], "shyf", "王经", "经理", "wjl"):
        assert registrations.search(officer, text, "all").get() == made, text
    for text in ("远帆", "云帆 经理"):  # no one thing holds both
        assert not registrations.search(officer, text, "all").exists(), text
    assert registrations.search(officer, "上海", "waiting").count() == 2
    assert not registrations.search(officer, "上海", "refused").exists()


@both_ways
def test_a_person_is_found_by_name_and_login_until_erased(
    many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "MANY", many)
    admin, account = cast.viewer(Role.ADMIN), cast.account("欧阳小明")
    account.username = "ou-yang.xm"
    account.save()
    person = account.person
    assert person is not None
    for text in ("欧阳", "小明", "oyxm", "ou-yang", "OU-YANG.XM", "xm"):
        assert roster.everybody(admin, text).get() == person, text
    Person.objects.create(name="欧阳无号")
    assert roster.everybody(admin, "欧阳").get() == person
    privacy.erase(account)
    account.save()  # an old copy of the row, with the person as it was
    for text in ("欧阳", "小明", "oyxm"):
        assert not roster.everybody(admin, text).filter(pk=person.pk).exists(), text
    assert "欧" not in PersonText.objects.get(person=person).tokens


def test_the_databases_use_their_index(firm: Organisation) -> None:
    rows = OrganisationText.objects.filter(tokens__holds=tokens.Query(terms=tokens.terms("云帆")))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = rows.explain()
    assert (
        "parties_organisationtext_tokens" in plan
        or "parties_organisationtext_index VIRTUAL TABLE INDEX" in plan
    ), plan
