"""Countersigning, the keys of an overlap, the remark of 五（一） and a notice's results, as their pages ask for them."""

import pytest
from django.test import Client

from duixian.applications import publicity
from duixian.kernel import clock
from tests.applications import deciding
from tests.applications.cast import District, district
from tests.applications.filing import fresh
from tests.pages.signed import enter, errors, go, send, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> None:
    """The day that the clock has: these cases wait for notices to end."""


@pytest.fixture
def cast() -> District:
    return district()


def test_a_countersignature_is_recorded_on_its_page_and_shown_on_the_decisions(
    cast: District,
) -> None:
    case = deciding.proposed(
        cast, deciding.filed(cast, parameters={"": {"countersigners": "planning"}})
    )
    officer, tab = enter(Client(), cast.officer), f"/office/cases/{case.pk}/proposal/"
    act = f"/office/cases/{case.pk}/steps/countersign/"
    assert "区发展改革委：还没有会签" in told(officer.get(tab))
    assert act in officer.get(tab).content.decode()
    assert any(
        "会签文号" in one
        for one in errors(send(officer, act, seen=case.turn, agency="", document=""))
    )
    given = {
        "agency": "区发展改革委",
        "document": "普发改会3号",
        "signed_on": clock.today().isoformat(),
    }
    go(send(officer, act, seen=fresh(case).turn, **given))
    shown = told(officer.get(tab))
    assert "区发展改革委：普发改会3号" in shown
    assert "还没有会签" not in shown
    approver = enter(Client(), cast.approver)
    assert "还缺会签" not in told(approver.get(tab))


def test_the_proposal_shows_the_ratio_and_asks_for_the_remark(cast: District) -> None:
    case = deciding.checked(cast)
    deciding.researching(case, yuan=100_000)
    officer, tab = enter(Client(), cast.officer), f"/office/cases/{case.pk}/proposal/"
    page = told(officer.get(tab))
    assert "研发费用100,000.00元" in page
    assert "300.0%" in page  # the ceiling of 300,000 beside 100,000
    typed = {"seen": fresh(case).turn, "amount": "20万元", "reason": "符合三（六）"}
    page_ = send(officer, tab, **typed)
    assert any("超过2025年的研发费用" in one or "研发费用" in one for one in errors(page_))
    assert "符合三（六）" in page_.content.decode()
    go(send(officer, tab, **typed, advice_remark="处于研发投入期，仍予支持"))
    assert "综合评估说明：处于研发投入期，仍予支持" in told(officer.get(tab))


def test_premises_are_kept_on_the_overlap_tab_with_their_faults_by_field(cast: District) -> None:
    case = deciding.reviewing(cast)
    officer, tab = enter(Client(), cast.officer), f"/office/cases/{case.pk}/overlaps/"
    given = {
        "act": "key",
        "kind": "premises",
        "said": "金沙江路1628弄5号302室",
        "first_month": "2025-03",
    }
    page = send(officer, tab, seen=case.turn, **given)
    assert any("截止月份" in one for one in errors(page))
    assert "金沙江路1628弄5号302室" in page.content.decode()
    go(send(officer, tab, seen=fresh(case).turn, **given, last_month="2025-12"))
    assert "场地和月份：金沙江路1628弄5号302室，2025年3月至2025年12月" in told(officer.get(tab))
    row = case.match_keys.get()
    go(send(officer, tab, seen=fresh(case).turn, act="drop-key", key=row.pk))
    assert not case.match_keys.exists()


def test_results_are_published_after_the_notice_and_again_once_decided(cast: District) -> None:
    case = deciding.noticed(cast)
    notice = case.notice_items.get().notice
    desk, public = f"/office/notices/{notice.pk}/", f"/notices/{notice.pk}/"
    approver = enter(Client(), cast.approver)
    assert "期满后公布结果" in told(approver.get(desk))
    assert any("期满后公布结果" in one for one in errors(send(approver, f"{desk}results/")))
    assert Client().get(f"{public}results/").status_code == 404
    with deciding.after_notice(case):
        approver = enter(Client(), cast.approver)
        assert "1件还没有决定" in told(approver.get(desk))
        go(send(approver, f"{desk}results/"))
        assert "待决定" in told(Client().get(f"{public}results/"))
        deciding.decided(cast, case)
        assert "已公布的是“待决定”" in told(approver.get(desk))
        go(send(approver, f"{desk}results/"))
        said = told(Client().get(f"{public}results/"))
        assert "给予资助200,000.00元" in said
        assert "经纬" not in said
        assert "看每一项的结果" in told(Client().get(public))
        assert "公布的就是现在的结果" in told(approver.get(desk))
    notice.refresh_from_db()
    assert notice.state == "ended"


def test_a_case_that_came_back_from_an_objection_is_noticed_anew(cast: District) -> None:
    case = deciding.noticed(cast)
    item = case.notice_items.get()
    signed = publicity.Signed(name="黎明", contact="13900000000")
    objection = publicity.object_to(item.pk, signed=signed, text="算力由关联公司使用")
    deciding.take(cast.officer, case, "object")
    publicity.handle(
        cast.officer, objection.pk, result="upheld", finding="属实，部分由关联公司使用"
    )
    deciding.take(cast.approver, case, "overrule", reason="异议成立")
    deciding.take(cast.officer, case, "propose", amount="10万元", reason="核减后")
    deciding.take(cast.approver, case, "approve", **deciding.met())
    assert [one.pk for one in publicity.waiting(cast.officer, item.notice.round)] == [case.pk]
