"""累计 and 续期 of an amount had before: which reading says within what it is counted, and what is a renewal."""

from collections.abc import Iterable, Mapping, Sequence

from duixian.policy.findings import Fault
from duixian.policy.model import Counted, Fact, Parameter, Within
from duixian.policy.outline import Entry
from duixian.policy.tree import OneOf

ROUND, ANYTHING = "批次", "不限"


def declare(
    entry: Entry, fact: Fact, facts: Iterable[Fact], parameters: Iterable[Parameter]
) -> Counted | None:
    """What the entry of a fact says of it; None where it says nothing. Raises Fault."""
    said = {child.key: child for child in entry.children}
    if "累计" not in said:
        if "续期" in said:
            raise Fault(said["续期"].line, "写“续期”的，还要写“累计”")
        return None
    if fact.kind != "money":
        raise Fault(said["累计"].line, f"“累计”只用于金额，“{fact.name}”不是")
    known = {one.name: one.id for one in facts}
    again = said["续期"].items() if "续期" in said else ()
    return Counted(
        reading=_reading(said["累计"], parameters).id, within=_within(said["累计"], known, parameters),
        again=tuple(_fact(word, known, said["续期"], ()) for word in again),
    )  # fmt: skip


def _reading(entry: Entry, parameters: Iterable[Parameter]) -> Parameter:
    found = next((one for one in parameters if one.name == entry.value), None)
    if found is None or not isinstance(found.type, OneOf):
        raise Fault(entry.line, f"questions.md 里没有名为“{entry.value}”、类型是选项的口径")
    return found


def _within(
    entry: Entry, known: Mapping[str, str], parameters: Iterable[Parameter]
) -> dict[str, Within]:
    reading = _reading(entry, parameters)
    assert isinstance(reading.type, OneOf)
    found: dict[str, Within] = {}
    for child in entry.children:
        id_, _, words = child.value.partition(" ")
        if child.key or id_ not in reading.type.ids or not words:
            raise Fault(
                child.line,
                f"“累计”的每行应写成“口径的值 {ROUND}”，值可以是：{'、'.join(reading.type.ids)}",
            )
        found[id_] = _one(words.strip(), known, child)
    if lacking := [id_ for id_ in reading.type.ids if id_ not in found]:
        raise Fault(entry.line, f"“累计”没有写到口径“{reading.name}”的 {lacking[0]}")
    return found


def _one(words: str, known: Mapping[str, str], entry: Entry) -> Within:
    if words == ANYTHING:
        return Within()
    parts = words.split("、")
    return Within(
        round=ROUND in parts,
        facts=tuple(_fact(part, known, entry) for part in parts if part != ROUND),
    )


def _fact(
    name: str, known: Mapping[str, str], entry: Entry, besides: Sequence[str] = (ROUND, ANYTHING)
) -> str:
    if name not in known:
        words = "、".join([*besides, *known])
        raise Fault(entry.line, f"“{name}”不是前面写过的信息项。可用：{words}")
    return known[name]
