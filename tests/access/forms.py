"""The forms of a page, read as a browser would send them: hidden fields, what is filled in, what is ticked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

NEVER_SENT = {"submit", "button", "image", "reset", "file"}
TOKEN = "csrfmiddlewaretoken"


@dataclass(kw_only=True)
class Form:
    """One form that is posted: where to, what it sends as it stands, and every name that it can send."""

    action: str
    sent: dict[str, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form as its page offers it: what it sends as it stands, and every name that it can send."""

    sent: Mapping[str, Any] = field(default_factory=dict)
    names: frozenset[str] = frozenset()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.text = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(action=said.get("action", ""))
            if said.get("method", "").lower() == "post":
                self.forms.append(self.inside)
        elif self.inside is not None:
            self._field(tag, said, self.inside)

    def _field(self, tag: str, said: Mapping[str, str], form: Form) -> None:
        name, kind = said.get("name", ""), said.get("type", "")
        if tag == "option" and self.select:
            if "selected" in said or self.select not in form.sent:
                form.sent[self.select] = said.get("value", "")
            return
        if not name or name == TOKEN:
            return
        form.names.add(name)
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.text, form.sent[name] = name, ""
        elif tag == "input" and kind not in NEVER_SENT and _is_on(kind, said):
            _add(form.sent, name, said.get("value", "on" if kind == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.text = ""

    def handle_data(self, data: str) -> None:
        if self.text and self.inside is not None:
            self.inside.sent[self.text] += data.removeprefix("\n")


def _is_on(kind: str, said: Mapping[str, str]) -> bool:
    return kind not in {"radio", "checkbox"} or "checked" in said


def _add(sent: dict[str, Any], name: str, value: str) -> None:
    """A name that stands there twice is sent twice."""
    before = sent.get(name)
    sent[name] = (
        value if before is None else [*(before if isinstance(before, list) else [before]), value]
    )


def forms(page: str, at: str) -> list[Form]:
    """The posted forms of a page at an address, each with the address that it is sent to."""
    reader = _Reader()
    reader.feed(page)
    for one in reader.forms:
        one.action = urljoin(at, one.action)
    return reader.forms
