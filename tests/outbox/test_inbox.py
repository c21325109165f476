"""What a person does with their messages: only their own, read once, and how often mail comes."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpRequest
from pytest_django import DjangoAssertNumQueries

from duixian.outbox import inbox
from duixian.outbox.context import outbox
from duixian.outbox.models import Notice, Preference
from tests.outbox.conftest import START, someone, tell

pytestmark = pytest.mark.django_db
Mode = Preference.Mode


def test_a_person_sees_their_own_newest_first() -> None:
    person = uuid4()
    with time_machine.travel(START, tick=False) as time:
        for number in range(3):
            time.shift(60)
            tell(someone(person=person), someone(), link=f"/{number}/")
    assert [one.link for one in inbox.of(person)] == ["/2/", "/1/", "/0/"]


def test_reading_is_once_and_only_one_s_own() -> None:
    person = uuid4()
    with time_machine.travel(START, tick=False) as time:
        tell(someone(person=person), someone())
        mine = Notice.objects.get(person=person)
        assert inbox.read(uuid4(), mine.pk) is None
        assert inbox.unread(person).count() == 1
        first = inbox.read(person, mine.pk)
        time.shift(60)
        again = inbox.read(person, mine.pk)
    assert first
    assert again
    assert first.read_at == again.read_at == START
    assert inbox.unread(person).count() == 0


def test_all_are_read_at_once_and_nobody_else_s() -> None:
    person = uuid4()
    tell(someone(person=person), someone())
    tell(someone(person=person))
    assert [inbox.read_all(person), inbox.read_all(person)] == [2, 0]
    assert Notice.objects.filter(read_at=None).count() == 1


def test_mail_for_each_message_is_usual_and_can_be_changed_and_changed_back() -> None:
    person = uuid4()
    assert inbox.mode(person) == Mode.EACH
    for wanted in (Mode.NONE, Mode.DAILY, Mode.EACH):
        inbox.choose(person, wanted)
        assert inbox.mode(person) == wanted
    assert Preference.objects.count() == 1


def _request(**more: object) -> HttpRequest:
    request = HttpRequest()
    vars(request).update(more)
    return request


def test_a_page_that_shows_the_number_counts_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person = uuid4()
    tell(someone(person=person))
    found = outbox(_request(user=SimpleNamespace(person_id=person)))["outbox"]
    with django_assert_num_queries(1):
        assert (found.unread, found.unread) == ("1", "1")


@pytest.mark.parametrize(("count", "said"), [(99, "99"), (100, "99+"), (130, "99+")])
def test_a_badge_counts_to_ninety_nine(count: int, said: str) -> None:
    person = uuid4()
    for _ in range(count):
        tell(someone(person=person))
    assert outbox(_request(user=SimpleNamespace(person_id=person)))["outbox"].unread == said
    assert inbox.waiting(person) == count


@pytest.mark.parametrize(
    "more", [{}, {"user": SimpleNamespace()}, {"user": SimpleNamespace(person_id=None)}]
)
def test_a_visitor_costs_no_query(
    django_assert_num_queries: DjangoAssertNumQueries, more: dict[str, object]
) -> None:
    with django_assert_num_queries(0):
        assert outbox(_request(**more))["outbox"].unread == ""
