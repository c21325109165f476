"""我的申报: the list, the start page, the task list; who else comes finds nothing."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from duixian.applications import casework, drafts, rounds, states
from duixian.applications.models import Application, RoundMeasure
from duixian.credit.screening import Purpose, explain, hits, screen
from duixian.portal.filing import groups
from tests.applications import cast, filing
from tests.applications.cast import District
from tests.credit.cast import NOON, TODAY, entered, source
from tests.pages.conftest import FIRM
from tests.pages.signed import enter, errors, go, send, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return cast.district()


@pytest.fixture
def measure(district: District) -> RoundMeasure:
    return cast.measure_in(cast.published_round(district))


@pytest.fixture
def draft(district: District, measure: RoundMeasure) -> Application:
    return filing.begun(district.applicant, measure)


PAGES = ("", "lines/", "support/", "form/applicant/", "form/compute/", "lines/template.xlsx")


def test_an_empty_list_says_what_to_do(client: Client, district: District) -> None:
    enter(client, district.applicant)
    said = told(client.get("/my/applications/"))
    assert "还没有申报" in said
    assert "选择批次，开始申报" in said
    assert "/my/applications/" in client.get("/my/").content.decode()


def test_the_start_page_tells_what_to_have_at_hand_and_the_button_begins(
    client: Client, district: District, measure: RoundMeasure
) -> None:
    enter(client, district.applicant)
    filing.profiled(district.applicant.organisation)
    address = f"/my/applications/start/{measure.pk}/"
    said = told(client.get(address))
    for part in ("申报智能算力资助", "请先备好", "截止时间", "谁可以申报", "最高可申请"):
        assert part in said
    begun = go(send(client, address))
    application = Application.objects.get()
    assert begun == f"/my/applications/{application.pk}/"
    assert application.answers["kind"] == "enterprise"
    again = client.get(address)
    assert "已有一件正在办理" in told(again)
    assert '<button class="btn btn-primary btn-large"' not in again.content.decode()
    assert "同一内容已有另一件申报" in errors(send(client, address))[0]


def test_the_calculator_s_answers_come_along(
    client: Client, district: District, measure: RoundMeasure
) -> None:
    query = f"{FIRM}&compute-compute_cost=2000万&compute-from-city=10万"
    result = client.get(f"/calculator/compute/result/?{query}")
    found = re.search(
        r'href="(/my/applications/start/[^"]+)">带着这些回答去申报', result.content.decode()
    )
    assert found
    address = found[1].replace("&amp;", "&")
    assert go(client.get(address)).startswith("/account/login/")
    enter(client, district.applicant)
    assert "测算时的" in told(client.get(address))
    go(send(client, address))
    application = Application.objects.get()
    assert application.answers["compute_cost"] == "20000000.00"
    assert application.answers["breaches"] == []
    assert application.other_support is not None
    assert application.other_support[0]["amount"] == "100000.00"


def test_the_result_offers_nothing_while_no_round_is_open(client: Client) -> None:
    result = client.get(f"/calculator/compute/result/?{FIRM}&compute-compute_cost=2000万")
    assert "带着这些回答去申报" not in told(result)


def test_the_task_list_says_how_each_part_stands(
    client: Client, district: District, draft: Application
) -> None:
    enter(client, district.applicant)
    page = client.get(f"/my/applications/{draft.pk}/")
    said = told(page)
    for part in (
        "任务清单",
        "单位情况",
        "还差1项",
        "费用明细",
        "待说明",
        "上传材料",
        "以前提交",
        "放弃草稿",
    ):
        assert part in said, part
    assert "签署承诺并提交还有" in said
    assert 'aria-disabled="true"' in page.content.decode()
    filing.completed(district.applicant, draft)
    said = told(client.get(f"/my/applications/{draft.pk}/"))
    assert "核对后签署提交" in said
    assert "已填齐" in said
    assert "测算上限300,000.00元" in said


def test_every_line_of_the_panel_leads_to_a_page_that_is_there(
    client: Client, district: District, draft: Application
) -> None:
    enter(client, district.applicant)
    filing.saved(
        district.applicant, draft, compute_cost="一百万", **{"other-support": [{"matter": "x"}]}
    )
    page = client.get(f"/my/applications/{draft.pk}/").content.decode()
    links = re.findall(
        r'href="([^"]+)"', page.partition('id="panel"')[2].partition("</section>")[0]
    )
    assert len(links) > 6
    for link in links:
        response = client.get(link.partition("#")[0])
        assert response.status_code in {200, 302}, link
        anchor = link.partition("#")[2]
        if anchor and response.status_code == 200:
            assert f'id="{anchor}"' in response.content.decode(), link


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_there_for_its_enterprise_and_for_nobody_else(
    client: Client, district: District, draft: Application, page: str
) -> None:
    address = f"/my/applications/{draft.pk}/{page}"
    assert go(client.get(address)).startswith("/account/login/")
    for seen in (district.applicant, district.owner):
        assert enter(Client(), seen).get(address).status_code == 200
    others = (
        district.stranger,
        district.centre,
        district.officer,
        district.auditor,
        district.approver,
    )
    for other in others:
        assert enter(Client(), other).get(address).status_code == 404
        assert enter(Client(), other).post(address).status_code in {404, 405}


def test_what_was_submitted_is_listed_with_its_number_and_is_not_editable(
    client: Client, district: District, measure: RoundMeasure
) -> None:
    done = filing.submitted(district.applicant, measure)
    enter(client, district.applicant)
    said = told(client.get("/my/applications/"))
    assert done.number
    for part in ("查看回执", "待形式审查", done.number, "300,000.00", "30万元"):
        assert part in said
    assert done.number not in told(client.get("/my/applications/?state=draft"))
    home = f"/my/applications/{done.pk}/"
    said = told(client.get(home))
    assert "撤回修改" in said
    assert "任务清单" not in said
    for page in ("support/", "form/compute/", "lines/1/"):
        assert go(client.get(f"{home}{page}")) == home
    assert client.get(f"{home}lines/").status_code == 200
    send(
        client, f"{home}form/compute/", asked="compute_cost", compute_cost="5", version=done.version
    )
    assert filing.fresh(done).answers == done.answers


def test_a_discarded_draft_says_that_it_is_over(
    client: Client, district: District, draft: Application
) -> None:
    casework.take(district.applicant, draft.pk, "discard")
    enter(client, district.applicant)
    assert "已经办结" in told(client.get(f"/my/applications/{draft.pk}/"))


def test_an_amendment_is_shown_to_a_draft(
    client: Client, district: District, draft: Application
) -> None:
    found = draft.round_measure
    materials = [*found.materials, {"name": "算力合同", "required": True, "max": 3, "note": ""}]
    made = rounds.amend(
        district.officer, found.round_id, reason="补充材料要求", changes={found.measure: {"materials": materials}}
    )  # fmt: skip
    rounds.approve_amendment(district.approver, found.round_id, made.number)
    enter(client, district.applicant)
    said = told(client.get(f"/my/applications/{draft.pk}/"))
    assert "补充材料要求" in said
    assert drafts.amendments_since(draft)


def test_an_official_fills_in_what_their_office_types_from_paper(
    client: Client, district: District, measure: RoundMeasure
) -> None:
    filing.profiled(district.applicant.organisation)
    made = drafts.start(district.centre, measure, applicant=district.applicant.organisation)
    home = f"/my/applications/{made.pk}/"
    assert "代为录入" in told(enter(client, district.centre).get(home))
    assert enter(Client(), district.officer).get(home).status_code == 404


def test_a_page_asks_the_database_few_questions(
    client: Client,
    district: District,
    draft: Application,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    filing.completed(district.applicant, draft, lines=[filing.LINE | {"amount": "1"}] * 60)
    enter(client, district.applicant)
    for page in ("", "lines/", "support/", "form/applicant/", "form/compute/"):
        client.get(f"/my/applications/{draft.pk}/{page}")
        with django_assert_max_num_queries(15):
            client.get(f"/my/applications/{draft.pk}/{page}")
    with django_assert_max_num_queries(15):
        client.get("/my/applications/")


def test_the_list_stands_in_a_handful_of_groups_with_counts(
    client: Client, district: District, measure: RoundMeasure
) -> None:
    assert {state for one in groups.GROUPS for state in one.states} == set(states.BY_ID)
    assert sum(len(one.states) for one in groups.GROUPS) == len(states.BY_ID)
    case = filing.submitted(district.applicant, measure)
    enter(client, district.applicant)
    said = told(client.get("/my/applications/"))
    assert ("办理中1" in said, "草稿" in said, "待您处理" in said) == (True, False, False)
    for state in states.BY_ID:
        Application.objects.filter(pk=case.pk).update(state=state)
        group = groups.named(state)
        assert group is not None, state
        assert f"{group.name}1" in told(client.get("/my/applications/")), state
        assert str(case.number) in told(client.get(f"/my/applications/?state={group.id}")), state
        assert str(case.number) in told(client.get(f"/my/applications/?state={state}")), state
    assert "没有草稿" in told(client.get("/my/applications/?state=draft"))
    assert str(case.number) in told(client.get("/my/applications/?state=x"))


def test_a_credit_record_that_nobody_explained_waits_for_the_applicant(
    client: Client, district: District, measure: RoundMeasure
) -> None:
    case = filing.submitted(district.applicant, measure)
    Application.objects.filter(pk=case.pk).update(state=states.REVIEWING)
    firm, subject = case.applicant, casework.subject_of(case.pk)
    assert firm.code is not None
    entered(district.officer, source(), code=firm.code)
    screened = (district.officer, subject, firm)
    screen(*screened, submitted_on=TODAY, now=NOON, purpose=Purpose.FILING)
    enter(client, district.applicant)
    page = client.get("/my/applications/?state=yours")
    assert f'href="/my/applications/{case.pk}/credit/"' in page.content.decode()
    assert ("待您处理1" in told(page), "办理中" in told(page)) == (True, False)
    explain(district.applicant, hits(subject)[0].pk, "已经修复", subject=subject, now=NOON)
    said = told(client.get("/my/applications/"))
    assert ("待您处理" in said, "办理中1" in said) == (False, True)
