"""一事项一页, and the list of all."""

from collections.abc import Callable

import pytest
from django.test import Client

from duixian import policy
from duixian.kernel.money import Money
from duixian.portal.chart import chart
from duixian.web.templatetags.duixian import brief, formula, without_id
from tests.pages.conftest import Response, squeezed, text_of

See = Callable[..., str]
CURRENT = policy.library().get("putuo-2024-3")
MEASURES = [measure.id for measure in CURRENT.measures]


def test_the_list_has_every_measure_with_clause_and_cap(see: See) -> None:
    shown = see("/policy/putuo-2024-3/measures/")
    for measure in CURRENT.measures:
        assert measure.name in shown
        assert measure.clause in shown
    assert "30%以内" in shown


def test_the_short_address_of_the_list_leads_to_the_policy_in_force(client: Client) -> None:
    assert client.get("/measures/").headers["Location"] == "/policy/putuo-2024-3/measures/"


@pytest.mark.parametrize("measure_id", MEASURES)
def test_a_measure_says_who_what_how_much_and_what_to_bring(see: See, measure_id: str) -> None:
    measure = CURRENT.measure(measure_id)
    shown = squeezed(see(f"/policy/putuo-2024-3/{measure_id}/"))
    said = [
        measure.name,
        measure.who,
        measure.quote,
        formula(measure.formula),
        measure.period,
        measure.plain,
    ]
    said += [*measure.evidence, *(one.name for one in measure.conditions)]
    said += [one.question for one in measure.parameters]
    assert [one for one in said if squeezed(one) not in shown] == []


@pytest.mark.parametrize("measure_id", MEASURES)
def test_every_worked_example_is_in_the_table(see: See, measure_id: str) -> None:
    shown = squeezed(see(f"/policy/putuo-2024-3/{measure_id}/"))
    for example in CURRENT.measure(measure_id).examples:
        assert squeezed(example.name) in shown


def test_a_formula_is_explained_in_the_words_that_it_uses(see: See) -> None:
    explained = {"carrier": (True, True), "compute": (True, False), "settle": (False, False)}
    for name, told in explained.items():
        shown = see(f"/policy/putuo-2024-3/{name}/")
        assert ("取其中最低的一个" in shown, "照所选的那一项取数" in shown) == told
    assert formula("取低(甲 × 30%, 20万元 - 乙)") == "取低（甲 × 30%，20万元 − 乙）"


def test_an_amount_with_many_decimals_in_wan_is_written_in_yuan() -> None:
    assert [brief(Money.yuan(one)) for one in ("4500000", "6666666.67", "12300")] == [
        "450万元",
        "6,666,666.67元",
        "1.23万元",
    ]


def test_a_reading_is_told_without_the_identifiers_of_programs(see: See) -> None:
    shown = see("/policy/putuo-2024-3/compute/")
    assert "每家企业每批次；每家企业每年；每家企业一次" in shown
    assert without_id("net-of-deductible 不含可以抵扣的进项税") == "不含可以抵扣的进项税"
    assert without_id("7天：超过的须重新核查") == "7天：超过的须重新核查"


def _knees(measure_id: str) -> list[tuple[str, str, str]]:
    drawn = chart(CURRENT.version, measure_id)
    assert drawn is not None
    return [(one.name, one.knee.contract(), one.most.contract()) for one in drawn.curves]


def test_the_chart_bends_where_thirty_per_cent_reaches_five_million() -> None:
    assert _knees("compute") == [("", "16666666.67", "5000000.00")]


def test_a_choice_that_changes_the_cap_draws_two_lines() -> None:
    assert [most for _, _, most in _knees("carrier")] == ["2000000.00", "1000000.00"]
    assert [knee for _, knee, _ in _knees("carrier")] == ["6666666.67", "3333333.34"]


def test_the_points_of_a_chart_are_the_engine_s_own() -> None:
    drawn = chart(CURRENT.version, "event-host")
    assert drawn is not None
    for row in drawn.rows:
        assert row.cells[0][0] == min(Money(row.spend.fen // 2), Money.yuan("2000000"))
    assert drawn.rows[-1].spend > drawn.curves[0].knee


@pytest.mark.parametrize("measure_id", ["settle", "qualification", "game-licence", "major-project"])
def test_a_ceiling_that_does_not_depend_on_spend_has_no_chart(
    client: Client, measure_id: str
) -> None:
    assert chart(CURRENT.version, measure_id) is None
    page = client.get(f"/policy/putuo-2024-3/{measure_id}/").content.decode()
    assert "chart.js" not in page


def test_trying_an_amount_answers_as_if_all_else_were_met(
    live: Callable[[str], Response],
) -> None:
    shown = squeezed(text_of(live("/policy/putuo-2024-3/compute/?compute-compute_cost=1000万")))
    assert "测算上限3,000,000.00元300万元" in shown
    assert "读作：10,000,000.00元（1,000万元）" in shown


def test_trying_nonsense_says_how_to_write_it(live: Callable[[str], Response]) -> None:
    shown = text_of(live("/policy/putuo-2024-3/compute/?compute-compute_cost=很多"))
    assert "金额“很多”无法识别" in shown
    assert "测算上限" not in shown


def test_trying_only_some_answers_says_that_more_are_needed(
    live: Callable[[str], Response],
) -> None:
    assert "还差几个问题" in text_of(
        live("/policy/putuo-2024-3/showcase/?showcase-self_used_rent=1万")
    )


def test_a_measure_opened_by_staff_says_that_nobody_applies_for_it(client: Client) -> None:
    page = client.get("/policy/putuo-2024-3/major-project/").content.decode()
    assert "不接受网上申报" in page
    assert "先试一试" not in page
    assert "现在测算" not in page


@pytest.mark.parametrize("address", ["/policy/putuo-2024-3/nothing/", "/policy/nowhere-1/compute/"])
def test_an_unknown_measure_is_not_found(see: See, address: str) -> None:
    assert "没有找到这个页面" in see(address, 404)
