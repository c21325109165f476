"""The guide reading: a policy in plain Chinese, clause by clause, as Markdown."""

from collections.abc import Iterator

from duixian.kernel.dates import chinese
from duixian.policy.model import OVERLAPS, Measure, Parameter, Policy


def as_markdown(policy: Policy) -> str:
    """What `duixian policy show` prints."""
    parts = (_head(policy), _measures(policy), _definitions(policy), _readings(policy))
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(policy: Policy) -> Iterator[str]:
    yield f"# {policy.title}"
    yield ""
    yield f"{policy.number}，{chinese(policy.issued_on)}印发，{chinese(policy.valid_from)}至{chinese(policy.valid_to)}有效。"
    yield f"版本 {policy.version[:12]}。"
    yield ""
    office = policy.issuers[0] if policy.issuers else "主管部门"
    yield f"以下金额都是测算上限，不是承诺；是否支持、支持多少，由{office}认定。"
    yield ""


def _measures(policy: Policy) -> Iterator[str]:
    for measure in policy.measures:
        yield f"## {measure.clause} {measure.name}（{measure.id}）"
        yield ""
        yield f"> {measure.quote}"
        yield ""
        yield measure.plain
        yield ""
        yield from _facts_of(measure)
        yield ""


def _facts_of(measure: Measure) -> Iterator[str]:
    yield f"- 对象：{measure.who}"
    yield f"- 测算上限：{measure.formula}"
    yield f"- 限额：{cap_text(measure)}"
    if measure.instalments > 1:
        yield f"- 拨付：分{measure.instalments}年"
    yield f"- 与其他政策重复时：{OVERLAPS[measure.overlap]}"
    if measure.period:
        yield f"- 费用期间：{measure.period}"
    own = [one.name for one in measure.conditions if one.clause == measure.clause]
    yield f"- 条件：{'；'.join(own) or '无'}"
    yield f"- 须经认定：{'；'.join(measure.judgements) or '无'}"
    yield f"- 材料：{'；'.join(measure.evidence) or '无'}"


def cap_text(measure: Measure) -> str:
    """The limit in words: what the document says, else the amount."""
    if measure.cap_text:
        return measure.cap_text
    return measure.cap.wan_text() if measure.cap else "没有写明限额"


def _definitions(policy: Policy) -> Iterator[str]:
    """The words that the formulas use, each with what it says from which day on."""
    if policy.definitions:
        yield "## 定义"
        yield ""
    for one in policy.definitions:
        yield f"- **{one.name}**{_where(one.clause)}：{one.text}"
        for newer in one.amended:
            yield f"  - 自{chinese(newer.since)}起{_where(newer.clause)}：{newer.text}"
    if policy.definitions:
        yield ""


def _where(clause: str) -> str:
    return f"（{clause}）" if clause else ""


def _readings(policy: Policy) -> Iterator[str]:
    yield "## 口径"
    yield ""
    for one in policy.parameters:
        yield from _reading(one)


def _reading(one: Parameter) -> Iterator[str]:
    used = "规则使用" if one.kind == "rule" else "流程使用"
    yield f"- **{one.name}**（{'、'.join(one.clauses)}，{used}）：{one.question.rstrip('？。')}？默认：{one.default_text}。"
