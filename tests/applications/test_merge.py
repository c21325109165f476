"""The merge of two people's changes: nothing typed is lost, and who saves first makes no difference to what fits together."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from duixian.applications.merge import Clash, merge, same

NAMES = st.sampled_from("abcdef")
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(0, 1), st.sampled_from(["", "1", "五百万"]),
    st.lists(st.fixed_dictionaries({"on": st.sampled_from(["2025-01-01", "昨天"])}), max_size=2),
)  # fmt: skip
FIELDS = st.dictionaries(NAMES, VALUES)


@given(base=FIELDS, one=FIELDS, other=FIELDS)
def test_changes_to_different_fields_give_the_same_whoever_saves_first(
    base: dict[str, Any], one: dict[str, Any], other: dict[str, Any]
) -> None:
    mine = {name: value for name, value in one.items() if name in "abc"}
    theirs = {name: value for name, value in other.items() if name in "def"}
    first = merge(base, merge(base, base, mine).fields, theirs)
    second = merge(base, merge(base, base, theirs).fields, mine)
    assert not first.clashes
    assert not second.clashes
    assert same(first.fields, second.fields)


@given(base=FIELDS, theirs=FIELDS, mine=FIELDS)
def test_nothing_that_either_typed_is_lost(
    base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    there = base | theirs
    merged = merge(base, there, mine)
    for name, value in mine.items():
        changed = not same(value, base.get(name))
        in_fields = same(merged.fields.get(name), value)
        in_clash = name in merged.clashes and same(merged.clashes[name].mine, value)
        assert in_fields or in_clash or not changed
    for name, value in there.items():
        kept = same(merged.fields.get(name), value)
        assert kept or same(value, base.get(name))
    for name, clash in merged.clashes.items():
        assert not same(clash.mine, clash.theirs)
        assert same(clash.theirs, merged.fields.get(name))


@given(base=FIELDS, mine=FIELDS)
def test_alone_everything_of_mine_is_taken(base: dict[str, Any], mine: dict[str, Any]) -> None:
    merged = merge(base, base, mine)
    assert not merged.clashes
    assert all(same(merged.fields.get(name), value) for name, value in mine.items())


def test_the_same_change_by_both_is_no_clash() -> None:
    assert merge({"a": 1}, {"a": 2}, {"a": 2}).clashes == {}


def test_different_changes_to_one_field_clash_and_theirs_stays() -> None:
    merged = merge({"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "3", "b": "4"})
    assert merged.fields == {"a": "2", "b": "4"}
    assert merged.clashes == {"a": Clash(base="1", mine="3", theirs="2")}


def test_yes_is_not_one() -> None:
    assert not same(True, 1)
    assert merge({"a": True}, {"a": True}, {"a": 1}).fields == {"a": 1}
