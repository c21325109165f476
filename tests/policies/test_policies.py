"""Every policy loads, and its worked examples reach every condition, fact, reading and figure."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duixian.office.desks import DESKS
from duixian.policy import (
    Example,
    Library,
    Measure,
    Policy,
    PolicyErrors,
    answer_line,
    examples,
    library,
    load,
)
from duixian.policy.lint import check
from duixian.policy.model import OVERLAPS
from tests.oracle.assess_oracle import answer as by_the_contract

HERE = Path(__file__).resolve().parent
PUTUO_FOLDER = HERE.parents[1] / "policies" / "putuo-2024-3"
SOURCE = HERE.parents[1] / "src" / "duixian"
QINGHE_FOLDER = HERE / "qinghe-2026"
PUTUO, QINGHE = library().get("putuo-2024-3"), load(QINGHE_FOLDER)
FOLDERS = [PUTUO_FOLDER, QINGHE_FOLDER]
MEASURES = [(policy, measure) for policy in (PUTUO, QINGHE) for measure in policy.measures]
EACH_FOLDER = pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
EACH_POLICY = pytest.mark.parametrize("policy", [PUTUO, QINGHE], ids=lambda one: one.id)
EACH = pytest.mark.parametrize(("policy", "measure"), MEASURES, ids=lambda one: one.id)
EACH_OF_PUTUO = pytest.mark.parametrize("measure", PUTUO.measures, ids=lambda one: one.id)


def answered(policy: Policy, example: Example) -> dict[str, Any]:
    return answer_line(example.claim, Library((policy,)))


def every_example(policy: Policy) -> Iterator[Example]:
    for measure in policy.measures:
        yield from measure.examples


def failing(policy: Policy, found: list[Example]) -> set[str]:
    """The names of the conditions that some of these examples refuse or send to an officer."""
    steps = [step for one in found for step in answered(policy, one)["steps"]]
    marks = ("不符合。依据：", "须由经办人核实")
    return {
        step.split(" ", 1)[1].split("：")[0]
        for step in steps
        if any(mark in step for mark in marks)
    }


# --- the documents


@EACH_FOLDER
def test_a_check_finds_nothing_to_mend(folder: Path) -> None:
    assert [str(one) for one in check(folder)] == []


@EACH_POLICY
def test_every_example_comes_out_as_the_document_says(policy: Policy) -> None:
    assert examples.failures(policy, Library((policy,))) == []


@EACH_POLICY
def test_no_two_examples_are_called_the_same(policy: Policy) -> None:
    counts = Counter(one.name for one in every_example(policy))
    assert [name for name, count in counts.items() if count > 1 or not name] == []


@EACH_POLICY
def test_a_reading_is_about_clauses_that_there_are(policy: Policy) -> None:
    clauses = {paragraph.clause for paragraph in policy.paragraphs}
    strange = [(one.id, clause) for one in policy.parameters for clause in one.clauses]
    assert [pair for pair in strange if pair[1] not in clauses] == []
    assert len({one.id for one in policy.parameters}) == len(policy.parameters)


def test_every_paragraph_on_management_says_what_carries_it_out() -> None:
    about = [one for one in PUTUO.paragraphs if one.clause[:1] in ("四", "五")]
    assert len(about) >= 9
    assert [one.clause for one in about if not one.carried_out_by] == []
    here = ("政策原文", "政策测算", "首页", "工作台")
    assert [
        one.carried_out_by
        for one in about
        if "后续版本" not in one.carried_out_by
        and not any(page in one.carried_out_by for page in here)
    ] == []


def test_the_desks_that_carry_it_out_are_there() -> None:
    desks = {desk.name for desk in DESKS}
    named = [
        name
        for one in PUTUO.paragraphs
        for name in re.findall("“(.+?)”", one.carried_out_by.partition("工作台")[2])
    ]
    assert len(named) >= 9
    assert set(named) - desks == set()


def test_all_that_the_text_leaves_open_is_a_reading() -> None:
    kinds = Counter(one.kind for one in PUTUO.parameters)
    assert kinds["rule"] == 5
    assert kinds["process"] >= 50


@EACH_POLICY
def test_the_engine_knows_no_measure_by_name(policy: Policy) -> None:
    """A second policy needs no code, and the first has none of its own."""
    engine = [file for part in ("policy", "kernel") for file in (SOURCE / part).glob("*.py")]
    text = "".join(file.read_text("utf-8") for file in engine)
    assert len(engine) >= 20
    assert [one.name for one in policy.measures if one.name in text] == []


# --- what the examples reach


@EACH_OF_PUTUO
def test_a_measure_has_eight_examples(measure: Measure) -> None:
    assert len(measure.examples) >= 8


@pytest.mark.parametrize("measure", QINGHE.measures, ids=lambda one: one.id)
def test_a_measure_of_the_second_policy_has_five(measure: Measure) -> None:
    assert len(measure.examples) >= 5


@EACH
def test_each_condition_of_a_measure_refuses_some_example(policy: Policy, measure: Measure) -> None:
    own = {one.name for one in measure.conditions if one.clause == measure.clause}
    assert own - failing(policy, list(measure.examples)) == set()


@EACH_POLICY
def test_each_condition_of_all_measures_refuses_some_example(policy: Policy) -> None:
    common = {one.name for one in policy.measures[0].conditions}
    assert common - failing(policy, list(every_example(policy))) == set()


@EACH_OF_PUTUO
def test_each_fact_is_missing_from_some_example(measure: Measure) -> None:
    missing = {id_ for one in measure.examples for id_ in answered(PUTUO, one)["missing"]}
    assert {fact.id for fact in measure.facts} - missing == set()


def test_each_fact_of_the_applicant_is_missing_from_some_example() -> None:
    missing = {id_ for one in every_example(PUTUO) for id_ in answered(PUTUO, one)["missing"]}
    assert {fact.id for fact in PUTUO.applicant if not fact.absent} - missing == set()


@EACH_POLICY
def test_each_reading_of_the_rules_is_tried_both_ways(policy: Policy) -> None:
    claims = [one.claim for one in every_example(policy)]
    for reading in policy.rule_parameters:
        values = [claim["parameters"].get(reading.id) for claim in claims]  # type: ignore[attr-defined]
        assert None in values
        assert any(value is not None and value != reading.default for value in values), reading.id


@EACH_OF_PUTUO
def test_each_way_of_overlap_is_tried(measure: Measure) -> None:
    supported = [one.claim for one in measure.examples if one.claim["other_support"]]
    tried = {claim.get("overlap", measure.overlap) for claim in supported}
    assert tried == set(OVERLAPS)


@pytest.mark.parametrize(
    "measure", [one for one in PUTUO.measures if one.rates], ids=lambda one: one.id
)
def test_a_cap_is_tried_at_its_knee_and_a_fen_below_and_above(measure: Measure) -> None:
    """Among the examples are three costs a fen apart, of which the first alone stays below the cap."""
    assert measure.cap is not None
    reached = [
        (one.claim, answered(PUTUO, one)["ceiling"])
        for one in measure.examples
        if one.claim["on"] == "2026-03-02"
    ]
    below = f"{(measure.cap.fen - 1) // 100}.{(measure.cap.fen - 1) % 100:02d}"
    assert [ceiling for _, ceiling in reached].count(below) >= 1
    assert [ceiling for _, ceiling in reached].count(measure.cap.contract()) >= 2


def test_the_examples_agree_with_an_oracle_that_knows_only_the_contract() -> None:
    compared = 0
    for one in every_example(PUTUO):
        parameters = one.claim["parameters"]
        assert isinstance(parameters, dict)
        if set(parameters) <= {"new_since"}:
            theirs, compared = by_the_contract(one.claim), compared + 1
            assert {key: theirs[key] for key in one.expect} == one.expect, one.name
    assert compared >= 350


# --- controls: a changed figure turns something red

PROSE = (
    "白话", "问", "说明", "材料", "出路", "原文", "限额说明", "费用期间", "认定", "无需计算", "承担", "文号", "印发日期",
)  # fmt: skip
FIGURE = re.compile(
    r"(?<=1:)\d+(?:\.\d+)?|(?<![\w.:-])\d+(?:\.\d+)?(?=%|个百分点|亿元|万元|元|年|天|人|平方米)"
)


def figures(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Every figure in a rule: line, from, to, the words of the line."""
    inside = sample = False
    for number, line in enumerate(text.splitlines()):
        if line.startswith("```"):
            inside, sample = line.startswith("```规则"), False
        sample = line.startswith("范例:") or (sample and line.startswith(" "))
        if inside and not sample and not line.strip().startswith(PROSE):
            yield from ((number, *found.span(), line) for found in FIGURE.finditer(line))


