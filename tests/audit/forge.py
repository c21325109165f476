"""What a forger has who can write every row and every byte: reads an export, changes it, hashes and signs anew.

Written from docs/explanation/trail.md, not from the product's code: so it also checks that the page is right.
"""

import base64
import copy
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORDER = (
    "seq", "prev", "at", "epoch", "actor", "role", "organisation", "address", "action", "subject", "outcome",
    "payload", "files", "request",
)  # fmt: skip
Row = dict[str, Any]


def line(row: object) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Export:
    """An export in pieces; `held` are heads kept outside; `raw` changes a member's bytes at the very end."""

    entries: list[Row]
    payloads: list[Row]
    heads: list[str]
    files: list[Row]
    contents: dict[str, bytes]
    key: Ed25519PrivateKey
    held: list[str] = field(default_factory=list)
    raw: dict[str, Callable[[bytes], bytes | None]] = field(default_factory=dict)
    whole: Callable[[bytes], bytes] = bytes

    @classmethod
    def read(cls, data: bytes, key: Ed25519PrivateKey, held: list[str]) -> "Export":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rows = {
                name: [json.loads(one) for one in archive.read(f"{name}.jsonl").splitlines()]
                for name in ("entries", "payloads", "files")
            }
            notes = archive.read("heads.txt").decode().split("\n\n")
            heads = [
                f"{text}\n\n{signature.strip()}\n"
                for text, signature in zip(notes[::2], notes[1::2], strict=True)
            ]
            kept = [name for name in archive.namelist() if name.startswith("files/")]
            contents = {name: archive.read(name) for name in kept}
        return cls(
            rows["entries"], rows["payloads"], heads, rows["files"], contents, key, list(held)
        )

    def copy(self) -> "Export":
        return Export(
            *copy.deepcopy((self.entries, self.payloads, self.heads, self.files, self.contents)), self.key, list(self.held)
        )  # fmt: skip

    # --- what a forger does

    def at(self, seq: int) -> Row:
        """The entry with this number."""
        return next(row for row in self.entries if row["seq"] == seq)

    def body(self, seq: int) -> Row:
        """Its payload."""
        return next(row for row in self.payloads if row["seq"] == seq)

    def rehash(self, row: Row) -> None:
        """Make one entry agree with its hash."""
        fields = line([row[name] for name in ORDER]).strip(b"\n")
        row["hash"] = sha256(row["v"].encode() + fields)

    def rechain(self, first: int = 1) -> None:
        """Make everything from here on agree with itself."""
        before = "0" * 64
        for row in self.entries:
            if row["seq"] >= first:
                row["prev"] = before
                self.rehash(row)
            before = row["hash"]

    def renumber(self) -> None:
        """Close or open up the numbers after something was taken out or put in."""
        for old, (row, body) in enumerate(zip(self.entries, self.payloads, strict=True), 1):
            row["seq"] = body["seq"] = old
        self.rechain()

    def promise(self, seq: int) -> None:
        """Make an entry agree with its changed payload."""
        body = self.body(seq)
        salted = b"p1" + bytes.fromhex(body["salt"]) + body["body"].encode()
        self.at(seq)["payload"] = sha256(salted)

    def note(self, row: Row, key: Ed25519PrivateKey | None = None, origin: str = "") -> str:
        """A signed head about an entry."""
        key, origin = key or self.key, origin or self.heads[0].split("\n")[0]
        digest = base64.b64encode(bytes.fromhex(row["hash"])).decode()
        text = f"{origin}\n{row['seq']}\n{digest}\n2026-03-02T09:00:00.000000Z\n"
        tag = hashlib.sha256(
            f"{origin}\n\x01".encode() + key.public_key().public_bytes_raw()
        ).digest()
        return (
            f"{text}\n— {origin} {base64.b64encode(tag[:4] + key.sign(text.encode())).decode()}\n"
        )

    def resign(self, key: Ed25519PrivateKey | None = None) -> None:
        """Put heads in the export that agree with what it says now."""
        sizes = {int(head.split("\n")[1]) for head in self.heads}
        rows = [row for row in self.entries if row["seq"] in sizes or row is self.entries[-1]]
        self.heads = [self.note(row, key) for row in rows]

    # --- as the auditor gets it

    def save(self, folder: Path) -> list[str]:
        """Write the zip and the held heads; returns the words for the verifier."""
        members: dict[str, bytes] = {
            "entries.jsonl": b"".join(map(line, self.entries)),
            "payloads.jsonl": b"".join(map(line, self.payloads)),
            "files.jsonl": b"".join(map(line, self.files)),
            "heads.txt": "\n".join(self.heads).encode(),
            **self.contents,
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in members.items():
                changed = self.raw.get(name, bytes)(data)
                if changed is not None:
                    archive.writestr(name, changed)
        (folder / "export.zip").write_bytes(self.whole(out.getvalue()))
        (folder / "held.txt").write_text("\n".join(self.held), "utf-8")
        return [str(folder / "export.zip"), "--held", str(folder / "held.txt")]
