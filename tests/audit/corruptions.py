"""Ways to corrupt the entries of an exported trail: a name, what is done, the entry and the words that must be told.

The fixed history has 13 entries: 2 and 5 vouch for files, 3 was erased by 7, 8 begins an epoch, 13 is the export;
heads were kept outside at 4 and 9, the export has those and one at 13.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.audit.forge import Export

OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


@dataclass(frozen=True)
class Corruption:
    """What was done, and what the verifier must say first: 0 stands for no entry in particular."""

    name: str
    do: Callable[[Export], object]
    seq: int
    says: str


CORRUPTIONS: list[Corruption] = []


def corruption(
    seq: int, says: str
) -> Callable[[Callable[[Export], object]], Callable[[Export], object]]:
    """Enter a function into the list; its name is the sentence."""

    def enter(do: Callable[[Export], object]) -> Callable[[Export], object]:
        CORRUPTIONS.append(Corruption(do.__name__.replace("_", " "), do, seq, says))
        return do

    return enter


# --- one field of one entry, hash left as it was


def field(name: str, value: object, words: str, seq: int = 6) -> None:
    def change(export: Export) -> None:
        export.at(seq)[name] = value

    CORRUPTIONS.append(Corruption(f"{words} was changed", change, seq, "被改动"))


field("at", "2026-03-01T00:00:00.000000Z", "the time of an entry")
field("actor", "00000000-0000-0000-0000-000000000009", "the person of an entry")
field("role", "approver", "the role of an entry")
field("organisation", "", "the organisation of an entry")
field("address", "0" * 64, "the address hash of an entry")
field("action", "application.approve", "the action of an entry")
field("subject", "application:2", "the subject of an entry")
field("outcome", "done", "a refusal into a success", seq=4)
field("payload", "0" * 64, "the payload hash of an entry")
field("request", "req-2", "the request of an entry")
field("files", "", "what an entry says of its files", seq=5)
field("hash", "0" * 64, "the hash of an entry", seq=13)


@corruption(6, "不相连")
def the_link_to_the_entry_before_was_changed_and_rehashed_by_who_has_the_key(
    export: Export,
) -> None:
    export.at(6)["prev"] = "f" * 64
    export.rehash(export.at(6))
    export.rechain(7)
    export.resign()
    export.held.clear()


@corruption(6, "纪元接不上")
def the_epoch_of_an_entry_was_changed_by_who_has_the_key(export: Export) -> None:
    export.at(6)["epoch"] = 2
    export.rechain()
    export.resign()
    export.held.clear()


@corruption(8, "纪元接不上")
def a_restore_was_written_without_a_new_epoch_by_who_has_the_key(export: Export) -> None:
    for row in export.entries:
        row["epoch"] = 1
    export.rechain()
    export.resign()
    export.held.clear()


# --- rewritten and hashed anew


@corruption(7, "与第 6 条不相连")
def one_entry_was_rewritten_and_rehashed_alone(export: Export) -> None:
    export.at(6)["actor"] = ""
    export.rehash(export.at(6))


def rewrite(export: Export, seq: int = 6) -> None:
    """Everything from there on agrees with itself again."""
    export.at(seq)["actor"] = "somebody-else"
    export.rechain()


@corruption(9, "与导出包内的签名头不符：有改写（相符的止于第 4 条）")
def one_entry_was_rewritten_and_all_later_ones_rechained(export: Export) -> None:
    rewrite(export)
    export.held.clear()


@corruption(13, "有改写（相符的止于第 9 条）")
def the_end_was_rewritten_and_rechained(export: Export) -> None:
    rewrite(export, 12)


@corruption(9, "与外部留存的签名头不符：有改写（相符的止于第 4 条）")
def all_was_rechained_and_signed_anew_with_the_stolen_key_and_only_the_held_head_tells(
    export: Export,
) -> None:
    rewrite(export)
    export.resign()


@corruption(4, "与外部留存的签名头不符：有改写（相符的止于第 0 条）")
def the_whole_history_was_written_anew_with_the_stolen_key_and_only_the_held_head_tells(
    export: Export,
) -> None:
    rewrite(export, 1)
    export.resign()


@corruption(4, "签名不对")
def all_was_rechained_and_signed_anew_with_another_key(export: Export) -> None:
    rewrite(export, 2)
    export.resign(OTHER_KEY)
    export.held.clear()


@corruption(9, "与外部留存的签名头不符：有改写（相符的止于第 4 条）")
def an_older_copy_was_restored_and_went_on_differently_and_only_the_held_head_tells(
    export: Export,
) -> None:
    del export.entries[8:], export.payloads[8:]
    for seq in (6, 7, 8):
        export.at(seq)["request"] = "after the restore"
    extra = {**export.at(8), "seq": 9, "action": "application.note", "prev": ""}
    export.entries.append(extra)
    export.payloads.append({**export.body(8), "seq": 9})
    export.rechain()
    export.resign()


# --- dropped


def drop(export: Export, *seqs: int) -> None:
    export.entries = [row for row in export.entries if row["seq"] not in seqs]
    export.payloads = [row for row in export.payloads if row["seq"] not in seqs]


@corruption(6, "缺失：第 6 至 6 条不在")
def an_entry_was_dropped(export: Export) -> None:
    drop(export, 6)


@corruption(10, "缺失：第 10 至 12 条不在")
def several_entries_were_dropped(export: Export) -> None:
    drop(export, 10, 11, 12)


@corruption(1, "缺失：第 1 至 1 条不在")
def the_first_entry_was_dropped(export: Export) -> None:
    drop(export, 1)


@corruption(11, "缺失：第 11 至 11 条不在")
def an_entry_was_dropped_and_the_rest_rechained_and_signed_with_the_stolen_key(
    export: Export,
) -> None:
    drop(export, 11)
    export.rechain()
    export.resign()


@corruption(9, "有改写（相符的止于第 4 条）")
def an_entry_was_dropped_and_the_rest_renumbered_and_rechained(export: Export) -> None:
    drop(export, 6)
    export.entries[5]["files"] = ""
    export.renumber()


@corruption(13, "被截断：导出包内")
def the_last_entry_was_dropped(export: Export) -> None:
    drop(export, 13)


@corruption(8, "被截断：外部留存的签名头证明曾有 9 条")
def the_end_was_cut_off_with_its_heads_and_only_the_held_head_tells(export: Export) -> None:
    drop(export, *range(8, 14))
    export.resign()


@corruption(1, "被截断")
def everything_was_dropped(export: Export) -> None:
    drop(export, *range(1, 14))


@corruption(0, "末尾没有签名头")
def everything_was_dropped_with_all_heads(export: Export) -> None:
    drop(export, *range(1, 14))
    export.heads, export.files = [], []
    export.held.clear()


# --- order and number


@corruption(6, "缺失：第 6 至 6 条不在")
def two_neighbours_changed_places(export: Export) -> None:
    export.entries[5], export.entries[6] = export.entries[6], export.entries[5]


@corruption(6, "重复，或次序颠倒")
def an_entry_was_moved_to_the_end_and_is_missed_where_it_was(export: Export) -> None:
    export.entries.append(export.entries.pop(5))


@corruption(6, "被改动")
def two_entries_exchanged_their_numbers(export: Export) -> None:
    one, other = export.at(6), export.at(9)
    one["seq"], other["seq"] = 9, 6
    export.entries.sort(key=lambda row: int(row["seq"]))


@corruption(6, "重复，或次序颠倒")
def an_entry_stands_there_twice(export: Export) -> None:
    export.entries.insert(6, dict(export.at(6)))


@corruption(6, "重复，或次序颠倒")
def an_entry_stands_there_again_later(export: Export) -> None:
    export.entries.insert(9, dict(export.at(6)))


@corruption(6, "分叉：同一序号有两个版本")
def the_trail_forks_into_two_versions_of_an_entry(export: Export) -> None:
    other = {**export.at(6), "actor": ""}
    export.rehash(other)
    export.entries.insert(6, other)


@corruption(9, "有改写（相符的止于第 4 条）")
def an_invented_entry_was_put_in_and_the_rest_renumbered_and_rechained(export: Export) -> None:
    export.entries.insert(5, {**export.at(6), "subject": "application:2"})
    export.payloads.insert(5, dict(export.body(6)))
    export.renumber()


@corruption(14, "末尾没有签名头")
def an_entry_was_appended_that_no_head_covers(export: Export) -> None:
    export.entries.append({**export.at(12), "seq": 14, "prev": export.at(13)["hash"]})
    export.rehash(export.entries[-1])
    export.payloads.append({**export.body(12), "seq": 14})


@corruption(14, "签名不对")
def an_entry_was_appended_with_a_head_signed_by_another_key(export: Export) -> None:
    an_entry_was_appended_that_no_head_covers(export)
    export.heads.append(export.note(export.entries[-1], OTHER_KEY))


@corruption(0, "重复，或次序颠倒")
def an_entry_with_the_number_zero_was_put_first(export: Export) -> None:
    export.entries.insert(0, {**export.at(1), "seq": 0})
