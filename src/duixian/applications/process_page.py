"""The process as a page for officials (docs/reference/process.md): made from the table, compared with it by a test."""

from collections.abc import Iterable, Iterator

from duixian.applications.process import NAMES, STATES, TABLE, Step, basis, in_words
from duixian.parties.roles import Role
from duixian.policy import Policy

HEAD = """# 办理流程

本页由程序里的流程表（`src/duixian/applications/process.py`）生成，由测试核对，不用手改。
依据写“申报指南”的步骤，原文没有写明，由申报指南规定，请区科委确认。
"""


def page(policy: Policy) -> str:
    """The whole page."""
    return "\n".join([HEAD, *_states(), "", *_steps(policy), "", *_matrix(), ""])


def _states() -> Iterator[str]:
    yield "## 状态\n"
    yield from _row(["状态", "标识", "之后可以"], rule=True)
    for state in STATES:
        after = [f"{one.name} → {NAMES[one.to]}" for one in TABLE if state.id in one.sources]
        yield from _row([state.name, f"`{state.id}`", "；".join(after) or "（办结）"])


def _steps(policy: Policy) -> Iterator[str]:
    yield "## 步骤\n"
    yield from _row(["步骤", "标识", "从 → 到", "由谁办", "条件", "依据"], rule=True)
    for one in TABLE:
        sources = "、".join(NAMES[source] for source in one.sources)
        yield from _row([
            one.name, f"`{one.id}`", f"{sources} → {NAMES[one.to]}", one.whom, _conditions(one), basis(one, policy),
        ])  # fmt: skip


def _conditions(one: Step) -> str:
    return "<br>".join((guard.__doc__ or "").strip() for guard in one.when) or "无"


def _matrix() -> Iterator[str]:
    roles = [role for role in Role if any(role in one.by for one in TABLE)]
    yield "## 谁能办什么\n"
    yield from _row(["步骤", *(in_words(role) for role in roles)], rule=True)
    for one in TABLE:
        yield from _row([one.name, *("✓" if role in one.by else "" for role in roles)])
    others = "、".join(in_words(role) for role in Role if role not in roles)
    yield f"\n不办任何步骤的角色：{others}。"


def _row(cells: Iterable[str], *, rule: bool = False) -> Iterator[str]:
    made = list(cells)
    yield f"| {' | '.join(made)} |"
    if rule:
        yield f"|{'---|' * len(made)}"
