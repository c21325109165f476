"""Controls: a seeded fault in the rules or in a reading turns something red."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from duixian.policy import Library, PolicyErrors, examples, library, load, steps, tree
from duixian.policy import explain as explain_
from duixian.policy import python as python_
from tests.policy.known import PUTUO
from tests.policy.test_readings_agree import explained, generated

FOLDER = Path(__file__).resolve().parents[2] / "policies" / PUTUO.id


def changed(to: Path, *changes: tuple[str, str]) -> Path:
    """A copy of the policy with these words changed, each found exactly once."""
    folder = to / PUTUO.id
    shutil.copytree(FOLDER, folder)
    document = folder / "policy.md"
    text = document.read_text("utf-8")
    for before, after in changes:
        assert text.count(before) == 1, (before, text.count(before))
        text = text.replace(before, after)
    document.write_text(text, "utf-8")
    return folder


def failing(folder: Path) -> list[str]:
    """What is red about a policy: faults of loading, or examples that do not come out."""
    try:
        policy = load(folder)
    except PolicyErrors as errors:
        return [str(one) for one in errors.findings]
    return [message for _, message in examples.failures(policy, Library((policy,)))]


def test_the_policy_as_it_stands_is_green(tmp_path: Path) -> None:
    assert failing(changed(tmp_path)) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("上限: 取低(算力费用 × 30%, 500万元)", "上限: 取低(算力费用 × 35%, 500万元)", "“35%”不在本条引文中"),
        ("上限: 取低(算力费用 × 30%, 500万元)", "上限: 取低(算力费用 × 30%, 300万元)", "“300万元”不在本条引文中"),
        ("  国家级 → 200万元,\\n  市级 → 100万元,", "  国家级 → 100万元,\\n  市级 → 200万元,", "测算上限应为"),
        ("已支持年数 < 3年", "已支持年数 ≤ 3年", "结论应为“不符合”"),
        ("决定日 在 [提交日 - 3年, 提交日]", "(决定日 > 提交日 - 3年 且 决定日 ≤ 提交日)", "结论应为“待核实”"),
        ("设立或迁入普陀区日期 在 [新引进起算日, 提交日]", "设立或迁入普陀区日期 > 新引进起算日", "结论应为"),
        ("拨付: 分3年\\n材料", "拨付: 分2年\\n材料", "“分2年”不在本条引文中"),
    ],
    ids=["rate 30 to 35", "another clause's cap", "caps swapped", "≤ for <", "look-back end left out", "newcomer's ends", "instalments"],
)  # fmt: skip
def test_a_seeded_fault_in_the_document_turns_it_red(
    before: str, after: str, says: str, tmp_path: Path
) -> None:
    found = failing(changed(tmp_path, (before.replace("\\n", "\n"), after.replace("\\n", "\n"))))
    assert any(says in one for one in found), found[:5]


def red(policy_id: str = PUTUO.id) -> int:
    policy = library().get(policy_id)
    return len(examples.failures(policy, library()))


def test_rounding_to_the_nearest_fen_turns_examples_red(monkeypatch: pytest.MonkeyPatch) -> None:
    def rounded(node: tree.Floor) -> Callable[[Any], tuple[Any, str]]:
        inside = explain_.reading(node.body)

        def run(values: Any) -> tuple[Any, str]:
            value, text = inside(values)
            return (None if value is None else (value + node.by // 2) // node.by), text

        return run

    monkeypatch.setitem(explain_._READINGS, tree.Floor, rounded)
    steps.ready.cache_clear()
    try:
        assert red() > 0
    finally:
        monkeypatch.undo()
        steps.ready.cache_clear()
    assert red() == 0


def test_taking_a_missing_expense_for_nothing_turns_examples_red(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = steps.Ready.missing
    monkeypatch.setattr(steps.Ready, "missing", lambda self, values: ())
    with pytest.raises(TypeError):
        red()
    monkeypatch.setattr(steps.Ready, "missing", known)
    assert red() == 0


def test_a_fault_in_generated_python_is_seen_beside_the_explained_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claim = {
        "on": "2026-03-02", "measure": "compute", "facts": {"compute_cost": "100.00"},
        "applicant": {"kind": "enterprise", "registered_on": "2025-03-01", "field": "ai", "breaches": []},
    }  # fmt: skip
    good = python_.source(PUTUO, None)
    assert generated(PUTUO, claim) == explained(PUTUO, claim) == ("eligible", 3_000)
    monkeypatch.setattr(
        python_, "source", lambda policy, readings: good.replace("* 3 // 10", "* 35 // 100")
    )
    monkeypatch.setattr("tests.policy.test_readings_agree.compiled", python_.compiled)
    assert generated(PUTUO, claim) == ("eligible", 3_500)
