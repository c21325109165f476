"""The process as a page for officials (docs/reference/process.md): made from the table, compared with it by a test."""

from collections.abc import Iterable, Iterator

from duixian.applications.process import TABLE, basis
from duixian.applications.states import NAMES, START, STATES, State
from duixian.applications.steps import Step, in_words
from duixian.parties.roles import Role
from duixian.policy import Policy

HEAD = """# 办理流程

本页由程序里的流程表（`src/duixian/applications/process.py`）生成，由测试核对，不用手改。
依据写“申报指南”的步骤，原文没有写明，由申报指南规定，请区科委确认。
"""


def page(policy: Policy) -> str:
    """The whole page."""
    return "\n".join([HEAD, *_diagram(), "", *_states(), "", *_steps(policy), "", *_matrix(), ""])


def _diagram() -> Iterator[str]:
    """The ways between states, as Mermaid draws them."""
    yield "## 图\n\n```mermaid\nstateDiagram-v2"
    for state in STATES:
        yield f"    {_node(state.id)} : {state.name}"
    for one in TABLE:
        for source in one.sources:
            if one.to is not None and one.to != source:
                yield f"    {_node(source)} --> {_node(one.to)} : {one.name}"
    for state in STATES:
        if state.ends:
            yield f"    {_node(state.id)} --> [*]"
    yield "```"


def _node(state: str) -> str:
    return "[*]" if state == START else state.replace("-", "_")


def _states() -> Iterator[str]:
    yield "## 状态\n"
    yield from _row(["状态", "标识", "轮到谁", "几个工作日内", "之后可以"], rule=True)
    for state in STATES:
        turn = "、".join(in_words(role) for role in Role if role in state.turn)
        yield from _row([state.name, f"`{state.id}`", turn or "—", _within(state), _after(state)])


def _within(state: State) -> str:
    return f"`{state.within}`" if isinstance(state.within, str) else str(state.within or "—")


def _after(state: State) -> str:
    said = [f"{one.name}{_leads(one)}" for one in TABLE if state.id in one.sources]
    return "；".join(said) + "（办结）" * state.ends


def _leads(one: Step) -> str:
    return "" if one.to is None else f" → {NAMES[one.to]}"


def _steps(policy: Policy) -> Iterator[str]:
    yield "## 步骤\n"
    yield from _row(["步骤", "标识", "从 → 到", "由谁办", "条件", "依据"], rule=True)
    for one in TABLE:
        sources = "、".join(NAMES[source] for source in one.sources)
        yield from _row([
            one.name, f"`{one.id}`", f"{sources}{_leads(one) or '（不变）'}", one.whom, _conditions(one), basis(one, policy),
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
