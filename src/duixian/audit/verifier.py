"""Verifies an exported trail: `python verifier.py export.zip --key public.pem`; see docs/explanation/trail.md."""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key

ALGORITHMS = {"e1": hashlib.sha256}
ENTRY = [
    "v", "seq", "prev", "at", "epoch", "actor", "role", "organisation", "address", "action", "subject", "outcome",
    "payload", "files", "request", "hash",
]  # fmt: skip
PAYLOAD, FILE = ["seq", "salt", "body", "erased_at"], ["seq", "name", "sha256", "content"]
TYPES = {"seq": int, "epoch": int, "content": bool}  # all others are text
NOTE = re.compile(r"((\S+)\n(\d+)\n(\S+)\n\S+\n)\n— \2 ([A-Za-z0-9+/]{91}=)\n\s*")
OWN, ERASE, EPOCH = "导出包内的签名头", "trail.erase", "trail.epoch"
dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def parsed(line: bytes, columns: list[str]) -> Any:
    """A line in the one way to write it: these columns in order, of their types, no blanks, nothing twice."""
    with suppress(ValueError, TypeError, RecursionError):
        row = json.loads(line)
        typed = [TYPES.get(name, str) for name in columns] == [type(row[name]) for name in row]
        return row if typed and [*row] == columns and dumps(row).encode() + b"\n" == line else None


