"""The one builder of requests, for those who get through and those who don't; and what an answer amounts to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory

from duixian.parties.models import Account
from tests.access import addresses, matrix
from tests.access.addresses import Address
from tests.access.bodies import BODIES, SELF, Body
from tests.access.forms import Filled, forms
from tests.access.matrix import EVERYBODY
from tests.access.world import SIDED, WORDS, Thing, World
from tests.pages.conftest import Response
from tests.pages.signed import enter

ANYBODY = "nobody"
METHODS = ("GET", "POST", "PUT", "DELETE")
THROUGH, SIGN_IN, HIDDEN, WRONG = "through", "sign-in", "404", "405"
SIGN_IN_PAGE = "/account/login/"

# What an address needs beside its object.
BESIDE: dict[str, dict[str, Any]] = {
    "office-round-section": {"name": "basics"}, "office-round-measure": {"name": "compute"},
    "filing-section": {"section": "applicant"}, "filing-step": {"step": "discard"}, "office-case-act": {"step": "hand-over"},
    "evidence-picture": {"number": 1}, "account_confirm_email": {"key": "made-up"},
}  # fmt: skip
Sent = dict[str, Any]


class Door:
    """Everybody's open session; each request starts from the same state, and leaves none behind.

    Requests go straight to the handler, through all middleware: Django's client copies every template's context.
    """

    def __init__(self, world: World, *, secure: bool = False) -> None:
        self.world, self.secure = world, secure
        self.checks_forms = False
        self.forms: dict[tuple[object, ...], Filled] = {}
        self.lines = matrix.declared()
        self.addresses = {one.name: one for one in addresses.every()}
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.desks = {name: self._signed_in(world.account(name)) for name in world.who}
        self.desks[ANYBODY] = RequestFactory()

    def _signed_in(self, account: Account) -> RequestFactory:
        desk = RequestFactory()
        desk.cookies = enter(Client(), account).cookies
        return desk

    def everybody(self, thing: Thing) -> list[str]:
        """Who tries: all of WORDS, a visitor who is not signed in, and whose own the object is."""
        own = [thing.person] if thing.person and thing.person not in WORDS else []
        return [ANYBODY, *WORDS, *own]

    def open(self, who: str, path: str) -> Response:
        """Look at a page."""
        return self._answer(self.desks[who].get(path, secure=self.secure))

    def ask(
        self, who: str, method: str, address: Address, thing: Thing, more: Sent | None = None
    ) -> Response:
        """One request, a form with what its page would send and `more`; what it changes is undone by `undone`."""
        if method != "POST":
            return self.send(who, method, self.path(address, thing))
        body = BODIES.get(address.name, Body())
        filled = self.form(who, address, thing)
        sent = {**filled.sent, **body.fields(self.world, thing), **(more or {})}
        return self.send(who, "POST", self.path(address, thing) + body.query, sent, json=body.json)

    def lead_up(self, who: str, address: Address, thing: Thing) -> None:
        """Send the forms that come before this one; after it only the request itself is left to do."""
        self.form(who, address, thing)
        self._before(who, BODIES.get(address.name, Body()), thing)

    def _before(self, who: str, body: Body, thing: Thing) -> None:
        for one in body.before.get(self.world.kind(thing), ()):
            address, own = self.addresses[one.name], BODIES[one.name]
            sent = {
                **self.form(who, address, thing).sent,
                **own.fields(self.world, thing),
                **one.typed,
            }
            self.send(who, "POST", self.path(address, thing, **one.at), sent)

    def path(self, address: Address, thing: Thing, **at: str) -> str:
        """Where it is."""
        return address.path({**thing.given, **BESIDE.get(address.name, {}), **at})

    def form(self, who: str, address: Address, thing: Thing) -> Filled:
        """The form of an address as its page shows it to the first who may; empty where it has no page."""
        body = BODIES.get(address.name, Body())
        key = address.name, who if body.personal else "", *thing.given.values()
        if key not in self.forms:
            readers = [who] if body.personal else self._let_in(address, thing)
            found = (self._read(one, address, thing) for one in readers) if body.page else ()
            self.forms[key] = next((one for one in found if one), Filled())
        return self.forms[key]

    def _let_in(self, address: Address, thing: Thing) -> list[str]:
        """The first two who may send it: a page that neither of them has, nobody has."""
        may = {
            word for line in self.lines[address.name] if "POST" in line.methods for word in line.who
        }
        found = [who for who in self.everybody(thing) if may & (words_of(who, thing) | {EVERYBODY})]
        return found[:2]

    def _read(self, who: str, address: Address, thing: Thing) -> Filled | None:
        body = BODIES[address.name]
        at = self.addresses[address.name if body.page == SELF else body.page]
        path, page = self.path(address, thing), self.path(at, thing)
        with undone():
            self._before(who, body, thing)
            answer = self.open(who, page + body.query)
        if answer.status_code != 200:
            return None
        found = forms(answer.content.decode(), page)
        right = (one for one in found if one.action.partition("?")[0] == path)
        return next((Filled(sent=one.sent, names=frozenset(one.names)) for one in right), None)

    def send(
        self, who: str, method: str, path: str, data: Sent | None = None, *, json: bool = False
    ) -> Response:
        """One request by its path."""
        how: Sent = {"secure": self.secure}
        if method == "POST":
            how["data"] = data or {}
        if json:
            how["content_type"] = "application/json"
        return self._answer(getattr(self.desks[who], method.lower())(path, **how))

    def _answer(self, request: HttpRequest) -> Response:
        request._dont_enforce_csrf_checks = not self.checks_forms  # type: ignore[attr-defined]
        answer: Any = self.handler.get_response(request)
        assert hasattr(answer, "content")
        found: Response = answer
        return found


def block() -> transaction.Atomic:
    """A transaction as Django's own TestCase has them: a durable one may be inside."""
    made = transaction.atomic()
    made._from_testcase = True  # type: ignore[attr-defined]
    return made


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with block():
        yield
        transaction.set_rollback(True)


def outcome(answer: Response) -> str:
    """What an answer amounts to."""
    status = answer.status_code
    if status == 302 and answer.headers["Location"].startswith(SIGN_IN_PAGE):
        return SIGN_IN
    if status >= 500:
        return f"broken {status}"
    return str(status) if status in {403, 404, 405, 429} else THROUGH


def words_of(who: str, thing: Thing) -> set[str]:
    """The words of matrix.txt that mean this person, before this object."""
    if who == ANYBODY:
        return set()
    found = {"登录者"}
    if who == thing.person:
        found.add("本人")
    word = WORDS.get(who, "")
    if word and (word not in SIDED or not thing.side or who.endswith(f"_{thing.side}")):
        found.add(word)
    return found


def given_of(kind: str, things: Mapping[str, list[Thing]]) -> list[Thing]:
    """The objects of a kind; "-" where an address has none."""
    return [Thing(given={})] if kind == "-" else things[kind]


__all__ = ["ANYBODY", "METHODS", "Door", "given_of", "outcome", "undone", "words_of"]
