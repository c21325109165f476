"""The rounds desk: an officer fills a round in, an approver reads and publishes; nothing typed is lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from duixian.applications import rounds
from duixian.applications.models import Amendment, Round
from duixian.kernel import clock
from duixian.parties import organisations
from tests.applications import cast
from tests.applications.cast import District
from tests.pages.conftest import squeezed, text_of
from tests.pages.signed import enter, errors, go

pytestmark = pytest.mark.django_db
DESK = "/office/rounds/"


@pytest.fixture
def people() -> District:
    return cast.district()


@pytest.fixture
def officer(people: District) -> Client:
    return enter(Client(), people.officer)


@pytest.fixture
def approver(people: District) -> Client:
    return enter(Client(), people.approver)


def form(client: Client, address: str) -> dict[str, str]:
    """What the page's form would send as it stands."""
    page = client.get(address).content.decode()
    body = page.split("<main", 1)[1]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", body):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticked = said.get("type") not in {"radio", "checkbox"} or " checked" in tag
        if "name" in said and ticked:
            found[said["name"]] = said.get("value", "")
    found |= dict(re.findall(r'<textarea\b[^>]*name="([^"]+)"[^>]*>([^<]*)<', body))
    found.pop("csrfmiddlewaretoken", None)
    return found


def bare(people: District, *measures: str) -> Round:
    now = clock.now()
    return rounds.draft(
        people.officer, policy_id=cast.POLICY, title="2026年申报", opens_at=now, closes_at=now + timedelta(days=30),
        measures=measures,
    )  # fmt: skip


def test_a_whole_round_is_made_with_forms_alone(
    people: District, officer: Client, approver: Client
) -> None:
    year = clock.today().year + 1
    begun = {
        "policy": cast.POLICY, "title": "新的一年", "opens_on": f"{year}年3月1日", "opens_time": "9:00",
        "closes_on": f"{year}/4/30", "closes_time": "24：00",
    }  # fmt: skip
    address = go(officer.post(f"{DESK}new/", begun))
    made = Round.objects.get()
    assert made.closes_at == cast.shanghai(year, 5, 1)
    address = go(
        officer.post(
            address, form(officer, address) | {"measure-compute": "on", "measure-rnd": "on"}
        )
    )
    for section in ("readings", "contacts", "measures/rnd", "measures/compute"):
        assert address.endswith(f"{section}/"), address
        sent = form(officer, address)
        if section.startswith("measures"):
            sent |= {"reading-tax_base": "gross", "reason-tax_base": "按发票金额核对"}
        address = go(officer.post(address, sent))
    assert address == f"{DESK}{made.pk}/"
    check = officer.get(f"{DESK}{made.pk}/check/")
    assert "还有" not in squeezed(text_of(check)).split("与政策默认")[0]
    assert go(officer.post(f"{DESK}{made.pk}/propose/")) == f"{DESK}{made.pk}/"
    review = form(approver, f"{DESK}{made.pk}/review/")
    go(approver.post(f"{DESK}{made.pk}/decide/", review | {"publish": "on"}))
    made.refresh_from_db()
    assert made.state == Round.State.PUBLISHED
    assert rounds.terms(cast.measure_in(made)).value("tax_base") == "gross"


SECTIONS = [
    "edit/basics/",
    "edit/measures/",
    "edit/readings/",
    "edit/contacts/",
    "measures/compute/",
    "measures/rnd/",
]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_form_sent_as_it_stands_changes_nothing(
    people: District, officer: Client, section: str
) -> None:
    made = cast.filled_round(
        people, measures=("compute", "rnd"), parameters={"": {"credit_check_days": 5}}, rnd={"mode": "project"},
        compute={"panel": True, "rubric": [{"name": "成效", "weight": 100}]},
    )  # fmt: skip
    go(officer.post(f"{DESK}{made.pk}/{section}", form(officer, f"{DESK}{made.pk}/{section}")))
    assert rounds.fingerprint(Round.objects.get(pk=made.pk)) == rounds.fingerprint(made)


