"""Where a source's list comes from by itself: the interface, and the one that reads a folder."""

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from django.conf import settings

from duixian.credit import sheet
from duixian.credit.entries import Entry
from duixian.credit.models import Source
from duixian.kernel.dates import BadDate, read_iso

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.(csv|xlsx|json)", re.ASCII | re.IGNORECASE)
_SHOWN = 3


class Unavailable(Exception):
    """The source gave no list that can be used; the message says why and the way out, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a source answered: its entries, up to which day they tell, where they come from.

    `scope` is None where the list is whole, so that whoever is not on it has no record; else the codes it answers for.
    """

    entries: tuple[Entry, ...]
    as_of: date
    name: str
    sha256: str
    scope: frozenset[str] | None = None


class CreditSource(Protocol):
    """An adapter."""

    def records(self, codes: Collection[str], today: date) -> Listing:
        """What the source has about these enterprises (or its whole list). Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """The newest of the whole lists that somebody drops into a folder, named for their day: 2026-03-09.xlsx (.csv, .json)."""

    path: Path

    def records(self, codes: Collection[str], today: date) -> Listing:
        """The whole list, whoever is asked for. Raises Unavailable."""
        file, as_of = self._newest(today)
        try:
            content = file.read_bytes()
        except OSError as error:
            raise Unavailable(
                f"{file.name} 读不出来（{error.strerror}），请检查文件和权限"
            ) from None
        if file.suffix.lower() == ".json":
            found = sheet.parsed_json(content, today)
        else:
            found = sheet.parsed(content, file.name, today)
        if found.errors:
            more = f"等{len(found.errors)}处" if len(found.errors) > _SHOWN else ""
            raise Unavailable(f"{file.name} 有误：{'；'.join(found.errors[:_SHOWN])}{more}。请改好后重新放入")  # fmt: skip
        sha256 = hashlib.sha256(content).hexdigest()
        return Listing(entries=found.entries, as_of=as_of, name=file.name, sha256=sha256)

    def _newest(self, today: date) -> tuple[Path, date]:
        try:
            named = [
                (found, one) for one in self.path.iterdir() if (found := _NAME.fullmatch(one.name))
            ]
        except OSError:
            raise Unavailable(f"没有文件夹 {self.path}，请建立并放入名单") from None
        if not named:
            raise Unavailable(
                f"文件夹 {self.path} 里没有名单。请放入以日期命名的文件，例如 {today.isoformat()}.xlsx"
            )
        found, file = max(named, key=lambda one: one[1].name)
        try:
            as_of = read_iso(found[1])
        except BadDate as bad:
            raise Unavailable(f"{file.name} 的文件名不对：{bad}") from None
        if as_of > today:
            raise Unavailable(f"{file.name} 的日期还没有到，请核对文件名")
        if sum(one[1].stem == file.stem for one in named) > 1:
            raise Unavailable(f"有几个日期都是{found[1]}的文件，不知道用哪一个，请只留一个")
        return file, as_of


ADAPTERS: dict[str, Callable[[Source], CreditSource]] = {
    Source.Adapter.FOLDER.value: lambda source: Folder(settings.CREDIT_FOLDER / source.slug),
}
