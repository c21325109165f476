"""Faults of small documents, each a change to the policy of odd forms, told with file, line and the way out."""

from pathlib import Path

import pytest

import duixian.policy
from duixian.policy import (
    BadClaim,
    Library,
    Policy,
    PolicyErrors,
    guide,
    library,
    lint,
    load,
    read_claim,
)
from duixian.policy.python_text import Writer
from duixian.policy.sql import _Writer as SqlWriter
from duixian.policy.tree import YESNO, Add, Const, Not, Number
from tests.policy.known import MADE_UP, POLICIES

ODDS = MADE_UP / "odds-2026"
FILES = ("source.txt", "policy.md", "questions.md")


def spoiled(folder: Path, file: str, before: str, after: str) -> list[str]:
    """What the lint says of the policy with these words changed, found exactly once."""
    copy = folder / "odds-2026"
    copy.mkdir()
    for name in FILES:
        text = (ODDS / name).read_text("utf-8")
        if name == file:
            assert text.count(before) == 1, (before, text.count(before))
            text = text.replace(before, after)
        (copy / name).write_text(text, "utf-8")
    return [str(one) for one in lint.check(copy)]


NOTE = "  说明文字 note: 文本"
CAP = "上限: 取低(节能量 × 3.33元/吨, 1万元)"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("  文号: 零发改规〔2026〕1号", "  文号: 零发改规〔2026〕2号", "不在本段引文中"),
        ("  文号: 零发改规〔2026〕1号", "  文号:零发改规〔2026〕1号", "没有写成“键: 值”"),
        (NOTE, "  类别 note: 文本", "已经用过"),
        (f"{NOTE}\n{CAP}", f"{NOTE}\n定义:\n  节能量 saved: 1元\n{CAP}", "已经用过"),
        (f"{NOTE}\n{CAP}", f"{NOTE}\n定义:\n  某数 some:\n{CAP}", "后面没有写式子"),
        ("  限于三类: 按(类别, 甲类 → 是, 乙类 → 是, 丙类 → 否)", "  年限或人数: 是", "写了两次"),
        ("  限于三类: 按(类别, 甲类 → 是, 乙类 → 是, 丙类 → 否)", "  限于三类:", "后面没有写式子"),
        ("限额说明: 最高100.5元", "限额说明: 最高200元", "限额说明里的“200元”不在本条引文中"),
        ("| 例 | 节能量 |", "| 项 | 节能量 |", "第一列应为“例”"),
        ("| 一百吨 |", "| 零头舍去 |", "用了两次"),
        ("    yi 乙类", "     yi 乙类", "不能再缩进"),
        ("    字段:\n      表彰日 on: 日期\n      已撤销 revoked: 是否\n", "", "记录要写“字段”"),
        ("    列: honoured_on → on", "    列: honoured_on → off", "不是记录的日期字段"),
        ("    列: honoured_on → on", "    列: honoured_on", "“列名 → 字段”"),
        ("    至多: 100000", "    至多: 100000\n    首问: 对", "应写 是 或 否"),
        (NOTE, "  档次 note: 等级(类别)", "等级块的名字应是名单里的标识"),
        ("  说明文字 note: 文本", "  说明文字 my-note: 文本", "标识“my-note”不能用"),
        (CAP, "上限: 取低(节能量 × 3.33元/吨 × 节能量 × 节能量, 1万元)", "过大的数"),
        (CAP, "上限: 节能量 × 3.33元/吨", "“节能补贴”没有限额"),
        (CAP, "上限: 若(是, 1万元, 是)", "单位不一致|需要数值|类型不一致"),
        (CAP, "上限: 若(是, 是, 1万元)", "类型不一致"),
        (CAP, "上限: 节能量", "式子得出的单位却是“吨”"),
        (CAP, "上限: 0", "“节能量”问了却没有用到"),
        (CAP, "上限: 取低(3级, 1万元)", "不认识的单位“级”"),
        (CAP, "上限: 取低(1,000元, 1万元)", "单位不一致"),
        (CAP, "上限: 1 万元", "数字和单位之间不要空格"),
        (CAP, "上限: 1,000元", "不要写千分位"),
        (CAP, "上限: 1万元 2万元", "式子到此应已结束"),
        (f"{NOTE}\n{CAP}", f"{NOTE}\n定义:\n  甲 one: 1万元\n  甲 two: 1万元\n{CAP}", "名称“甲 two”已经用过"),
        ("有效期: 2026-01-01 至 2026-12-31\n```\n", "有效期: 2026-01-01 至 2026-12-31\n```\n\n> 多余", "（全文已结束）"),
        (CAP, "上限: 取低(说明文字 在 [1, 2], 1万元)", "“在”的三处必须都是日期"),
        (f"{NOTE}\n{CAP}", f"{NOTE}\n定义:\n  没用 unused: 1万元\n{CAP}", "定义“没用”没有用到"),
        ("  员工人数 staff: 数量(人)", "  闲数 spare: 数量(人)\n  员工人数 staff: 数量(人)", "没有任何规则用到"),
    ],
)  # fmt: skip
def test_a_spoiled_document_is_told_what_is_wrong(
    before: str, after: str, says: str, tmp_path: Path
) -> None:
    found = spoiled(tmp_path, "policy.md", before, after)
    assert any(part in one for one in found for part in says.split("|")), found


