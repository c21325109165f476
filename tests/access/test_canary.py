"""R10: what is a firm's or a centre's own turns up nowhere else: pages, searches, files, exports, messages, mails."""

import re
from collections.abc import Iterator

import pytest
from django.db.models import Q

from duixian.applications import access
from duixian.applications.models import Application
from duixian.outbox.models import Notice
from duixian.parties import organisations
from duixian.parties.models import Organisation
from tests.access import addresses, canaries
from tests.access.asking import ANYBODY, Door, undone
from tests.access.world import CANARIES, WORDS, World
from tests.counted import counted

pytestmark = pytest.mark.django_db
LINK = re.compile(r'(?:href|src|action|hx-get)="(/[^"#]*)"')
LEFT = re.compile(r"^/(static|account/logout|policy/|calculator/|api/)")
LEAST = 80  # pages, for each


def starts() -> list[str]:
    """Every address that needs no object; those of objects were asked cell by cell, in test_matrix.py."""
    return [address.path({}) for address in addresses.every() if not address.params]


def searches(place: str) -> Iterator[str]:
    """A list asked for the first sign of each canary, of which an echo gives nothing away."""
    for mark in CANARIES.values():
        signs = [word[0] for word in (mark.name, mark.profile, mark.filed, mark.draft)]
        for word in (*signs, mark.latin[:4], mark.numbers[0][:8]):
            yield f"{place}?q={word}&state=all"


def crawl(door: Door, who: str) -> Iterator[list[str]]:
    """Follow every link from every start; what leaked in each answer."""
    waiting = starts()
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in seen or LEFT.match(path):
            continue
        seen.add(path)
        answer = door.open(who, path)
        text = canaries.text_of(answer)
        if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
            waiting += LINK.findall(text)
            waiting += searches(path) if 'name="q"' in text and "?" not in path else ()
        yield [f"{who} {path}: {what}" for what in canaries.leaked(who, text)]


# One of each pair that sees alike: the other firm's manager, the other centre.
ALIKE = {"owner_a", "centre_b", "approver", "releaser", "leading"}
EVERY_RUN = [who for who in (ANYBODY, *WORDS, "asked_a", "registrant_b") if who not in ALIKE]
CRAWLED = [
    pytest.param(EVERY_RUN, id="one-of-each"),
    pytest.param(sorted(ALIKE), id="the-others", marks=pytest.mark.trust),
]


@pytest.mark.parametrize("people", CRAWLED)
def test_nothing_foreign_is_on_any_page(built: World, people: list[str]) -> None:
    total = 0
    leaks: list[str] = []
    door = Door(built)
    for who in people:
        with undone():
            for found in crawl(door, who):
                total, leaks = total + 1, leaks + found
    counted(f"金丝雀：{len(people)}人看到的页面", total)
    assert leaks == []
    assert total > LEAST * len(people)


def test_nothing_foreign_is_in_any_message(built: World) -> None:
    count = 0
    leaks: list[str] = []
    for who in built.who:
        person = built.account(who).person
        assert person is not None
        address = built.account(who).email
        for notice in Notice.objects.filter(Q(person=person.pk) | Q(mail__address=address)):
            count += 1
            text = f"{notice.subject} {notice.body} {notice.link}"
            leaks += [f"{who}: {notice.template}: {what}" for what in canaries.leaked(who, text)]
    counted("金丝雀：消息", count)
    assert leaks == []


def _all_cases(viewer: object) -> object:
    return Application.objects.all()


def _all_firms(viewer: object) -> object:
    return Organisation.objects.filter(kind="applicant")


def test_a_query_without_its_bounds_is_found(built: World, monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(built)
    for module, name, unscoped, who in (
        (access, "applications", _all_cases, "owner_b"),
        (access, "applications", _all_cases, "officer"),
        (organisations, "enterprises", _all_firms, "centre_a"),
    ):
        with undone(), monkeypatch.context() as patch:
            patch.setattr(module, name, unscoped)
            assert any(crawl(door, who)), (name, who)