def red(folder: Path) -> bool:
    try:
        policy = load(folder)
    except PolicyErrors:
        return True
    return bool(examples.failures(policy, Library((policy,))))


def copied(folder: Path, to: Path, text: str) -> Path:
    shutil.copytree(folder, to / folder.name, dirs_exist_ok=True)
    (to / folder.name / "policy.md").write_text(text, "utf-8")
    return to / folder.name


@EACH_FOLDER
def test_changing_any_figure_of_a_rule_turns_something_red(folder: Path, tmp_path: Path) -> None:
    text = (folder / "policy.md").read_text("utf-8")
    lines, unseen, tried = text.splitlines(), list[str](), 0
    for number, start, end, line in figures(text):
        for other in (f"{line[start:end]}1", str(int(float(line[start:end])) + 1)):
            changed = line[:start] + other + line[end:]
            body = "\n".join([*lines[:number], changed, *lines[number + 1 :]]) + "\n"
            tried += 1
            if not red(copied(folder, tmp_path, body)):
                unseen.append(f"{number + 1}: {changed}")
    assert unseen == []
    assert tried >= 50


@EACH_FOLDER
def test_an_unchanged_copy_is_not_red(folder: Path, tmp_path: Path) -> None:
    assert not red(copied(folder, tmp_path, (folder / "policy.md").read_text("utf-8")))


def test_a_rate_of_35_percent_for_30_is_refused_with_its_line(tmp_path: Path) -> None:
    text = (PUTUO_FOLDER / "policy.md").read_text("utf-8")
    before = "上限: 取低(算力费用 × 30%, 500万元)"
    assert text.count(before) == 1
    line = text[: text.index(before)].count("\n") + 1
    with pytest.raises(PolicyErrors) as caught:
        load(copied(PUTUO_FOLDER, tmp_path, text.replace(before, before.replace("30%", "35%"))))
    why = "“35%”不在本条引文中，或不是作为比例（如“30%以内比例”）写在那里"
    assert [str(one) for one in caught.value.findings] == [f"policy.md:{line}: {why}"]


def test_swapping_two_caps_of_one_sentence_turns_examples_red(tmp_path: Path) -> None:
    text = (PUTUO_FOLDER / "policy.md").read_text("utf-8")
    before = "  国家级 → 200万元,\n  市级 → 100万元,"
    assert text.count(before) == 1
    swapped = text.replace(before, "  国家级 → 100万元,\n  市级 → 200万元,")
    policy = load(copied(PUTUO_FOLDER, tmp_path, swapped))
    assert len(examples.failures(policy, Library((policy,)))) >= 4
