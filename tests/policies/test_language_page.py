"""The language reference tells the truth: its policy loads, its excerpts run, its sums come out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duixian.policy import Fact, examples, facts, load, numbers, provenance, questions, syntax
from duixian.policy.claim import value_of
from duixian.policy.declare import BLOCK_KEYS, ON
from duixian.policy.explain import reading
from duixian.policy.findings import Fault, PolicyErrors
from duixian.policy.lint import check
from duixian.policy.outline import Entry, parse
from duixian.policy.resolve import Scope, resolve
from duixian.policy.tree import YESNO, Const, Name, Node
from duixian.policy.units import WORDS

HERE = Path(__file__).resolve().parent
PAGE = (HERE.parents[1] / "docs" / "reference" / "policy-language.md").read_text("utf-8")
QINGHE = load(HERE / "qinghe-2026")
ROLES = {
    "比例": "20%", "限额": "80万元", "门槛": "2000万元", "年限": "3年", "折算": "360天", "日期": "2026-07-01",
}  # fmt: skip


def files() -> dict[str, str]:
    """The small policy at the end of the page."""
    return dict(re.findall(r"^~~~~(\S+)\n(.*?)^~~~~$", PAGE, re.DOTALL | re.MULTILINE))


def written(to: Path, texts: dict[str, str]) -> Path:
    folder = to / "liuxi-2026"
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def before_the_policy() -> str:
    return PAGE[: PAGE.index("~~~~source.txt")]


def excerpts() -> list[str]:
    found = re.findall(
        r"^```(?:规则|口径|等级)\n(.*?)^```$", before_the_policy(), re.DOTALL | re.MULTILINE
    )
    return [text.strip("\n") for text in found]


def rows(*titles: str) -> Iterator[list[str]]:
    """The rows of every table with this head, code marks taken off."""
    inside = False
    for line in before_the_policy().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells == list(titles):
            inside = True
        elif inside and line.strip("|-"):
            yield [_plain(cell) for cell in line.removeprefix("|").removesuffix("|").split("|")]


def _plain(cell: str) -> str:
    """A cell without blanks around it; inside code marks blanks count."""
    return cell.strip()[1:-1] if cell.strip().startswith("`") else cell.strip()


# --- the complete policy


def test_the_small_policy_is_whole_and_has_nothing_to_mend(tmp_path: Path) -> None:
    assert list(files()) == ["source.txt", "policy.md", "questions.md"]
    folder = written(tmp_path, files())
    assert [str(one) for one in check(folder)] == []
    assert [len(measure.examples) >= 5 for measure in load(folder).measures] == [True, True]


@pytest.mark.parametrize("excerpt", excerpts(), ids=range(len(excerpts())))
def test_an_excerpt_stands_in_a_policy_that_runs(excerpt: str) -> None:
    qinghe = [(HERE / "qinghe-2026" / name).read_text("utf-8") for name in files()]
    assert any(f"\n{excerpt}\n" in text for text in (*files().values(), *qinghe))


def test_there_are_excerpts_of_every_kind() -> None:
    assert len(excerpts()) >= 15


MESSAGES = list(rows("把", "写成", "提示"))


@pytest.mark.parametrize(("before", "after", "says"), MESSAGES, ids=range(len(MESSAGES)))
def test_a_message_is_the_one_on_the_page(
    before: str, after: str, says: str, tmp_path: Path
) -> None:
    document = files()["policy.md"]
    assert before in document
    line = document[: document.index(before)].count("\n") + 1
    broken = {**files(), "policy.md": document.replace(before, after, 1)}
    found = [one.message for one in check(written(tmp_path, broken)) if one.line == line]
    wanted = says.removesuffix("…")
    assert any(one == wanted or (says != wanted and one.startswith(wanted)) for one in found), found


# --- the sums


def known_facts() -> dict[str, Fact]:
    every = [*QINGHE.applicant, *(fact for one in QINGHE.measures for fact in one.facts)]
    return {fact.name: fact for fact in every}


def scales() -> dict[str, tuple[str, ...]]:
    level = known_facts()["评估等级"]
    return {id_: tuple(one.id for one in scale) for id_, scale in level.choices_by.items()}


def given(text: str) -> tuple[dict[str, Name], dict[str, Any]]:
    """`购房款 = 1万元；提交日 = 2026-03-02` as names and values."""
    names: dict[str, Name] = {"提交日": ON}
    values: dict[str, Any] = {}
    parts = re.split("；(?=[^；=]+=)", text) if text else []
    for name, cell in (part.split("=", 1) for part in parts):
        fact = known_facts().get(name.strip())
        node = fact.node if fact else ON
        names[node.name] = node
        values[node.id] = value_of(node.type, examples._value(node.type, cell.strip(), 1), node.id)
    return names, values


def typed(text: str, names: dict[str, Name]) -> Node:
    return resolve(syntax.parse(((1, text),)), Scope(names, {}, scales()))


SUMS = list(rows("已知", "式子", "结果"))


@pytest.mark.parametrize(("known", "sum_", "result"), SUMS, ids=range(len(SUMS)))
def test_a_sum_comes_out_as_the_page_says(known: str, sum_: str, result: str) -> None:
    names, values = given(known)
    node, wanted = typed(sum_, names), typed(result, {})
    if node.type != YESNO:
        node, wanted = numbers.aligned([node, wanted], 1, "对照")
    assert reading(node)(values)[0] == reading(wanted)({})[0]


def test_there_are_sums_for_every_function() -> None:
    assert len(SUMS) >= 25
    used = {word for _, sum_, _ in SUMS for word in re.findall(r"(\w+)\(", sum_)}
    assert {"取低", "取高", "合计", "若", "按", "分段", "分档", "存在"} <= used


# --- the words


FIGURES = list(rows("作用", "在规则里", "这样写认", "这样写不认"))


@pytest.mark.parametrize(("role", "where", "good", "bad"), FIGURES, ids=range(len(FIGURES)))
def test_a_figure_counts_where_the_page_says(role: str, where: str, good: str, bad: str) -> None:
    literal = typed(ROLES[role], {})
    assert isinstance(literal, Const)
    assert provenance.stands(literal, (role,), good), where
    assert not provenance.stands(literal, (role,), bad), where


def test_the_page_names_every_key_and_every_unit() -> None:
    keys = {*BLOCK_KEYS, *facts._KEYS, *questions._KEYS}
    assert [word for word in (*sorted(keys), *WORDS) if f"`{word}`" not in PAGE] == []


def listed(fault: Fault) -> list[str]:
    """What a message says may be written here."""
    return fault.message.partition("可用：")[2].split("、")


def test_the_page_names_every_type() -> None:
    with pytest.raises(Fault) as caught:
        facts.read_type(entry("算力费用 compute_cost: 钱"), facts.Lists())
    kinds = listed(caught.value)
    assert len(kinds) == 9
    assert [kind for kind in kinds if f"`{kind.split('(')[0]}" not in PAGE] == []


def test_the_page_names_every_function() -> None:
    with pytest.raises(Fault) as caught:
        typed("平均(1, 2)", {})
    functions = listed(caught.value)
    assert len(functions) == 8
    assert [one for one in functions if f"`{one}(" not in PAGE] == []


def entry(text: str) -> Entry:
    return parse([(1, text)])[0]


@pytest.mark.parametrize("key", ["标题", "文号", "印发日期"])
def test_a_policy_that_lacks_what_the_page_asks_for_is_refused(key: str, tmp_path: Path) -> None:
    document = files()["policy.md"]
    line = next(one for one in document.splitlines() if one.startswith(f"  {key}:"))
    broken = {**files(), "policy.md": document.replace(f"{line}\n", "")}
    with pytest.raises(PolicyErrors) as caught:
        load(written(tmp_path, broken))
    assert [str(one) for one in caught.value.findings] == [f"policy.md:1: 全文没有写：{key}"]
