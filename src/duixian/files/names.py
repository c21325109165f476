"""File names as people gave them: cleaned for showing, refused where they deceive; never used on disk."""

import re
import unicodedata

from duixian.files.checks.fault import Rule, first
from duixian.files.refusals import Refused

LONGEST = 255  # bytes: what file systems take
_BLANKS = re.compile(r"\s+")
# Control and format characters (the latter turn the reading direction, or show nothing), private use, lone surrogates.
_HIDDEN = {"Cc", "Cf", "Co", "Cs"}


def _plain(name: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", name)).strip(" .")


def _hides(name: str) -> str | None:
    return "" if any(unicodedata.category(sign) in _HIDDEN for sign in name) else None


def _empty(name: str) -> str | None:
    return None if _plain(name) else ""


def _long(name: str) -> str | None:
    size = len(_plain(name).encode(errors="replace"))
    return str(size) if size > LONGEST else None


RULES: dict[str, Rule[str]] = {"name-hidden": _hides, "name-empty": _empty, "name-long": _long}


def cleaned(name: str) -> str:
    """The last part of the path in NFC, blanks folded. Raises Refused for what hides something, and excessive length."""
    last = re.split(r"[/\\]", name)[-1]
    fault = first(RULES, last)
    if fault:
        raise Refused(fault.rule, detail=fault.detail)
    return _plain(last)


def extension(name: str) -> str:
    """What stands after the last point, in lower case; full width is folded. Empty where there is no point."""
    return (
        unicodedata.normalize("NFKC", name).rpartition(".")[2].strip().lower()
        if "." in name
        else ""
    )
