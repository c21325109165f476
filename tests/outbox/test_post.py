"""Posting: rows in the caller's transaction, nobody told twice, nothing accepted that isn't declared."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from duixian.outbox import sending
from duixian.outbox.kinds import BadMessage
from duixian.outbox.messages import Recipient, post
from duixian.outbox.models import Mail, Notice, Preference
from tests.outbox.conftest import ROLE, START, alarm, someone, states, subjects, tell, worker_runs

pytestmark = pytest.mark.django_db
commits = pytest.mark.django_db(transaction=True)
Mode = Preference.Mode


class Refused(Exception):
    """The caller's change fails after it has posted."""


@commits
def test_what_is_posted_is_sent_after_the_commit() -> None:
    with transaction.atomic():
        post([someone()], "role-granted", ROLE)
        assert (Notice.objects.count(), DBTaskResult.objects.count()) == (1, 0)
    worker_runs()
    assert subjects() == ["【兑现】您已是普陀区科委的经办人"]
    assert states() == ["sent"]


def _rolled_back() -> None:
    with transaction.atomic():
        post([someone()], "role-granted", ROLE)
        raise Refused


@commits
def test_a_transaction_that_is_rolled_back_tells_nobody() -> None:
    with pytest.raises(Refused):
        _rolled_back()
    worker_runs()
    sending.sweep()
    assert (Notice.objects.count(), Mail.objects.count(), DBTaskResult.objects.count()) == (0, 0, 0)
    assert subjects() == []


@commits
def test_the_control_that_sends_at_once_tells_somebody_of_what_never_happened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "after_commit", sending.send_all)
    with pytest.raises(Refused):
        _rolled_back()
    assert len(subjects()) == 1


@commits
def test_outside_a_transaction_nothing_can_be_posted() -> None:
    with pytest.raises(AssertionError, match="atomic"):
        post([someone()], "role-granted", ROLE)
    assert Notice.objects.count() == 0


def test_the_same_key_tells_the_same_person_once_and_another_person_too() -> None:
    one, other = someone("a@example.cn"), someone("b@example.cn")
    tell(one, key="round-published:1")
    tell(one, other, key="round-published:1")
    tell(one, key="round-published:2")
    sending.sweep()
    assert sorted(sent.to[0] for sent in mail.outbox) == [
        "a@example.cn",
        "a@example.cn",
        "b@example.cn",
    ]


def test_without_a_key_everything_is_told() -> None:
    one = someone()
    tell(one)
    tell(one)
    assert Notice.objects.filter(person=one.person).count() == 2


def test_a_person_named_twice_is_told_once() -> None:
    one = someone()
    tell(one, Recipient(person=one.person, email="wang@example.cn"))
    assert Notice.objects.count() == 1


def test_two_who_are_not_registered_are_two_people() -> None:
    tell(Recipient(person=None, email="a@example.cn"), Recipient(person=None, email="b@example.cn"))
    assert Mail.objects.count() == 2


def test_nobody_to_tell_is_fine() -> None:
    tell()
    assert Notice.objects.count() == 0


def test_who_has_no_address_finds_the_notice_in_the_product() -> None:
    tell(someone(""))
    assert (Notice.objects.count(), Mail.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "address",
    ["nobody", "a@b\r\nBcc: c@example.cn", "a@example.cn\n", "a@example.cn,b@example.cn", f"{'a' * 60}@{'b.' * 120}cn"],
)  # fmt: skip
def test_an_address_that_cannot_be_used_holds_up_nobody_and_shows(address: str) -> None:
    tell(someone(address), someone("good@example.cn"))
    sending.sweep()
    assert states() == ["failed", "sent"]
    assert [sent.to for sent in mail.outbox] == [["good@example.cn"]]
    assert Mail.objects.get(state="failed").last_error == "地址不能用"


@pytest.mark.parametrize(
    ("mode", "ordinary", "urgent"),
    [(Mode.EACH, "waiting", "waiting"), (Mode.DAILY, "held-for-digest", "waiting"), (Mode.NONE, None, "waiting")],
)  # fmt: skip
def test_preferences_say_how_often_mail_comes_but_not_about_safety(
    mode: Mode, ordinary: str | None, urgent: str
) -> None:
    one = someone()
    assert one.person
    Preference.objects.create(person=one.person, mode=mode)
    tell(one)
    assert states() == ([ordinary] if ordinary else [])
    alarm(one)
    assert states()[-1] == urgent
    assert Notice.objects.filter(person=one.person).count() == 2


@pytest.mark.parametrize("template", ["no-such", "", "../role-granted", "digest"])
def test_an_unknown_template_fails_loudly(template: str) -> None:
    with pytest.raises(BadMessage, match="no such template"), transaction.atomic():
        post([someone()], template, ROLE)


@pytest.mark.parametrize(
    "context", [{}, {"role": "经办人"}, {**ROLE, "more": 1}, {"organisation": "", "Role": ""}]
)
def test_a_context_of_other_names_fails_loudly(context: dict[str, object]) -> None:
    with pytest.raises(BadMessage, match="role-granted takes"), transaction.atomic():
        post([someone()], "role-granted", context)


@pytest.mark.parametrize(
    "link", ["https://evil.example/", "//evil.example/", "my/", "/my/\r\nBcc: x", "/my/\u202e", "javascript:alert(1)", "/\\evil.example/"],
)  # fmt: skip
def test_a_link_that_leads_out_fails_loudly(link: str) -> None:
    with pytest.raises(BadMessage, match="not a path"):
        tell(someone(), link=link)


@commits
def test_posting_to_a_thousand_people_makes_few_queries(
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    people = [someone(f"a{number}@example.cn") for number in range(1000)]
    with transaction.atomic(), django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        post(people, "role-granted", ROLE, key=f"once:{uuid4()}")
    assert Mail.objects.count() == 1000
    assert DBTaskResult.objects.count() == 10
    assert connection.in_atomic_block is False


def test_the_moment_is_written_as_shanghai_s_clocks_show_it() -> None:
    alarm(someone())
    assert "2026年3月2日 09:00" in Notice.objects.get().body
    assert START.isoformat() not in Notice.objects.get().body
