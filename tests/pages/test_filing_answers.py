"""Question pages: prefilled, saved while one types, kept as typed, and merged where two write the same."""

import html
import json
import re

import pytest
from django.test import Client

from duixian.applications import casework, drafts
from duixian.applications.models import Application, RoundMeasure
from duixian.audit.models import Entry
from duixian.parties.models import Profile
from tests.applications import cast, filing
from tests.applications.cast import District
from tests.pages.conftest import Response, text_of
from tests.pages.signed import enter, errors, go, send, told

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}


@pytest.fixture
def district() -> District:
    return cast.district()


@pytest.fixture
def measure(district: District) -> RoundMeasure:
    return cast.measure_in(cast.published_round(district))


@pytest.fixture
def draft(district: District, measure: RoundMeasure) -> Application:
    return filing.begun(district.applicant, measure)


@pytest.fixture
def mine(client: Client, district: District) -> Client:
    return enter(client, district.applicant)


@pytest.fixture
def theirs(district: District) -> Client:
    return enter(Client(), district.owner)


def form(draft: Application, page: str = "form/compute/") -> str:
    return f"/my/applications/{draft.pk}/{page}"


def type_(client: Client, address: str, version: int | str, **fields: object) -> Response:
    """What htmx sends while one types: the fields of the page, and which of them it asked."""
    asked = [name for name in fields if name != "declared"]
    response: Response = client.post(
        address, {"version": version, "asked": asked, **fields}, headers=LIVE
    )
    assert response.status_code == 200
    assert "<html" not in response.content.decode()
    return response


def token(response: Response) -> int:
    found = re.search(r'id="version"[^>]*value="(\d+)"', response.content.decode())
    assert found
    return int(found[1])


def test_what_the_profile_holds_is_shown_and_not_asked(mine: Client, draft: Application) -> None:
    page = mine.get(form(draft, "form/applicant/"))
    said = told(page)
    assert "已有的信息，不用再填" in said
    assert said.count("来自单位资料") == 4
    assert 'name="registered_on"' not in page.content.decode()
    assert 'name="breaches"' in page.content.decode()
    again = mine.get(form(draft, "form/applicant/?ask=registered_on")).content.decode()
    assert 'name="registered_on" value="2025-03-01"' in again
    assert "在本次申报中改填" in again


def test_saving_a_page_clears_nothing_that_it_did_not_ask(
    mine: Client, district: District, draft: Application
) -> None:
    address = form(draft, "form/applicant/")
    go(send(mine, address, version=1, asked="breaches", breaches="none"))
    answers = filing.fresh(draft).answers
    assert answers == {**filing.FIRM, "breaches": []}


def test_each_keystroke_s_save_moves_the_token_and_the_panel(
    mine: Client, draft: Application
) -> None:
    first = type_(mine, form(draft), 1, compute_cost="100万")
    assert token(first) == 2
    assert 'hx-swap-oob="true"' in first.content.decode()
    said = told(first)
    assert "已自动保存" in said
    assert "读作：1,000,000.00元（100万元）" in said
    second = type_(mine, form(draft), token(first), compute_cost="200万")
    assert token(second) == 3
    assert filing.fresh(draft).answers["compute_cost"] == "2000000.00"
    assert token(type_(mine, form(draft), 3, compute_cost="2000000")) == 3
    assert Entry.objects.filter(action="application.save").count() == 1


def test_what_can_t_be_read_stays_as_typed_with_what_to_do(
    mine: Client, draft: Application
) -> None:
    live = type_(mine, form(draft), 1, compute_cost="一百万")
    assert "一百万" in told(live)
    assert "field-error" in live.content.decode()
    page = mine.get(form(draft))
    assert 'value="一百万"' in page.content.decode()
    assert "field-error" in page.content.decode()
    whole = send(
        mine, form(draft), version=token(live), asked="compute_cost", compute_cost="壹佰万"
    )
    assert whole.status_code == 200
    assert len(errors(whole)) == 1
    assert 'value="壹佰万"' in whole.content.decode()
    assert filing.fresh(draft).answers["compute_cost"] == "壹佰万"


