"""Ways to corrupt what is around the entries: the form of the export, its heads, payloads and files."""

import base64
import json
from collections.abc import Callable

from tests.audit.corruptions import CORRUPTIONS, OTHER_KEY, Corruption, corruption
from tests.audit.forge import Export, line, sha256

__all__ = ["CORRUPTIONS"]

# --- form


@corruption(6, "不认识的算法“e0”")
def an_entry_claims_an_algorithm_that_nobody_knows(export: Export) -> None:
    export.at(6)["v"] = "e0"


@corruption(6, "不认识的算法“md5”")
def a_weak_algorithm_was_claimed_and_all_signed_anew_with_the_stolen_key(export: Export) -> None:
    export.at(6)["v"] = "md5"
    export.rechain()
    export.resign()
    export.held.clear()


def change_line(
    number: int, change: Callable[[bytes], bytes], member: str = "entries.jsonl"
) -> Callable[[Export], None]:
    def do(export: Export) -> None:
        def lines(data: bytes) -> bytes:
            parts = data.splitlines(keepends=True)
            parts[number - 1] = change(parts[number - 1])
            return b"".join(parts)

        export.raw[member] = lines

    return do


for _words, _change in {
    "a line has a field too many": lambda one: one.replace(b"}\n", b',"more":1}\n'),
    "a line lacks a field": lambda one: one.replace(b'"request":"req-1",', b""),
    "a line says a field twice and readers may take either": lambda one: one.replace(
        b'"actor":', b'"actor":"","actor":'
    ),
    "a line has blanks that were not there": lambda one: one.replace(b'"v":', b'"v": '),
    "a line gives its number as text": lambda one: one.replace(b'"seq":6', b'"seq":"6"'),
    "a line gives its number as a fraction": lambda one: one.replace(b'"seq":6', b'"seq":6.0'),
    "a line is no JSON": lambda one: one[:-9] + b"\n",
    "a line is JSON of another kind": lambda _: b'["v"]\n',
    "a line is a number": lambda _: b"6\n",
    "a line is empty": lambda _: b"\n",
    "a line is nested without end": lambda _: b"[" * 200_000 + b"\n",
    "a line is not UTF-8": lambda one: one.replace(b"note", b"n\xffte"),
    "a line has its characters written another way": lambda one: one.replace(
        b"note", rb"\u006eote"
    ),
}.items():
    CORRUPTIONS.append(Corruption(_words, change_line(6, _change), 6, "第 6 行不合格式"))
CORRUPTIONS.append(
    Corruption(
        "the last line lost its end", change_line(13, lambda one: one[:-1]), 13, "第 13 行不合格式"
    )
)
for _member in ("entries.jsonl", "payloads.jsonl", "files.jsonl", "heads.txt"):
    CORRUPTIONS.append(
        Corruption(
            f"{_member} is not in the package",
            lambda export, name=_member: export.raw.update({name: lambda _: None}),  # type: ignore[misc]
            1 if _member == "entries.jsonl" else 14,
            "不能读完",
        )
    )


@corruption(1, "不能读完")
def the_package_is_cut_off(export: Export) -> None:
    export.whole = lambda data: data[:-30]


@corruption(1, "不合格式")
def a_byte_of_the_package_flipped(export: Export) -> None:
    export.whole = lambda data: data[:300] + bytes([data[300] ^ 1]) + data[301:]


# --- heads


def change_head(words: str, change: Callable[[str], str], seq: int, says: str) -> None:
    def do(export: Export) -> None:
        export.heads[1] = change(export.heads[1])

    CORRUPTIONS.append(Corruption(words, do, seq, says))


change_head(
    "a head states another number",
    lambda head: head.replace("\n9\n", "\n10\n"),
    10,
    "签名不对",
)
change_head("a head states a later time", lambda head: head.replace("T02:", "T03:"), 9, "签名不对")
change_head(
    "a head comes from another place",
    lambda head: head.replace("localhost/", "elsewhere/"),
    9,
    "签名不对",
)
change_head(
    "a head names another signer",
    lambda head: head.replace("— localhost", "— someone"),
    0,
    "不能识别",
)
change_head(
    "a head has words in it that nobody signed", lambda head: head + "作废\n", 0, "不能识别的文字"
)
change_head("a head lost its signature", lambda head: head.split("—")[0], 0, "不能识别的文字")


@corruption(9, "签名不对")
def the_signature_of_a_head_was_changed(export: Export) -> None:
    start, _, signature = export.heads[1].rpartition(" ")
    sealed = bytearray(base64.b64decode(signature))
    sealed[40] ^= 1
    export.heads[1] = f"{start} {base64.b64encode(sealed).decode()}\n"


@corruption(9, "签名不对")
def a_head_names_another_key_than_the_one_that_signed(export: Export) -> None:
    start, _, signature = export.heads[1].rpartition(" ")
    sealed = bytearray(base64.b64decode(signature))
    sealed[0] ^= 1
    export.heads[1] = f"{start} {base64.b64encode(sealed).decode()}\n"


@corruption(13, "末尾没有签名头")
def the_last_head_was_taken_out(export: Export) -> None:
    export.heads.pop()


