"""此前已获、已支持年数、未验收项目: what earlier grants say of each measure, under each reading. No database."""

from dataclasses import replace
from typing import Any

import pytest

from duixian import policy
from duixian.applications.earlier import facts
from duixian.applications.earlier.facts import (
    Given,
    Wanted,
    derive,
    kind_of,
    kinds_of,
    same_subject,
)
from duixian.kernel.money import Money
from duixian.policy import Measure

WAN = 1_000_000
YES: dict[str, Any] = {facts.COUNTS: True}
NO: dict[str, Any] = {facts.COUNTS: False}


def measure(id_: str) -> Measure:
    return policy.library().policies[0].measure(id_)


def given(measure_: str, wan: int = 0, **more: Any) -> Given:
    return Given(
        measure=measure_, subject=more.pop("subject", ""), year=more.pop("year", 2023), amount=Money(wan * WAN), **more
    )  # fmt: skip


def wanted(id_: str, subject: str = "", /, **readings: Any) -> Wanted:
    return Wanted(
        measure=measure(id_), subject=subject, round="2026-1", year=2026,
        readings={"cap_scope": "qualification", "exhibition_scope": "round", **readings},
    )  # fmt: skip


def test_earlier_versions_count_only_where_the_round_says_so() -> None:
    had = [given("settle", 300), given("settle", 200, year=2021)]
    assert derive(had, wanted("settle", **NO)) == {"granted_before": "0.00"}
    assert derive(had, wanted("settle")) == {"granted_before": "0.00"}  # the default of the policy
    assert derive(had, wanted("settle", **YES)) == {"granted_before": "5000000.00"}


def test_what_this_policy_granted_always_counts() -> None:
    own = given("settle", 100, round="2025-1", year=2025)
    assert derive([own], wanted("settle", **NO)) == {"granted_before": "1000000.00"}


def test_only_the_same_measure_counts() -> None:
    had = [given("office-purchase", 300), given("", 90)]
    assert derive(had, wanted("settle", **YES)) == {"granted_before": "0.00"}


def test_support_years_add_up() -> None:
    had = [given("office-rent", 60, years=1), given("office-rent", 60, years=2, year=2021)]
    assert derive(had, wanted("office-rent", **YES)) == {"support_years": 3}
    assert derive(had, wanted("office-rent", **NO)) == {"support_years": 0}


def test_an_open_project_is_one_in_any_version() -> None:
    assert derive([given("rnd", 150, open=True)], wanted("rnd", **NO)) == {"open_project": True}
    assert derive([given("rnd", 150)], wanted("rnd", **YES)) == {"open_project": False}


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("qualification", "120000.00"),
        ("enterprise-life", "220000.00"),
        ("enterprise-round", "0.00"),
    ],
)
def test_the_limit_of_a_qualification_is_counted_as_the_round_reads_it(
    scope: str, expected: str
) -> None:
    had = [
        given("qualification", 12, subject="CMMI三级"),
        given("qualification", 10, subject="CISP"),
    ]
    asked = wanted("qualification", "CMMI", cap_scope=scope, **YES)
    assert derive(had, asked) == {"granted_before": expected}


def test_a_round_s_limit_counts_that_round_alone() -> None:
    had = [given("exhibition", 5, round="2026-1"), given("exhibition", 7, round="2025-1")]
    assert derive(had, wanted("exhibition")) == {"granted_before": "50000.00"}
    life = wanted("exhibition", exhibition_scope="life")
    assert derive(had, life) == {"granted_before": "120000.00"}


def test_a_game_is_not_another_game() -> None:
    had = [
        given("game-licence", 50, subject="《苏河风云》"),
        given("game-licence", 80, subject="苏河旧梦"),
    ]
    assert derive(had, wanted("game-licence", "苏河风云", **YES)) == {"granted_before": "500000.00"}
    assert derive(had, wanted("game-licence", "", **YES)) == {"granted_before": "0.00"}


def test_what_came_later_is_not_before() -> None:
    had = [given("settle", 100, year=2026), given("settle", 50, year=2027)]
    assert derive(had, wanted("settle", **YES)) == {"granted_before": "1000000.00"}
    assert derive(had, replace(wanted("settle", **YES), year=2025)) == {"granted_before": "0.00"}


def test_a_measure_that_asks_for_nothing_gets_nothing() -> None:
    assert derive([given("compute", 100)], wanted("compute", **YES)) == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CMMI3级", "cmmi"), ("\uff23\uff2d\uff2d\uff29 五级认证", "cmmi"), ("CS4", "cs"), ("涉密信息系统集成甲级资质", "secret-integration"),
        ("ICP 许可证", "icp-licence"), ("ICP备案", ""), ("信息技术服务运行维护服务能力成熟度二级", "itss"), ("CESSCN", "cesscn"),
        ("人工智能（大语言模型）上线备案", "llm-filing"), ("网络出版服务许可证", "publishing-licence"), ("高新技术企业", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_qualification_is_recognised_however_it_is_written(text: str, kind: str) -> None:
    assert kind_of(text, kinds_of(measure("qualification"))) == kind


def test_subjects_are_compared_folded() -> None:
    assert same_subject("《苏河风云》", "苏河风云 ", {})
    assert same_subject("苏河风云", "苏河风云手游版", {})
    assert not same_subject("苏河风云", "苏河旧梦", {})
    assert not same_subject("", "", {})
    kinds = kinds_of(measure("qualification"))
    assert same_subject("CMMI3级", "CMMI 5级", kinds)
    assert not same_subject("CS4", "CESSCN", kinds)


def test_an_application_is_about_what_it_chose() -> None:
    one = measure("qualification")
    assert facts.subject_of(one, "成熟度三级", {"qualification": "cmmi"}) == "CMMI"
    assert facts.subject_of(one, "成熟度三级", {}) == "成熟度三级"
    assert facts.subject_of(measure("settle"), "x", {"qualification": "cmmi"}) == "x"


def test_only_what_is_positively_known_is_filled_in() -> None:
    found = {"granted_before": "0.00", "support_years": 0, "open_project": False}
    assert facts.positive(found) == {}
    known = {"granted_before": "0.01", "support_years": 1, "open_project": True}
    assert facts.positive(known) == known
