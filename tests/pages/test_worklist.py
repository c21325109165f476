"""The worklist's conditions, order and export; views kept under a name; deputies on their page."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from duixian.applications import states
from duixian.applications.models import Application, Rating, SavedView
from duixian.kernel import clock
from duixian.parties.roles import Role
from tests.applications import cast
from tests.applications.cast import District
from tests.pages.signed import enter, errors, go, send, told
from tests.parties import cast as parties

pytestmark = pytest.mark.django_db
DESK, VIEWS, DEPUTIES = "/office/cases/", "/office/cases/views/", "/office/deputies/"


@pytest.fixture
def people() -> District:
    return cast.district()


@pytest.fixture
def cases(people: District) -> list[Application]:
    """Four in review: of different sums and days, one of them overdue, one given to the other officer."""
    one, now = cast.measure_in(cast.published_round(people)), clock.now()
    return Application.objects.bulk_create(
        Application(
            round_measure=one, applicant=people.applicant.organisation, centre=people.centre.organisation,
            state=states.REVIEWING, subject_key=f"{n}", policy_version="-", created_by=people.officer.person,
            submitted_at=now - timedelta(days=n), number=f"PT2026-ZN-00000{n}", ceiling=(n * 7 % 5) * 100_000_00,
            due_on=clock.today() + timedelta(days=n - 1), assignee=people.officer2.person if n == 3 else None,
        )
        for n in range(4)
    )  # fmt: skip


def numbers(client: Client, **query: str) -> list[str]:
    """The last signs of the numbers, in their order on the page."""
    page = client.get(DESK, {"list": "all", **query})
    return [str(row["case"].number)[-1] for row in page.context["cases"]]


def test_conditions_and_order_are_in_the_address(
    client: Client, people: District, cases: list[Application]
) -> None:
    enter(client, people.officer)
    assert numbers(client) == ["0", "1", "2", "3"]
    assert numbers(client, sort="oldest") == ["3", "2", "1", "0"]
    assert numbers(client, sort="amount") == ["2", "1", "3", "0"]
    assert numbers(client, sort="due") == ["0", "1", "2", "3"]
    assert numbers(client, late="1") == ["0"]
    assert numbers(client, who="given") == ["3"]
    assert numbers(client, who="none") == ["0", "1", "2"]
    assert numbers(client, who="me") == []
    assert numbers(client, round=str(cases[0].round_measure.round_id)) == ["0", "1", "2", "3"]
    assert numbers(client, round=str(cases[0].pk)) == []
    for odd in ("sort=x", "round=x", "who=x", "state=x", "list=x"):
        assert client.get(f"{DESK}?{odd}").status_code == 200, odd
    said = told(client.get(f"{DESK}?list=all&sort=amount"))
    assert "4件，测算上限高的在前" in said
    assert "待办3" in said
    book = load_workbook(
        BytesIO(client.get(f"{DESK}export.xlsx?list=all&sort=amount&who=none").content)
    )
    assert [str(row[0])[-1] for row in book["申报"].iter_rows(min_row=2, values_only=True)] == [
        "2",
        "1",
        "0",
    ]


def test_a_view_is_kept_under_a_name_renamed_and_forgotten(
    client: Client, people: District, cases: list[Application]
) -> None:
    enter(client, people.officer)
    assert "存为视图" not in told(client.get(f"{DESK}?list=all"))
    assert "存为视图" in told(client.get(f"{DESK}?list=all&late=1"))
    query = "page=3&late=1&list=all&evil=1"
    assert "请填写视图名称" in errors(send(client, VIEWS, act="save", name=" ", query=query))[0]
    address = go(send(client, VIEWS, act="save", name="逾期的", query=query))
    assert address == f"{DESK}?list=all&late=1"
    said = client.get(address).content.decode()
    assert '<a class="chip" href="?list=all&amp;late=1" aria-current="true">逾期的</a>' in said
    view = SavedView.objects.get()
    go(send(client, VIEWS, act="save", name="别的", query="list=done"))
    page = send(client, VIEWS, act="rename", view=view.pk, name="别的")
    assert "已经有名为“别的”的视图" in errors(page)[0]
    go(send(client, VIEWS, act="rename", view=view.pk, name="快到期的"))
    assert "快到期的" in told(client.get(DESK))
    other = enter(Client(), people.officer2)
    assert "快到期的" not in told(other.get(DESK))
    for act in ("rename", "delete"):
        assert send(other, VIEWS, act=act, view=view.pk, name="我的").status_code == 404
    go(send(client, VIEWS, act="delete", view=view.pk))
    client.get(DESK)
    assert "快到期的" not in told(client.get(DESK))
    assert send(client, VIEWS, act="delete", view="x").status_code == 404


def test_there_is_an_end_to_views(client: Client, people: District) -> None:
    enter(client, people.approver)
    for number in range(20):
        go(send(client, VIEWS, act="save", name=f"视图{number}", query="list=all"))
    assert "最多存20个视图" in errors(send(client, VIEWS, act="save", name="多", query=""))[0]
    go(send(client, VIEWS, act="save", name="视图3", query="list=done"))
    assert SavedView.objects.count() == 20


def test_a_deputy_is_named_on_a_page_and_sees_the_cases(
    client: Client, people: District, cases: list[Application]
) -> None:
    enter(client, people.officer2)
    today = clock.today().isoformat()
    page = send(client, DEPUTIES, deputy="", since="昨天", until=today, reason="")
    assert [one.partition("：")[0] for one in errors(page)] == ["代理人", "第一天", "事由"]
    assert 'value="昨天"' in page.content.decode()
    held = people.officer2.person.memberships.get()
    chosen = f"{people.officer.person.pk}@{held.pk}"
    go(send(client, DEPUTIES, deputy=chosen, since=today, until=today, reason="出差"))
    assert "代理中" in told(client.get(DEPUTIES))
    deputy = enter(Client(), people.officer)
    assert "我代理的" in told(deputy.get(DEPUTIES))
    assert "（您代理）" in told(deputy.get(DESK))
    assert "待办4" in told(deputy.get(DESK))
    row = people.officer2.person.absences.get()
    assert send(deputy, DEPUTIES, act="end", row=row.pk).status_code == 404
    go(send(client, DEPUTIES, act="end", row=row.pk))
    assert "目前没有代理" in told(client.get(DEPUTIES))
    assert "待办3" in told(deputy.get(DESK))


def test_an_admin_finds_the_page_of_somebody_who_is_away(people: District) -> None:
    admin = enter(Client(), parties.viewer(Role.ADMIN))
    person = people.officer.person
    address = f"/office/accounts/{person.pk}/deputy/"
    assert f'href="{address}"' in admin.get(f"/office/accounts/{person.pk}/").content.decode()
    held = person.memberships.get()
    today = clock.today().isoformat()
    go(send(
        admin, address, deputy=f"{people.officer2.person.pk}@{held.pk}", since=today, until=today, reason="病假"
    ))  # fmt: skip
    said = told(enter(Client(), people.officer).get(DEPUTIES))
    assert "病假" in said


def test_a_page_of_many_cases_asks_the_database_little(
    client: Client,
    people: District,
    cases: list[Application],
    django_assert_max_num_queries: object,
) -> None:
    enter(client, people.officer)
    client.get(DESK)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get(f"{DESK}?list=all&sort=amount&late=1")


def test_a_bad_rating_is_found_read_and_answered(
    client: Client, people: District, cases: list[Application]
) -> None:
    case = cases[0]
    Application.objects.filter(pk=case.pk).update(state=states.ANSWERED)
    Rating.objects.create(
        application=case, stars=1, text="答复太慢", by=people.applicant.person, at=clock.now(), due_on=clock.today()
    )  # fmt: skip
    enter(client, people.centre)
    said = told(client.get(DESK))
    assert "1件不满意的评价还没有回应" in said
    assert [
        str(row["case"].number)[-1]
        for row in client.get(f"{DESK}?list=all&rating=1").context["cases"]
    ] == ["0"]
    address = f"{DESK}{case.pk}/steps/respond/"
    page = told(client.get(address))
    assert ("非常不满意" in page, "答复太慢" in page) == (True, True)
    case.refresh_from_db()
    go(send(client, address, seen=case.turn, response="已向承办人了解，今后按期答复"))
    assert "不满意的评价还没有回应" not in told(client.get(DESK))
    assert "今后按期答复" in told(client.get(f"{DESK}{case.pk}/"))
    owner = enter(Client(), people.applicant)
    assert "今后按期答复" in told(owner.get(f"/my/applications/{case.pk}/"))
    assert "不满意的评价" not in told(enter(Client(), people.approver).get(DESK))