def test_the_law_loads_without_its_examples_and_all_their_faults_are_told_when_asked(
    tmp_path: Path,
) -> None:
    for name in FILES:
        text = (ODDS / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("| 例 |", "| 项 |"), "utf-8")
    policy = load(tmp_path)
    for measure in policy.measures:
        with pytest.raises(PolicyErrors) as caught:
            _ = measure.examples
        assert len(caught.value.findings) == sum(
            line.startswith("| 例 |")
            for line in (ODDS / "policy.md").read_text("utf-8").splitlines()
        )


def test_what_the_rules_do_not_have_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = duixian.policy.nothing


QUESTION = "备注用语 remark: 文本"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (f"{QUESTION}\n  条款: 二（一）", f"{QUESTION}\n  条款: 九（九）", "条款“九（九）”不在原文中"),
        (QUESTION, "备注用语 remark: 是否", "默认“无”与类型不符"),
        (QUESTION, "备注用语 remark: 日期", "默认“无”与类型不符"),
        ("  默认: 2.5%", "  默认: 2.55555555%", "与类型不符"),
        ("  默认: 无", "  默认: 无\n  默认: 有", "写了两次"),
        ("对外开放 open_to_all: 是否", "备注用语 other: 文本\n  条款: 一\n  问题: a\n  默认: 无\n  可选: b\n  涉及金额: c\n  依据: d\n  用于: 流程\n对外开放 open_to_all: 是否", "口径“备注用语 other”写了两次"),
    ],
)  # fmt: skip
def test_a_spoiled_question_is_told_what_is_wrong(
    before: str, after: str, says: str, tmp_path: Path
) -> None:
    found = spoiled(tmp_path, "questions.md", before, after)
    assert any(says in one for one in found), found


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_bytes((ODDS / name).read_text("utf-8").encode("gbk", "ignore"))
    with pytest.raises(PolicyErrors, match="不是 UTF-8"):
        load(tmp_path)


def test_a_count_above_its_bound_is_refused_in_the_units_people_write() -> None:
    policy = load(MADE_UP / "qinghe-2026")
    rates = [(one, fact) for one in policy.measures for fact in one.facts if fact.kind == "rate"]
    measure, rate = rates[0]
    claim = {
        "on": "2026-03-02",
        "measure": measure.id,
        "applicant": {},
        "facts": {rate.id: "100.5"},
    }
    with pytest.raises(BadClaim, match="超过了可填写的上限100"):
        read_claim(claim, Library((policy,)))


def test_a_node_without_a_text_is_our_own_mistake() -> None:
    yes = Const(YESNO, True, "", 0)
    sums = Add(Number(), (yes,))
    with pytest.raises(AssertionError):
        SqlWriter(load(ODDS), None, {})._amount(yes)
    with pytest.raises(AssertionError):
        Writer(str, sure=True).known(sums, True)
    with pytest.raises(AssertionError):
        Writer(str, sure=True).value(Not(YESNO, yes))


def test_a_folder_without_policies_says_what_belongs_there(tmp_path: Path) -> None:
    with pytest.raises(PolicyErrors, match="这里没有任何政策"):
        library(tmp_path)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.id)
def test_every_policy_has_a_guide(policy: Policy) -> None:
    text = guide.as_markdown(policy)
    assert all(measure.name in text for measure in policy.measures)
    assert not policy.issuers or policy.issuers[0] in text