def test_records_come_back_as_they_were_typed(mine: Client, draft: Application) -> None:
    address = form(draft, "form/applicant/")
    sent = {"breaches": "some", "breaches-1-on": "去年", "breaches-2-on": "2025-01-01"}
    page = send(mine, address, version=1, asked="breaches", **sent)
    assert errors(page)
    body = mine.get(address).content.decode()
    assert 'name="breaches-1-on" value="去年"' in body
    assert 'name="breaches-2-on" value="2025-01-01"' in body
    go(send(mine, address, version=2, asked="breaches", **{**sent, "breaches-1-on": "2024-05-01"}))
    assert [one["on"] for one in filing.fresh(draft).answers["breaches"]] == [
        "2024-05-01",
        "2025-01-01",
    ]


def test_some_without_any_record_is_kept_and_said(mine: Client, draft: Application) -> None:
    address = form(draft, "form/applicant/")
    page = send(mine, address, version=1, asked="breaches", breaches="some")
    assert errors(page)
    assert re.search(r'value="some" checked', mine.get(address).content.decode())


def test_the_plain_form_leads_from_page_to_page(mine: Client, draft: Application) -> None:
    home = f"/my/applications/{draft.pk}/"
    assert (
        go(send(mine, form(draft, "form/applicant/"), version=1, asked="breaches", breaches="none"))
        == f"{home}form/compute/"
    )
    assert (
        go(send(mine, form(draft), version=2, asked="compute_cost", compute_cost="5"))
        == f"{home}lines/"
    )
    assert (
        go(send(mine, form(draft), version=3, asked="compute_cost", compute_cost="5", then="tasks"))
        == home
    )


def test_two_colleagues_in_different_fields_are_put_together(
    mine: Client, theirs: Client, draft: Application
) -> None:
    go(send(theirs, form(draft, "form/applicant/"), version=1, asked="breaches", breaches="none"))
    live = type_(mine, form(draft), 1, compute_cost="100万")
    assert live.headers["X-Changed-By-Others"] == "breaches"
    answers = filing.fresh(draft).answers
    assert answers["compute_cost"] == "1000000.00"
    assert answers["breaches"] == []


def test_a_colleague_s_value_replaces_the_old_one_on_my_page_before_i_can_send_it_back(
    mine: Client, theirs: Client, draft: Application
) -> None:
    page = form(draft, "form/applicant/")
    go(send(theirs, page, version=1, asked=["field"], field="games"))
    live = type_(mine, page, 1, field="ai", breaches="none")
    said = told(live)
    assert "方大明刚刚修改了“所属领域”，已在本页更新" in said
    assert 'id="asked-field" hx-swap-oob="true"' in live.content.decode()
    assert 'value="games" selected' in live.content.decode()
    assert filing.fresh(draft).answers["field"] == "games"


def test_the_same_field_stops_the_autosave_and_asks(
    mine: Client, theirs: Client, draft: Application
) -> None:
    type_(theirs, form(draft), 1, compute_cost="300万")
    live = type_(mine, form(draft), 1, compute_cost="100万")
    assert "data-clash" in live.content.decode()
    assert 'id="version"' not in live.content.decode()
    assert "方大明刚刚也修改了“算力费用”" in told(live)
    assert filing.fresh(draft).answers["compute_cost"] == "3000000.00"


def merged(page: Response, **choices: str) -> dict[str, object]:
    """The merge screen as a browser sends it."""
    body = page.content.decode()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body)
    fields: dict[str, object] = {
        name: html.unescape(value) for name, value in hidden if name != "csrfmiddlewaretoken"
    }
    return fields | {f"choice-{name}": value for name, value in choices.items()}