class Verifier:
    def __init__(self, keys: list[Any]) -> None:
        self.keys, self.found, self.last, self.epoch = keys, list[tuple[int, str]](), 0, 1
        self.hashes, self.payloads = {0: "0" * 64}, dict[int, tuple[str, str]]()
        self.announced, self.erased = set[int](), set[int]()
        self.listed: dict[tuple[int, str], bool] = {}

    def must(self, holds: bool, seq: int, otherwise: str) -> bool:
        self.found += [] if holds else [(seq, otherwise)]
        return holds

    def check(self, archive: zipfile.ZipFile, held: str) -> None:
        self.entries(self.rows(archive, "entries.jsonl", ENTRY))
        self.heads(held, "外部留存的签名头")
        self.heads(archive.read("heads.txt").decode(), OWN)
        self.bodies(self.rows(archive, "payloads.jsonl", PAYLOAD))
        self.contents(archive, self.rows(archive, "files.jsonl", FILE))

    def rows(self, archive: zipfile.ZipFile, name: str, columns: list[str]) -> Iterator[Any]:
        with archive.open(name) as stream:
            for number, line in enumerate(stream, 1):
                row = parsed(line, columns)
                if self.must(row is not None, number, f"{name} 第 {number} 行不合格式"):
                    yield row

    def entries(self, rows: Iterator[Any]) -> None:
        for row in rows:
            seq, last, before = row["seq"], self.last, self.hashes[self.last]
            forked = seq == last > 0 and row["hash"] != before
            twice = "分叉：同一序号有两个版本" if forked else f"序号 {seq} 重复，或次序颠倒"
            if not self.must(seq > last, seq, twice):
                continue
            if self.must(seq == last + 1, last + 1, f"缺失：第 {last + 1} 至 {seq - 1} 条不在"):
                self.must(row["prev"] == before, seq, f"与第 {last} 条不相连：两条之一被替换")
            if self.must(row["v"] in ALGORITHMS, seq, f"不认识的算法“{row['v']}”"):
                text = row["v"] + dumps([row[name] for name in ENTRY[1:-1]])
                same = ALGORITHMS[row["v"]](text.encode()).hexdigest() == row["hash"]
                self.must(same, seq, "被改动：内容与哈希不符")
            self.must(row["epoch"] - self.epoch == (row["action"] == EPOCH), seq, "纪元接不上")
            self.last, self.epoch, self.hashes[seq] = seq, row["epoch"], row["hash"]
            self.payloads[seq] = row["payload"], row["action"]
            self.listed |= {(seq, one): False for one in row["files"].split()}

    def heads(self, text: str, where: str) -> None:
        text, good, size = text.replace("\r\n", "\n").lstrip(), 0, 0
        self.must(not NOTE.sub("", text), 0, f"{where}里有不能识别的文字")
        for note in sorted(NOTE.finditer(text), key=lambda note: int(note[3])):
            size = int(note[3])
            self.must(self.signed(note), size, f"{where}（{size}）签名不对，或不是所给公钥的签名")
            if self.must(size <= self.last, self.last + 1, f"被截断：{where}证明曾有 {size} 条"):
                same = self.hashes.get(size) == base64.b64decode(note[4]).hex()
                self.must(same, size, f"与{where}不符：有改写（相符的止于第 {good} 条）")
                good = size if same else good
        self.must(size >= max(self.last, 1) or where != OWN, self.last, "末尾没有签名头")

    def signed(self, note: re.Match[str]) -> bool:
        sealed = base64.b64decode(note[5])
        for key in self.keys:
            name = hashlib.sha256(f"{note[2]}\n\x01".encode() + key.public_bytes_raw()).digest()
            with suppress(InvalidSignature):
                key.verify(sealed[4:], note[1].encode())
                return sealed.startswith(name[:4])
        return False

    def bodies(self, rows: Iterator[Any]) -> None:
        for row in rows:
            seq, body = row["seq"], row["body"]
            promised, action = self.payloads.pop(seq, ("", ""))
            text = b"p1" + bytes.fromhex(row["salt"]) + body.encode()
            self.must(bool(promised), seq, "内容没有对应的留痕，或出现两次")
            if row["erased_at"]:
                self.must(text == b"p1", seq, "标为已删除，内容却还在")
                self.erased.add(seq)
            elif self.must(hashlib.sha256(text).hexdigest() == promised, seq, "内容与留痕不符"):
                self.announced |= {*json.loads(body)["data"]["seqs"]} if action == ERASE else set()
        for seq in [*self.payloads, *self.erased ^ self.announced]:
            self.must(seq not in self.payloads, seq, "缺少内容")
            self.must(seq not in self.erased, seq, "内容被删除，却没有记载")
            self.must(seq not in self.announced, seq, "已记载删除，内容却还在")

    def contents(self, archive: zipfile.ZipFile, rows: Iterator[Any]) -> None:
        for row in rows:
            seq, one = row["seq"], row["sha256"]
            self.must((seq, one) in self.listed, seq, f"文件 {one} 不是这条留痕所载")
            self.listed[seq, one] = True
            content = archive.read(f"files/{one}") if f"files/{one}" in archive.NameToInfo else b""
            same = not row["content"] or hashlib.sha256(content).hexdigest() == one
            self.must(same, seq, f"文件 {one} 的内容被改动，或不在包里")
        for (seq, one), listed in self.listed.items():
            self.must(listed, seq, f"文件 {one} 不在清单里")


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="核验导出的留痕。退出码：0 没有问题；1 有问题。")
    parser.add_argument("export", help="导出的 zip")
    parser.add_argument("--key", action="append", required=True, help="公钥（PEM），可以有几个")
    parser.add_argument("--held", action="append", default=[], help="外部留存的签名头，可以有几个")
    given = parser.parse_args(words)
    verifier = Verifier([load_pem_public_key(Path(name).read_bytes()) for name in given.key])
    try:
        with zipfile.ZipFile(given.export) as archive:
            verifier.check(archive, "\n".join(Path(name).read_text("utf-8") for name in given.held))
    except Exception as error:  # what can't be read was not verified
        verifier.must(False, verifier.last + 1, f"不能读完，核验到此中止：{error}")
    for seq, finding in sorted(verifier.found)[:20]:
        sys.stdout.write(f"第 {seq} 条：{finding}\n" if seq else f"{finding}\n")
    answer = f"发现 {len(verifier.found)} 处问题" if verifier.found else "核验通过"
    sys.stdout.write(f"{answer}：{verifier.last} 条留痕，{len(verifier.erased)} 条的内容已删除。\n")
    return 1 if verifier.found else 0


if __name__ == "__main__":
    sys.exit(main())
