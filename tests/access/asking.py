"""The one builder of requests, for those who get through and those who don't; and what an answer amounts to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.test import Client

from tests.access.addresses import Address
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
    "filing-section": {"section": "applicant"}, "filing-step": {"step": "discard"},
    "evidence-picture": {"number": 1}, "account_confirm_email": {"key": "made-up"},
}  # fmt: skip
# What is sent with a form, so that it goes as far as the verb behind it; the others are sent empty.
BODIES: dict[str, dict[str, Any]] = {
    "office-registration": {"decision": "accept", "reason": "相符"},
    "office-reveal": {"reason": "核对拨付凭证"},
    "office-change": {"decision": "accept"},
    "office-earlier-grant": {"reason": "重复登记"},
    "office-earlier-brought": {"decision": "discard"},
    "office-revoke": {"reason": "调离"},
    "office-lock": {"act": "lock", "reason": "调离"},
    "office-grant-decide": {"decision": "confirm"},
    "office-round-decide": {"reason": "请补充材料清单"},
    "office-amendment-decide": {"approve": "1"},
    "enterprise-remove": {"reason": "离职"},
    "enterprise-answer": {"decision": "accept"},
    "enterprise-people": {"email": "new@example.cn", "role": "applicant"},
    "enterprise-data-close": {},
    "messages-preferences": {"mode": "daily"},
    "filing-step": {"reason": "不再申报"},
}  # fmt: skip


class Door:
    """Everybody's open session; each request starts from the same state, and leaves none behind."""

    def __init__(self, world: World, *, secure: bool = False) -> None:
        self.world, self.secure = world, secure
        self.clients = {name: enter(Client(), world.account(name)) for name in world.who}
        self.clients[ANYBODY] = Client()
        for one in self.clients.values():
            one.raise_request_exception = False
        self.cookies = {name: one.cookies.output() for name, one in self.clients.items()}

    def everybody(self, thing: Thing) -> list[str]:
        """Who tries: all of WORDS, a visitor who is not signed in, and whose own the object is."""
        own = [thing.person] if thing.person and thing.person not in WORDS else []
        return [ANYBODY, *WORDS, *own]

    def open(self, who: str, path: str) -> Response:
        """Look at a page."""
        answer: Response = self._client(who).get(path, secure=self.secure)
        return answer

    def _client(self, who: str) -> Client:
        client = self.clients[who]
        client.cookies = SimpleCookie(self.cookies[who].replace("Set-Cookie: ", ""))
        return client

    def ask(self, who: str, method: str, address: Address, thing: Thing) -> Response:
        """One request, as it stands; whatever it changed is undone by `undone`."""
        client = self._client(who)
        path = address.path({**thing.given, **BESIDE.get(address.name, {})})
        body = BODIES.get(address.name, {})
        send = getattr(client, method.lower())
        sent = {} if method == "GET" else {"data": body}
        answer: Response = send(path, secure=self.secure, **sent)
        return answer


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back. As in Django's own TestCase, a durable transaction may be inside."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
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