@pytest.mark.parametrize(("choice", "kept"), [("mine", "1000000.00"), ("theirs", "3000000.00")])
def test_the_merge_screen_shows_all_three_and_keeps_what_is_chosen(
    *, mine: Client, theirs: Client, draft: Application, choice: str, kept: str
) -> None:
    type_(theirs, form(draft), 1, compute_cost="300万")
    page = send(mine, form(draft), version=1, asked="compute_cost", compute_cost="100万")
    assert page.status_code == 409
    said = text_of(page)
    for part in ("原来： （未填写）", "1,000,000.00元（100万元）", "3,000,000.00元（300万元）"):
        assert part in said or part.replace("（未填写）", "（空）") in said, part
    address = f"/my/applications/{draft.pk}/merge/"
    undecided = send(mine, address, **merged(page))
    assert errors(undecided) == ["算力费用：请选择用哪一个"]
    assert filing.fresh(draft).answers["compute_cost"] == "3000000.00"
    assert go(send(mine, address, **merged(page, compute_cost=choice))) == form(draft)
    assert filing.fresh(draft).answers["compute_cost"] == kept


def test_a_third_change_during_the_merge_asks_again(
    mine: Client, theirs: Client, draft: Application
) -> None:
    type_(theirs, form(draft), 1, compute_cost="300万")
    page = send(mine, form(draft), version=1, asked="compute_cost", compute_cost="100万")
    type_(theirs, form(draft), 2, compute_cost="400万")
    again = send(mine, f"/my/applications/{draft.pk}/merge/", **merged(page, compute_cost="mine"))
    assert again.status_code == 409
    assert "4,000,000.00元" in told(again)
    assert filing.fresh(draft).answers["compute_cost"] == "4000000.00"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "１", "99"])
def test_a_version_that_is_none_overwrites_nothing(
    mine: Client, theirs: Client, draft: Application, version: str
) -> None:
    type_(theirs, form(draft), 1, compute_cost="300万")
    page = send(mine, form(draft), version=version, asked="compute_cost", compute_cost="100万")
    assert page.status_code in {200, 409}
    assert "100万" in page.content.decode()
    assert filing.fresh(draft).answers["compute_cost"] == "3000000.00"


def test_merging_takes_no_strange_fields_or_values(mine: Client, draft: Application) -> None:
    address = f"/my/applications/{draft.pk}/merge/"
    sent = {"version": 1, "field": ["password", "compute_cost"], "choice-compute_cost": "mine"}
    for value in ("[" * 5000, "x", json.dumps({"a": [1]}), json.dumps("5")):
        assert mine.post(address, {**sent, "mine-compute_cost": value}).status_code in {302, 409}
    assert "password" not in filing.fresh(draft).answers


def test_no_such_section_is_not_there(mine: Client, draft: Application) -> None:
    for page in (
        "form/rnd/",
        "form/nothing/",
        "lines/1/",
        "lines/0/",
        "lines/99999999999999999999/",
    ):
        assert mine.get(form(draft, page)).status_code == 404


def test_a_profile_that_changed_is_pointed_out(
    mine: Client, district: District, draft: Application
) -> None:
    profile = Profile.objects.get()
    profile.answers = {**profile.answers, "field": "games"}
    profile.save()
    page = mine.get(form(draft, "form/applicant/"))
    assert "与单位信息中的不一致" in told(page)
    assert 'name="field"' in page.content.decode()


def test_one_application_for_each_product_asks_which(client: Client, district: District) -> None:
    one = cast.measure_in(
        cast.published_round(district, measures=("game-licence",)), "game-licence"
    )
    filing.profiled(district.applicant.organisation)
    enter(client, district.applicant)
    address = f"/my/applications/start/{one.pk}/"
    assert "哪一款" in told(client.get(address))
    assert errors(send(client, address))
    go(send(client, address, **{"case-subject": "山海"}))
    made = Application.objects.get()
    page = client.get(f"/my/applications/{made.pk}/form/{one.measure}/")
    assert 'value="山海"' in page.content.decode()
    go(send(client, address, **{"case-subject": "云海"}))
    second = Application.objects.exclude(pk=made.pk).get()
    taken = send(
        client,
        f"/my/applications/{second.pk}/form/{one.measure}/",
        version=1,
        **{"case-subject": "山海"},
    )
    assert "同一内容已有另一件申报" in errors(taken)[0]
    assert 'value="山海"' in taken.content.decode()
    assert filing.fresh(second).subject == "云海"