@corruption(9, "有改写（相符的止于第 9 条）")
def the_key_signed_two_heads_of_one_number(export: Export) -> None:
    export.heads.append(export.note({"seq": 9, "hash": "0" * 64}))


@corruption(9, "外部留存的签名头（9）签名不对")
def the_head_that_was_held_is_not_ours(export: Export) -> None:
    export.held[1] = export.note(export.at(9), OTHER_KEY)


@corruption(0, "外部留存的签名头里有不能识别的文字")
def what_was_held_can_not_be_read(export: Export) -> None:
    export.held.append("第九条没有问题\n")


# --- payloads


@corruption(6, "内容与留痕不符")
def the_words_of_a_payload_were_changed(export: Export) -> None:
    export.body(6)["body"] = export.body(6)["body"].replace("补正", "通过")


@corruption(6, "内容与留痕不符")
def the_salt_of_a_payload_was_changed(export: Export) -> None:
    export.body(6)["salt"] = "00" * 16


@corruption(6, "内容与留痕不符")
def a_payload_was_rewritten_in_another_order(export: Export) -> None:
    body = json.loads(export.body(6)["body"])
    export.body(6)["body"] = json.dumps(dict(reversed(body.items())), ensure_ascii=False)


@corruption(10, "内容与留痕不符")
def two_payloads_changed_places(export: Export) -> None:
    one, other = export.body(10), export.body(11)
    one["seq"], other["seq"] = 11, 10


@corruption(6, "缺少内容")
def a_payload_was_taken_out(export: Export) -> None:
    export.payloads.remove(export.body(6))


@corruption(6, "内容没有对应的留痕，或出现两次")
def a_payload_stands_there_twice(export: Export) -> None:
    export.payloads.append(export.body(6))


@corruption(99, "内容没有对应的留痕")
def a_payload_belongs_to_no_entry(export: Export) -> None:
    export.payloads.append({**export.body(6), "seq": 99})


@corruption(6, "内容被删除，却没有记载")
def a_payload_was_erased_quietly(export: Export) -> None:
    export.body(6).update(salt="", body="", erased_at="2026-03-02T02:00:00.000000Z")


@corruption(6, "标为已删除，内容却还在")
def a_payload_is_marked_erased_and_still_there(export: Export) -> None:
    export.body(6)["erased_at"] = "2026-03-02T02:00:00.000000Z"


@corruption(3, "标为已删除，内容却还在")
def something_was_written_where_a_payload_had_been_erased(export: Export) -> None:
    export.body(3)["body"] = "{}"


@corruption(3, "内容与留痕不符")
def an_erased_payload_was_replaced_by_an_invented_one(export: Export) -> None:
    export.body(3).update(salt="00" * 16, body='{"actor":"","data":{}}', erased_at="")


@corruption(6, "已记载删除，内容却还在")
def an_erasure_was_written_down_but_not_done_by_who_has_the_key(export: Export) -> None:
    erasure = json.loads(export.body(7)["body"])
    erasure["data"]["seqs"].append(6)
    export.body(7)["body"] = line(erasure).decode().strip()
    export.promise(7)
    export.rechain()
    export.resign()
    export.held.clear()


@corruption(3, "内容被删除，却没有记载")
def the_list_of_an_erasure_was_lengthened_to_cover_a_quiet_one(export: Export) -> None:
    a_payload_was_erased_quietly(export)
    export.body(7)["body"] = export.body(7)["body"].replace("[3]", "[3,6]")


@corruption(3, "内容被删除，却没有记载")
def the_entry_about_an_erasure_was_itself_erased(export: Export) -> None:
    export.body(7).update(salt="", body="", erased_at="2026-03-02T02:00:00.000000Z")


# --- files and snapshots

CONTRACT = f"files/{sha256(b'contract')}"


@corruption(2, "的内容被改动")
def the_bytes_of_a_file_were_changed(export: Export) -> None:
    export.contents[CONTRACT] = b"contract, with more money"


@corruption(2, "不是这条留痕所载")
def a_snapshot_was_replaced_by_another_with_a_hash_that_fits(export: Export) -> None:
    new = sha256(b"snapshot 1a")
    old, export.files[0]["sha256"] = export.files[0]["sha256"], new
    del export.contents[f"files/{old}"]
    export.contents[f"files/{new}"] = b"snapshot 1a"


@corruption(2, "不在包里")
def the_bytes_of_a_file_are_not_in_the_package(export: Export) -> None:
    del export.contents[CONTRACT]


@corruption(2, "不在清单里")
def a_file_was_taken_out_of_the_list(export: Export) -> None:
    export.files.pop(1)


@corruption(5, "不是这条留痕所载")
def the_hash_in_the_list_was_changed(export: Export) -> None:
    export.files[2]["sha256"] = "0" * 64


@corruption(2, "不在清单里")
def a_file_was_given_to_another_entry(export: Export) -> None:
    export.files[1]["seq"] = 5


@corruption(6, "不是这条留痕所载")
def a_file_was_listed_that_no_entry_vouches_for(export: Export) -> None:
    export.files.append({"seq": 6, "name": "追加.pdf", "sha256": sha256(b"new"), "content": False})
