"""投资协议: the centre's own, read by officers and auditors; promises whose day is over; every change in the trail."""

import json
from datetime import date

import pytest

from duixian.audit.models import Entry
from duixian.kernel import clock
from duixian.parties import agreements
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.agreements import MOVED, Row, Wanted
from duixian.parties.agreements_rows import Agreement, Promise
from duixian.parties.models import Organisation
from duixian.parties.roles import Kind, Role
from tests.parties import cast

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
TAX = Row(kind="tax", text="2025年度纳税不低于300万元", due_on="2025-12-31", state="pending")
LAND = Row(kind="land", text="租用办公用房2000平方米", due_on="", state="met")


@pytest.fixture
def centre() -> Viewer:
    return cast.viewer(Role.CENTRE)


@pytest.fixture
def firm(centre: Viewer) -> Organisation:
    return cast.organisation(Kind.APPLICANT, "上海云帆智能科技有限公司", centre=centre.organisation)


def wanted(**changed: object) -> Wanted:
    """An agreement that is right, but for what is changed."""
    given = {
        "number": "普投协〔2024〕12号", "title": "研发中心投资协议", "signed_on": "2024-06-18", "until": "2027-06-17",
        "state": "running", "promises": [TAX, LAND], **changed,
    }  # fmt: skip
    return Wanted(**given)  # type: ignore[arg-type]


def faults(centre: Viewer, firm: Organisation, **changed: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        agreements.enter(centre, firm.pk, wanted(**changed))
    return [name for name, _ in refused.value.faults]


def test_the_centre_enters_and_the_right_people_read(centre: Viewer, firm: Organisation) -> None:
    made = agreements.enter(centre, firm.pk, wanted())
    assert [one.text for one in made.promises.all()] == [TAX.text, LAND.text]
    for role in (Role.OFFICER, Role.AUDITOR):
        assert agreements.get(cast.viewer(role), made.pk) == made
    owner = cast.viewer(Role.APPLICANT_OWNER, firm)
    others = (Role.APPROVER, Role.PREPARER, Role.ADMIN, Role.EXPERT, Role.CENTRE)
    for viewer in (owner, *(cast.viewer(role) for role in others)):
        with pytest.raises(NotSeen):
            agreements.get(viewer, made.pk)
        with pytest.raises(NotSeen):
            agreements.enter(viewer, firm.pk, wanted(number="别的"))
    entry = Entry.objects.get(action="agreement.enter")
    assert entry.subject == f"agreement:{made.pk}"


def test_it_is_found_by_firm_by_number_and_by_what_is_overdue(
    centre: Viewer, firm: Organisation
) -> None:
    made = agreements.enter(centre, firm.pk, wanted())
    for query in ("云帆", "shyf", str(firm.code)[:9], "〔2024〕12", "研发", ""):
        assert list(agreements.search(centre, query, "", TODAY)) == [made], query
    assert not agreements.search(centre, "明心", "", TODAY)
    (row,) = agreements.search(centre, "", "late", TODAY)
    assert (row.count, row.late, row.followed) == (2, 1, None)  # type: ignore[attr-defined]
    assert not agreements.search(centre, "", "late", date(2025, 12, 31))
    assert not agreements.search(centre, "", "done", TODAY)
    met = Row(kind="tax", text=TAX.text, due_on=TAX.due_on, state="met")
    agreements.change(centre, made.pk, wanted(promises=[met, LAND]), "1")
    assert not agreements.search(centre, "", "late", TODAY)


def test_everything_wrong_is_said_at_once_by_its_place(centre: Viewer, firm: Organisation) -> None:
    blank = Row(kind="", text=" ", due_on="", state="pending")
    odd = Row(kind="", text="", due_on="年底", state="x")
    assert faults(centre, firm, number=" ", title="", signed_on="昨天", until="x", state="") == [
        "number", "title", "signed_on", "until", "state",
    ]  # fmt: skip
    assert faults(centre, firm, promises=[blank, odd]) == [
        "1-text",
        "1-kind",
        "1-state",
        "1-due_on",
    ]
    assert faults(centre, firm, until="2024-06-17") == ["until"]
    tomorrow = clock.today().replace(year=clock.today().year + 1).isoformat()
    assert faults(centre, firm, signed_on=tomorrow, until="") == ["signed_on"]
    assert faults(centre, firm, promises=[LAND] * 31) == ["promises"]
    agreements.enter(centre, firm.pk, wanted())
    assert faults(centre, firm) == ["number"]
    assert Agreement.objects.count() == 1


def test_two_people_do_not_overwrite_each_other(centre: Viewer, firm: Organisation) -> None:
    made = agreements.enter(centre, firm.pk, wanted())
    agreements.change(centre, made.pk, wanted(promises=[LAND]), "1")
    with pytest.raises(Refused, match=MOVED[:10]):
        agreements.change(centre, made.pk, wanted(promises=[TAX]), "1")
    assert [one.text for one in Promise.objects.all()] == [LAND.text]
    entry = Entry.objects.get(action="agreement.change")
    said = json.loads(entry.payload.body)["data"]
    assert [len(said[when]["promises"]) for when in ("before", "after")] == [2, 1]


def test_follow_ups_are_added_and_not_of_tomorrow(centre: Viewer, firm: Organisation) -> None:
    made = agreements.enter(centre, firm.pk, wanted())
    with pytest.raises(Refused) as refused:
        agreements.follow_up(centre, made.pk, "2999-01-01", "")
    assert [name for name, _ in refused.value.faults] == ["text", "on"]
    agreements.follow_up(centre, made.pk, "2025-01-06", "走访")
    (row,) = agreements.search(centre, "", "", TODAY)
    assert str(row.followed) == "2025-01-06"  # type: ignore[attr-defined]
    with pytest.raises(NotSeen):
        agreements.follow_up(cast.viewer(Role.OFFICER), made.pk, "2025-01-06", "走访")