# --- other support


def test_other_support_is_declared_as_none_or_row_by_row(mine: Client, draft: Application) -> None:
    address = form(draft, "support/")
    assert errors(send(mine, address, version=1))
    go(send(mine, address, version=1, declared="none"))
    assert filing.fresh(draft).other_support == []
    row = {
        "0-source": "city",
        "0-matter": "算力券",
        "0-same": "yes",
        "0-amount": "10万",
        "0-year": "2025",
        "0-state": "received",
    }
    assert go(send(mine, address, version=2, declared="some", rows=1, **row)).endswith("/evidence/")
    kept = filing.fresh(draft).other_support
    assert kept is not None
    assert kept[0]["matter"] == "算力券"
    page = mine.get(address)
    assert 'value="算力券"' in page.content.decode()


def test_rows_of_support_are_added_taken_away_and_kept_as_typed(
    mine: Client, draft: Application
) -> None:
    address = form(draft, "support/")
    row = {
        "0-source": "city",
        "0-matter": "算力券",
        "0-same": "no",
        "0-amount": "十万",
        "0-year": "25",
        "0-state": "",
    }
    more = send(mine, address, version=1, declared="some", rows=1, act="add", **row)
    assert 'name="rows" value="2"' in more.content.decode()
    assert 'value="十万"' in more.content.decode()
    assert filing.fresh(draft).other_support is None
    wrong = send(mine, address, version=1, declared="some", rows=2, **row)
    assert len(errors(wrong)) == 3
    assert 'value="十万"' in wrong.content.decode()
    assert 'id="f-0-amount"' in wrong.content.decode()
    fewer = send(mine, address, version=2, declared="some", rows=1, act="remove-0", **row)
    assert 'value="十万"' not in fewer.content.decode()
    assert errors(send(mine, address, version=2, declared="some", rows=1)) == [
        "其他财政支持：请至少填写一条；没有的选“没有”"
    ]


def test_support_is_saved_while_one_types_and_merged(
    mine: Client, theirs: Client, draft: Application
) -> None:
    address = form(draft, "support/")
    first = type_(
        mine, address, 1, declared="some", rows=1, **{"0-matter": "算力券", "0-amount": "5"}
    )
    assert token(first) == 2
    blank = type_(theirs, address, 2, declared="some", rows=1)
    assert filing.fresh(draft).other_support in (None, []) or "data-clash" not in told(blank)
    type_(theirs, address, token(blank), declared="none")
    clash = type_(
        mine, address, 2, declared="some", rows=1, **{"0-matter": "算力券二", "0-amount": "5"}
    )
    assert "data-clash" in clash.content.decode()
    page = send(
        mine,
        address,
        version=2,
        declared="some",
        rows=1,
        **{"0-matter": "算力券二", "0-amount": "5"},
    )
    assert page.status_code == 409
    assert "算力券二" in told(page)
    assert "没有其他支持" in told(page)
    go(
        send(
            mine, f"/my/applications/{draft.pk}/merge/", **merged(page, **{"other-support": "mine"})
        )
    )
    kept = filing.fresh(draft).other_support
    assert kept is not None
    assert kept[0]["matter"] == "算力券二"


def test_a_draft_that_somebody_ended_refuses_and_keeps_the_text(
    mine: Client, district: District, draft: Application
) -> None:
    casework.take(district.owner, draft.pk, "discard")
    live = type_(mine, form(draft), 1, compute_cost="100万")
    assert "没有保存" in told(live)
    assert drafts.amendments_since(draft) == []
