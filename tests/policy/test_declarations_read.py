"""The form, the guide, the JSON Schema, the difference and the lint: each read off the same declarations."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from duixian.kernel.dates import chinese
from duixian.kernel.money import Money
from duixian.policy import (
    Library,
    Policy,
    compare,
    form,
    guide,
    library,
    lint,
    load,
    schema,
    wording,
)
from duixian.policy.facts import RATE_SCALE
from duixian.policy.model import Counted, Within
from duixian.policy.tree import Number
from duixian.policy.units import PLAIN, YUAN
from tests.policy.claims import SEEDS
from tests.policy.claims import claim as claim_of
from tests.policy.known import MEASURES, POLICIES, PUTUO
from tests.policy.test_controls import FOLDER, changed


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.id)
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_the_schema_accepts_every_claim_that_is_well_formed(policy: Policy, seed: int) -> None:
    measure = policy.measures[seed % len(policy.measures)]
    jsonschema.validate(claim_of(policy, measure, seed), schema.claim_schema(policy))


@pytest.mark.parametrize(
    "change",
    [
        {"on": "2026-3-2 "},
        {"measure": "nothing"},
        {"facts": {"compute_cost": 5}},
        {"facts": {"other": "1"}},
        {"extra": 1},
        {"overlap": "both"},
    ],
)
def test_the_schema_refuses_what_the_contract_refuses(change: dict[str, Any]) -> None:
    good = {
        "on": "2026-03-02",
        "measure": "compute",
        "applicant": {},
        "facts": {"compute_cost": "5"},
    }
    validator = jsonschema.Draft202012Validator(
        schema.claim_schema(PUTUO), format_checker=jsonschema.FormatChecker()
    )
    assert validator.is_valid(good)
    assert not validator.is_valid({**good, **change})


@pytest.mark.parametrize(("policy", "measure"), MEASURES, ids=lambda one: one.id)
def test_the_form_asks_for_every_fact_once_in_order(policy: Policy, measure: Any) -> None:
    asked = form.fields(policy, measure)
    assert [one.id for one in asked] == [fact.id for fact in (*policy.applicant, *measure.facts)]
    assert all(one.name and one.kind for one in asked)
    assert all(one.unit for one in asked if one.number)


@pytest.mark.parametrize(("policy", "measure"), MEASURES, ids=lambda one: one.id)
def test_a_form_has_a_page_for_the_applicant_and_one_for_the_measure(
    policy: Policy, measure: Any
) -> None:
    about, *own = form.sections(policy, measure)
    assert (about.id, about.facts) == (form.APPLICANT, policy.applicant)
    assert [one.title for one in own] == ([measure.name] if measure.facts else [])


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.id)
def test_a_fact_knows_the_clause_that_asks_for_it(policy: Policy) -> None:
    clauses = {one.clause for one in policy.paragraphs}
    assert all(fact.clause in clauses for fact in policy.applicant)
    for measure in policy.measures:
        assert {fact.clause for fact in measure.facts} <= {measure.clause}


def test_the_profile_asks_about_ten_questions() -> None:
    own = [fact for one in PUTUO.measures for fact in one.facts]
    asked = [fact for fact in (*PUTUO.applicant, *own) if fact.first]
    assert len(asked) == 10
    assert [fact.id for fact in asked if not fact.required] == ["arrived_on"]


def test_a_number_says_how_people_write_it() -> None:
    money, area = Number(YUAN, 100, 12_300), Number((("平方米", 1),), 100)
    rate, years = Number(PLAIN, RATE_SCALE, RATE_SCALE), Number((("年", 1),), 1, 99)
    assert [one.places for one in (money, area, rate, years)] == [2, 2, 4, 0]
    assert [one.top for one in (money, area, rate, years)] == [123, None, 100, 99]


def test_a_level_is_asked_for_where_the_qualification_has_levels() -> None:
    level = next(
        one for one in form.fields(PUTUO, PUTUO.measure("qualification")) if one.id == "level"
    )
    assert level.needed == (
        "qualification",
        frozenset({"secret-integration", "cs", "itss", "cmmi"}),
    )
    assert [one.id for one in level.choices_by["itss"]] == ["四", "三", "二", "一"]


def test_an_amount_had_before_says_within_what_it_is_counted() -> None:
    before = {one.id: one for one in PUTUO.measure("qualification").facts}["granted_before"]
    assert before.counted == Counted(
        reading="cap_scope", again=("qualification", "level"),
        within={"qualification": Within(facts=("qualification",)), "enterprise-round": Within(round=True),
                "enterprise-life": Within()},
    )  # fmt: skip
    counted = [one.id for one in PUTUO.measures if any(fact.counted for fact in one.facts)]
    assert counted == ["qualification", "exhibition"]


def test_words_that_name_a_reading_speak_of_the_default_or_of_what_was_chosen() -> None:
    measure = PUTUO.measure("qualification")
    before = next(fact for fact in measure.facts if fact.counted)
    assert (measure.cap_text, before.help[:16]) == (
        "每项资质20万元",
        "20万元的限额按“每项资质”计算",
    )
    chosen = {"资质资助限额的单位": "每家企业总共"}
    said = wording.measure_said(measure, chosen)
    assert (said.cap_text, said.id) == ("每家企业总共20万元", measure.id)
    assert said.facts[-1].help.startswith("20万元的限额按“每家企业总共”计算")
    assert said.facts[:-1] == measure.facts[:-1]
    compute = PUTUO.measure("compute")
    assert wording.measure_said(compute, {}) is compute


def test_what_an_officer_establishes_and_what_has_no_period_is_declared() -> None:
    records = next(fact for fact in PUTUO.applicant if fact.kind == "records")
    assert [part.id for part in records.fields if part.officer] == ["confirmed"]
    without = [one.id for one in PUTUO.measures if not one.takes_period]
    assert without == ["settle", "organisation", "carrier-startup"]
    asked = {one.subject for one in PUTUO.measures if one.subject}
    assert asked == {"哪一项资质", "哪一款游戏", "哪一个产品", "哪一场活动"}


def test_the_guide_names_every_measure_its_clause_and_its_evidence() -> None:
    text = guide.as_markdown(PUTUO)
    for measure in PUTUO.measures:
        assert f"## {measure.clause} {measure.name}（{measure.id}）" in text
        assert measure.quote in text
        assert all(item in text for item in measure.evidence)
    assert "不是承诺" in text


def test_the_guide_says_what_a_defined_word_means_and_since_when() -> None:
    text = guide.as_markdown(PUTUO)
    assert (
        "- **新引进或新设立**（三（一））：设立或迁入普陀区日期 在 [新引进起算日, 提交日]" in text
    )
    amended = next(one for one in POLICIES if any(word.amended for word in one.definitions))
    word = next(one for one in amended.definitions if one.amended)
    newer = word.amended[0]
    assert (
        f"（{word.clause}）：{word.text}\n  - 自{chinese(newer.since)}起（{newer.clause}）：{newer.text}"
        in guide.as_markdown(amended)
    )


def test_a_measure_without_a_limit_says_so() -> None:
    assert guide.cap_text(PUTUO.measure("major-project")) == "由区投资促进领导小组决定"
    assert guide.cap_text(replace(PUTUO.measure("major-project"), cap_text="")) == "没有写明限额"
    assert guide.cap_text(replace(PUTUO.measure("settle"), cap_text="")) == "500万元"


def test_caps_rates_and_instalments_are_read_off_the_rules() -> None:
    caps = {measure.id: measure.cap for measure in PUTUO.measures}
    assert caps["compute"] == Money.yuan("5000000")
    assert caps["carrier"] == Money.yuan("2000000")
    assert caps["major-project"] is None
    assert PUTUO.measure("office-purchase").rate_text == "2%"
    assert [measure.id for measure in PUTUO.measures if measure.instalments == 3] == [
        "settle",
        "office-purchase",
    ]


def test_a_policy_does_not_differ_from_itself() -> None:
    assert compare.differences(PUTUO, PUTUO) == []


def test_what_changes_is_told_clause_by_clause() -> None:
    newer = replace(
        PUTUO, number="普科合规范〔2027〕1号", measures=PUTUO.measures[1:], parameters=PUTUO.parameters[1:],
        paragraphs=PUTUO.paragraphs[:-2],
    )  # fmt: skip
    told = [str(one) for one in compare.differences(PUTUO, newer)]
    assert " 文号：普科合规范〔2024〕3号 → 普科合规范〔2027〕1号" in told
    assert "三（一） 删去事项：产业集聚资助" in told
    assert any(one.startswith("五（三） 删去原文") for one in told)
    assert any("删去口径" in one for one in told)
    assert any(
        str(one).startswith("三（一） 新增事项") for one in compare.differences(newer, PUTUO)
    )


def test_a_changed_formula_is_told_before_and_after(tmp_path: Path) -> None:
    # the same ceiling, written the other way round
    newer = load(
        changed(tmp_path, ("取低(算力费用 × 30%, 500万元)", "取低(500万元, 算力费用 × 30%)"))
    )
    told = [str(one) for one in compare.differences(PUTUO, newer)]
    assert told == [
        "三（六） 智能算力资助的测算上限：取低(算力费用 × 30%, 500万元) → 取低(500万元, 算力费用 × 30%)"
    ]


def test_the_product_policy_has_nothing_to_mend() -> None:
    assert lint.check(FOLDER) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (
            "费用: 算力费用\n上限: 取低(算力费用 × 30%, 500万元)",
            "上限: 500万元",
            "“算力费用”问了却没有用到",
        ),
        ("| 算力费用 | 结论", "| 算力费用 | 结果", "不认识的表头“结果”"),
    ],
)
def test_the_lint_tells_what_an_author_should_mend(
    before: str, after: str, says: str, tmp_path: Path
) -> None:
    folder = tmp_path / PUTUO.id
    text = (FOLDER / "policy.md").read_text("utf-8")
    assert before in text
    folder.mkdir()
    for name in ("source.txt", "questions.md"):
        (folder / name).write_bytes((FOLDER / name).read_bytes())
    (folder / "policy.md").write_text(text.replace(before, after), "utf-8")
    assert any(says in str(finding) for finding in lint.check(folder))


def test_a_limit_that_no_example_reaches_is_reported(tmp_path: Path) -> None:
    folder = changed(tmp_path)
    text = (folder / "policy.md").read_text("utf-8")
    kept = [
        line for line in text.splitlines() if not (line.startswith("|") and "| 10万元 |" in line)
    ]
    (folder / "policy.md").write_text("\n".join(kept), "utf-8")
    assert any(
        "科创团队运营经费”没有一个例子达到限额10万元" in str(one) for one in lint.check(folder)
    )


def test_a_reading_that_no_rule_uses_is_reported(tmp_path: Path) -> None:
    folder = changed(tmp_path)
    asked = folder / "questions.md"
    text = asked.read_text("utf-8")
    asked.write_text(text.replace("  用于: 流程", "  用于: 规则", 1), "utf-8")
    assert any("规则却没有用到" in str(one) for one in lint.check(folder))


def test_policies_are_found_by_name_and_by_the_day_they_are_in_force() -> None:
    older = replace(PUTUO, id="older", valid_from=date(2023, 1, 1), valid_to=date(2025, 6, 30))
    known = Library((PUTUO, older))
    assert known.in_force(date(2024, 1, 1)) is older
    assert known.in_force(date(2025, 3, 1)) is PUTUO  # the later of two in force
    assert known.in_force(date(2030, 1, 1)) is PUTUO
    assert known.get("older") is older
    with pytest.raises(KeyError):
        known.get("none")
    assert library() is library()
    json.dumps(schema.claim_schema(PUTUO))
