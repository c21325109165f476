"""The credit commitment (信用承诺书): versioned texts, each signed as it stood; a new text is a new file beside the old."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from duixian.kernel.names import same_name

CURRENT = "2026-1"
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One version of the text."""

    version: str
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def title(self) -> str:
        return self.text.partition("\n")[0].lstrip("# ")

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text below the title, paragraph by paragraph."""
        lines = self.text.splitlines()[1:]
        return tuple(line for line in lines if line.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a person gave to sign: the name they typed, the text they saw, whether they were identified just before."""

    name: str = ""
    commitment: str = ""
    stepped_up: bool = False


@cache
def get(version: str) -> Commitment:
    """One version; KeyError where there is none."""
    file = _FOLDER / f"{version}.md"
    if version not in versions():
        raise KeyError(version)
    return Commitment(version=version, text=file.read_text(encoding="utf-8"))


def versions() -> tuple[str, ...]:
    """Every version there has been."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.md")))


def current() -> Commitment:
    """The one to sign now."""
    return get(CURRENT)


def faults(given: Signature, name: str) -> list[tuple[str, str]]:
    """Why a signature by the person of this name does not hold, by field."""
    found = []
    if not given.stepped_up:
        found.append(("", "签署前请再次验证身份"))
    if given.commitment != CURRENT:
        found.append(("commitment", "承诺书已更新，请重新阅读后签署"))
    if not given.name.strip():
        found.append(("signed_name", "请填写您的姓名，作为签名"))
    elif not same_name(given.name, name):
        found.append(("signed_name", "所填姓名与登录人的姓名不一致，请由本人签署"))
    return found
