"""Zip containers, strictly: the directory tells the whole truth, nothing lies between the members, nothing leads out."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

from duixian.files.checks.fault import Rule, quoted

MEMBERS = 2_000
TOTAL = 100 * 1024**2
_CHUNK = 256 * 1024
_LOCAL = struct.Struct("<4s5H3I2H")
_DESCRIPTOR = 24  # the longest data descriptor that may follow a member
_NESTED = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_NESTED_NAMES = {".zip", ".jar", ".rar", ".7z", ".gz", ".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".ofd"}  # fmt: skip


class Member:
    """One entry of the directory, and its bytes as they really are."""

    def __init__(self, raw: memoryview, info: zipfile.ZipInfo) -> None:
        self.raw, self.info = raw, info
        # What the directory really says: ZipInfo.filename ends at a NUL and has its slashes turned.
        self.name = info.orig_filename
        base = self.name.rpartition("/")[2]
        self.suffix = f".{base.rpartition('.')[2]}".lower() if "." in base else ""

    @cached_property
    def start(self) -> int | None:
        """Where the bytes begin; None where the local header is not the one that the directory describes."""
        begin = self.info.header_offset
        header = bytes(self.raw[begin : begin + _LOCAL.size])
        if len(header) < _LOCAL.size:
            return None
        signature, *_, name_length, extra_length = _LOCAL.unpack(header)
        name_begin = begin + _LOCAL.size
        name = bytes(self.raw[name_begin : name_begin + name_length])
        encoding = "utf-8" if self.info.flag_bits & 0x800 else "cp437"
        if signature != b"PK\x03\x04" or name != self.name.encode(encoding, "replace"):
            return None
        return name_begin + int(name_length) + int(extra_length)

    @property
    def end(self) -> int:
        return (self.start or 0) + self.info.compress_size

    def chunks(self) -> Iterator[bytes]:
        """The content, at most one byte more than the directory promises."""
        packed = self.raw[self.start or 0 : self.end]
        if self.info.compress_type == zipfile.ZIP_STORED:
            yield bytes(packed)
            return
        inflate, left = zlib.decompressobj(-15), self.info.file_size + 1
        data: bytes | memoryview = packed
        while left > 0 and not inflate.eof:
            chunk = inflate.decompress(data, min(_CHUNK, left))
            data = inflate.unconsumed_tail
            if not chunk and not data:
                break
            left -= len(chunk)
            yield chunk

    @cached_property
    def content(self) -> bytes:
        """The whole content; empty where it can't be unpacked."""
        try:
            return b"".join(self.chunks())
        except zlib.error:
            return b""

    @cached_property
    def _survey(self) -> tuple[bytes, bool]:
        head, size, check = b"", 0, 0
        try:
            for chunk in self.chunks():
                head = head or chunk[:16]
                size += len(chunk)
                check = zlib.crc32(chunk, check)
        except zlib.error:
            return head, False
        return head, size == self.info.file_size and check == self.info.CRC

    @property
    def head(self) -> bytes:
        """The first bytes."""
        return self._survey[0]

    @property
    def honest(self) -> bool:
        """Whether size and checksum are what the directory says."""
        return self._survey[1]


class Archive:
    """A zip file by its directory."""

    def __init__(self, path: Path, kind: str) -> None:
        self.path, self.kind = path, kind
        self.raw = memoryview(path.read_bytes())

    @cached_property
    def members(self) -> list[Member]:
        """What the directory lists, folders left out; nothing where there is no directory."""
        try:
            with zipfile.ZipFile(self.path) as opened:
                infos = opened.infolist()
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            ValueError,
            struct.error,
            UnicodeDecodeError,
        ):
            return []
        return [Member(self.raw, info) for info in infos if not info.is_dir()]

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(member.name for member in self.members)


def _encrypted(archive: Archive) -> str | None:
    return "" if any(member.info.flag_bits & 0x41 for member in archive.members) else None


def _many(archive: Archive) -> str | None:
    count = len(archive.members)
    return f"{count:,}" if count > MEMBERS else None


def _leads_out(archive: Archive) -> str | None:
    names = [member.name for member in archive.members]
    if len({name.lower() for name in names}) < len(names):
        return ""
    return "" if any(_bad_path(name) for name in names) else None


def _bad_path(name: str) -> bool:
    path = PurePosixPath(name)
    signs = "\\" in name or ":" in name or not name.isprintable()
    return signs or path.is_absolute() or ".." in path.parts


def _links(archive: Archive) -> str | None:
    modes = (member.info.external_attr >> 16 for member in archive.members)
    return "" if any(stat.S_ISLNK(mode) for mode in modes) else None


def _methods(archive: Archive) -> str | None:
    usual = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    return "" if any(one.info.compress_type not in usual for one in archive.members) else None


def _layout(archive: Archive) -> str | None:
    """Members follow each other from the first byte to the directory, which ends the file: no room for anything else."""
    with zipfile.ZipFile(archive.path) as opened:
        directory, comment = opened.start_dir, opened.comment
        folders = [one for one in opened.infolist() if one.is_dir()]
    spans = sorted(
        (member.info.header_offset, member.start, member.end)
        for member in [*archive.members, *(Member(archive.raw, one) for one in folders)]
        if member.start is not None
    )
    if comment or len(spans) < len(archive.members) + len(folders):
        return ""
    reached = 0
    for begin, _, end in spans:
        if not 0 <= begin - reached <= (_DESCRIPTOR if reached else 0):
            return ""
        reached = end
    return None if 0 <= directory - reached <= _DESCRIPTOR else ""


def _bomb(archive: Archive) -> str | None:
    total = sum(member.info.file_size for member in archive.members)
    return f"{total // 1024**2:,} MB" if total > TOTAL else None


def _lying(archive: Archive) -> str | None:
    return None if all(member.honest for member in archive.members) else ""


def _nested(archive: Archive) -> str | None:
    for member in archive.members:
        if member.suffix in _NESTED_NAMES or member.head.startswith(_NESTED):
            return quoted(member.name)
    return None


RULES: dict[str, Rule[Archive]] = {
    "zip-damaged": lambda archive: None if archive.members else "",
    "zip-encrypted": _encrypted,
    "zip-members": _many,
    "zip-path": _leads_out,
    "zip-symlink": _links,
    "zip-method": _methods,
    "zip-layout": _layout,
    "zip-bomb": _bomb,
    "zip-lying": _lying,
    "zip-nested": _nested,
}