@pytest.mark.parametrize(
    ("section", "typed", "field"),
    [
        ("edit/basics/", {"title": "长" * 101}, "title"),
        ("edit/basics/", {"closes_on": "三月三十二日"}, "closes_on"),
        ("edit/basics/", {"closes_on": ""}, "closes_on"),
        ("edit/basics/", {"closes_on": "9999年12月31日"}, "closes_on"),
        ("edit/basics/", {"closes_on": "2001-01-01"}, "closes_on"),
        ("edit/basics/", {"opens_time": "25:00"}, "opens_time"),
        ("edit/basics/", {"opens_time": "24:30"}, "opens_time"),
        ("edit/basics/", {"opens_time": ""}, "opens_time"),
        ("edit/basics/", {"promised_days": "六十"}, "promised_days"),
        ("edit/basics/", {"promised_days": "0"}, "promised_days"),
        ("edit/basics/", {"promised_days": ""}, "promised_days"),
        ("edit/basics/", {"notes": "长" * 5001}, "notes"),
        ("edit/readings/", {"reading-credit_check_days": "七天"}, "reading-credit_check_days"),
        ("edit/readings/", {"reading-credit_check_days": "-1"}, "reading-credit_check_days"),
        ("edit/readings/", {"reading-overlap_mode": "none"}, "reading-overlap_mode"),
        ("edit/readings/", {"reading-presence_required": "maybe"}, "reading-presence_required"),
        ("measures/office-rent/", {"reading-new_since": "去年"}, "reading-new_since"),
        ("measures/office-rent/", {"reading-new_since": "2025-02-30"}, "reading-new_since"),
        ("measures/qualification/", {"reading-game_revenue_floor": "很多"}, "reading-game_revenue_floor"),
        ("measures/qualification/", {"reading-game_revenue_floor": "-5"}, "reading-game_revenue_floor"),
        ("measures/qualification/", {"reading-cap_scope": "all"}, "reading-cap_scope"),
        ("measures/qualification/", {"mode": "project"}, "mode"),
        ("measures/office-rent/", {"expense_from": "2025-13-01"}, "expense_from"),
        ("measures/office-rent/", {"expense_to": "2020-01-01"}, "expense_to"),
        ("measures/office-rent/", {"expense_to": "0001-01-01"}, "expense_to"),
        ("measures/office-rent/", {"material-0-max": "0"}, "material-0-name"),
        ("measures/office-rent/", {"material-1-max": "许多"}, "material-1-max"),
        ("measures/office-rent/", {"material-0-name": "", "material-2-name": "长" * 101}, "material-2-name"),
        ("measures/office-rent/", {"material-5-name": "租金发票"}, "material-5-name"),
        ("measures/office-rent/", {"rubric-1-name": "成效", "rubric-1-weight": "101"}, "rubric-1-weight"),
        ("measures/office-rent/", {"rubric-0-name": "成效", "rubric-0-weight": "半"}, "rubric-0-weight"),
        ("measures/office-rent/", {"rubric-0-name": "成效", "rubric-0-weight": ""}, "rubric-0-weight"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_beside_its_field_and_kept(
    people: District, officer: Client, section: str, typed: dict[str, str], field: str
) -> None:
    made = bare(people, "office-rent", "qualification")
    address = f"{DESK}{made.pk}/{section}"
    response = officer.post(address, form(officer, address) | typed)
    assert response.status_code == 200
    page = response.content.decode()
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    beside = page.split(f'id="{field}-msg"' if f'id="{field}-msg"' in page else f'id="{field}"')[1]
    assert 'class="field-error"' in beside.split("</p>")[0] or field == "mode"
    for text in typed.values():
        assert text[:50] in page
    assert rounds.fingerprint(Round.objects.get(pk=made.pk)) == rounds.fingerprint(made)


def test_a_second_officer_is_told_and_keeps_what_was_typed(
    people: District, officer: Client
) -> None:
    made = cast.filled_round(people)
    address = f"{DESK}{made.pk}/edit/basics/"
    mine = form(officer, address) | {"title": "甲的名称"}
    rounds.edit(people.officer2, made.pk, version=made.version, title="乙的名称")
    response = officer.post(address, mine)
    assert "已由他人保存" in errors(response)[0]
    page = response.content.decode()
    assert "甲的名称" in page
    assert Round.objects.get(pk=made.pk).title == "乙的名称"
    again = {**mine, "version": re.findall(r'name="version" value="(\d+)"', page)[0]}
    go(officer.post(address, again))
    assert Round.objects.get(pk=made.pk).title == "甲的名称"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 50, "\u0661"])
def test_a_version_that_is_none_overwrites_nothing(
    people: District, officer: Client, version: str
) -> None:
    made = cast.filled_round(people)
    address = f"{DESK}{made.pk}/edit/basics/"
    response = officer.post(address, form(officer, address) | {"title": "改", "version": version})
    assert "已由他人保存" in errors(response)[0]


def test_more_rows_are_given_without_saving_or_losing_anything(
    people: District, officer: Client
) -> None:
    made = cast.filled_round(people)
    address = f"{DESK}{made.pk}/measures/compute/"
    sent = form(officer, address)
    response = officer.post(address, sent | {"more-materials": "on", "notes": "写了一半"})
    page = response.content.decode()
    assert page.count('-name" value=') >= 11 - 3
    assert f'name="materials" value="{int(sent["materials"]) + 3}"' in page
    assert "写了一半" in page
    assert cast.measure_in(made).notes == ""
    silly = officer.post(address, sent | {"more-materials": "on", "materials": "999"})
    assert 'name="materials" value="40"' in silly.content.decode()


def test_a_carried_reading_is_confirmed_by_its_box(people: District, officer: Client) -> None:
    made = rounds.clone(people.officer, cast.filled_round(people).pk)
    address = f"{DESK}{made.pk}/measures/compute/"
    go(officer.post(address, form(officer, address)))
    assert cast.measure_in(made).parameters["tax_base"]["carried"]
    go(officer.post(address, form(officer, address) | {"confirm-tax_base": "on"}))
    assert "carried" not in cast.measure_in(made).parameters["tax_base"]


def test_the_list_begins_with_what_is_to_be_done(
    people: District, officer: Client, approver: Client
) -> None:
    cast.published_round(people)
    waiting = rounds.propose(people.officer, cast.filled_round(people).pk)
    draft = bare(people, "compute")
    rows = officer.get(DESK).content.decode().split("<tbody>")[1].split("</tr>")
    assert str(draft.pk) in rows[0]
    rows = approver.get(DESK).content.decode().split("<tbody>")[1].split("</tr>")
    assert f"{waiting.pk}/review/" in rows[0]
    only = officer.get(f"{DESK}?state=proposed").content.decode()
    assert str(waiting.pk) in only
    assert str(draft.pk) not in only
    assert "这里还没有批次" not in only


def test_an_empty_desk_says_what_would_be_here(officer: Client) -> None:
    assert "这里还没有批次" in squeezed(text_of(officer.get(DESK)))


def test_every_problem_leads_to_its_field(people: District, officer: Client) -> None:
    made = bare(people, "qualification", "compute")
    page = officer.get(f"{DESK}{made.pk}/check/").content.decode()
    assert '<button class="btn btn-primary" type="submit" disabled>' in page
    links = re.findall(r'<li><a href="([^"]+)#([^"]+)">', page)
    assert len(links) == 4
    for address, field in links:
        assert f'id="{field}"' in officer.get(address).content.decode()
    go(officer.post(f"{DESK}{made.pk}/propose/"))
    assert Round.objects.get(pk=made.pk).state == Round.State.DRAFT


def test_the_approver_sees_what_differs_and_sends_it_back_with_a_reason(
    people: District, approver: Client
) -> None:
    made = cast.filled_round(people, parameters={"compute": {"compute_hardware": True}})
    rounds.propose(people.officer, made.pk)
    address = f"{DESK}{made.pk}/review/"
    page = approver.get(address).content.decode()
    assert '<td data-label="本批次" class="is-changed">是：服务器等硬件也算</td>' in page
    assert '<li class="is-changed">' in page
    sent = form(approver, address)
    refused = approver.post(f"{DESK}{made.pk}/decide/", sent | {"send_back": "on", "reason": ""})
    assert errors(refused) == ["审定：请写明退回的理由"]
    go(
        approver.post(
            f"{DESK}{made.pk}/decide/", sent | {"send_back": "on", "reason": "硬件不宜纳入"}
        )
    )
    assert "硬件不宜纳入" in text_of(enter(Client(), people.officer).get(f"{DESK}{made.pk}/"))


def test_publishing_wants_a_fresh_proof_of_who_one_is(people: District) -> None:
    made = rounds.propose(people.officer, cast.filled_round(people).pk)
    stale = enter(Client(), people.approver, confirmed=False)
    response = stale.post(
        f"{DESK}{made.pk}/decide/", {"publish": "on", "read": rounds.fingerprint(made)}
    )
    assert "/account/" in go(response)
    assert Round.objects.get(pk=made.pk).state == Round.State.PROPOSED


def test_an_approver_who_read_something_else_is_told(people: District, approver: Client) -> None:
    made = rounds.propose(people.officer, cast.filled_round(people).pk)
    response = approver.post(f"{DESK}{made.pk}/decide/", {"publish": "on", "read": "0" * 64})
    assert "请重新阅读" in errors(response)[0]


def test_an_amendment_is_proposed_and_approved_with_forms_alone(
    people: District, officer: Client, approver: Client
) -> None:
    made = cast.published_round(people)
    assert "要改哪些部分" in text_of(officer.get(f"{DESK}{made.pk}/amendments/new/"))
    address = (
        f"{DESK}{made.pk}/amendments/new/?part=basics&part=compute&part=readings&part=contacts"
    )
    sent: dict[str, Any] = form(officer, address) | {
        "part": ["basics", "compute", "readings", "contacts"]
    }
    response = officer.post(address, sent | {"reason": "因故"})
    assert "没有需要公告的修改" in errors(response)[0]
    later = (made.closes_at + timedelta(days=9)).astimezone(clock.SHANGHAI)
    wrong = officer.post(address, sent | {"basics--closes_on": "2001-01-01", "reason": ""})
    assert (
        'href="#basics--closes_on"' in wrong.content.decode()
        or 'href="#reason"' in wrong.content.decode()
    )
    sent |= {
        "basics--closes_on": f"{later:%Y-%m-%d}", "compute--reading-compute_hardware": "yes", "reason": "因系统维护",
    }  # fmt: skip
    response = officer.post(address, sent)
    assert 'href="#compute--reason-compute_hardware"' in response.content.decode()
    went = go(officer.post(address, sent | {"compute--reason-compute_hardware": "研究决定"}))
    assert went == f"{DESK}{made.pk}/amendments/1/"
    page = squeezed(text_of(approver.get(went)))
    assert "口径“算力费用含硬件”否：只算算力服务和租用是：服务器等硬件也算" in page
    refused = approver.post(f"{went}decide/", {"refuse": "on", "reason": ""})
    assert errors(refused) == ["审定：请写明理由"]
    go(approver.post(f"{went}decide/", {"approve": "on"}))
    assert Amendment.objects.get().state == Amendment.State.APPROVED
    assert rounds.terms(cast.measure_in(made)).value("compute_hardware") is True


def test_a_round_is_copied_and_given_up_in_one_click(people: District, officer: Client) -> None:
    old = cast.published_round(people)
    went = go(officer.post(f"{DESK}{old.pk}/clone/"))
    made = Round.objects.get(cloned_from=old)
    assert went == f"{DESK}{made.pk}/"
    assert "复制自" in text_of(officer.get(went))
    assert go(officer.post(f"{DESK}{made.pk}/discard/")) == DESK
    assert officer.get(went).status_code == 404


PAGES = [
    "", "new/", "{}/", "{}/edit/basics/", "{}/measures/compute/", "{}/check/", "{}/review/", "{}/amendments/new/",
]  # fmt: skip
POSTS = ["propose", "take-back", "repin", "clone", "discard", "decide"]


@pytest.mark.parametrize("address", PAGES)
def test_the_desk_does_not_exist_for_others(people: District, client: Client, address: str) -> None:
    made = cast.filled_round(people)
    full = f"{DESK}{address.format(made.pk)}"
    assert client.get(full).status_code == 302
    for other in (people.applicant, people.centre, people.auditor):
        assert enter(Client(), other).get(full).status_code == 404


@pytest.mark.parametrize("step", POSTS)
def test_a_step_is_no_page_and_not_for_others(
    people: District, officer: Client, approver: Client, step: str
) -> None:
    made = cast.filled_round(people)
    address = f"{DESK}{made.pk}/{step}/"
    mine, other = (approver, officer) if step == "decide" else (officer, approver)
    assert mine.get(address).status_code == 405
    assert other.post(address).status_code == 404
    assert enter(Client(), people.applicant).post(address).status_code == 404
    assert Round.objects.get(pk=made.pk).state == Round.State.DRAFT


def test_sections_that_do_not_exist_are_not_there(people: District, officer: Client) -> None:
    made = cast.filled_round(people)
    for address in ("edit/nothing/", "measures/rnd/", "measures/basics/", "amendments/1/"):
        assert officer.get(f"{DESK}{made.pk}/{address}").status_code == 404


def test_what_is_proposed_leads_back_to_the_round(people: District, officer: Client) -> None:
    made = rounds.propose(people.officer, cast.filled_round(people).pk)
    for address in ("edit/basics/", "measures/compute/", "amendments/new/"):
        assert go(officer.get(f"{DESK}{made.pk}/{address}")) == f"{DESK}{made.pk}/"


def test_an_older_rule_version_is_said_and_can_be_left(people: District, officer: Client) -> None:
    made = cast.filled_round(people)
    Round.objects.filter(pk=made.pk).update(policy_version="0" * 64)
    assert "改用现行版本" in text_of(officer.get(f"{DESK}{made.pk}/"))
    go(officer.post(f"{DESK}{made.pk}/repin/"))
    assert "改用现行版本" not in text_of(officer.get(f"{DESK}{made.pk}/"))


@pytest.mark.parametrize(
    "address", ["", "{}/", "{}/edit/readings/", "{}/measures/compute/", "{}/check/"]
)
def test_the_desk_asks_the_database_little(
    people: District,
    officer: Client,
    address: str,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    made = cast.filled_round(people, measures=("compute", "rnd", "office-rent"))
    for _ in range(4):
        rounds.clone(people.officer, made.pk)
    assert organisations.centres().count() == 2
    with django_assert_max_num_queries(15):
        assert officer.get(f"{DESK}{address.format(made.pk)}").status_code == 200
