"""Sending: each mail once however many workers, retried while that is safe, and what is unclear is never sent again."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from threading import Barrier

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from duixian.kernel import clock
from duixian.outbox import sending
from duixian.outbox.backends import Unclear
from duixian.outbox.messages import Recipient, post
from duixian.outbox.models import Mail, Notice
from tests.outbox.conftest import START, Fail, someone, states, subjects, tell, worker_runs

pytestmark = pytest.mark.django_db
commits = pytest.mark.django_db(transaction=True)
BUSY = smtplib.SMTPServerDisconnected("try later")


def _race(workers: int, mails: int) -> list[str]:
    """Each worker tries every mail, all starting together; the addresses that were written to."""
    tell(*(someone(f"a{number}@example.cn") for number in range(mails)))
    waiting = list(Mail.objects.values_list("pk", flat=True))
    start = Barrier(workers)

    def worker(_: int) -> int:
        try:
            start.wait()
            return sending.send_all(waiting)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        sent = sum(pool.map(worker, range(workers)))
    assert sent == len(mail.outbox)
    return [one.to[0] for one in mail.outbox]


@commits
def test_six_workers_and_forty_mails_send_each_exactly_once() -> None:
    addresses = _race(6, 40)
    assert len(addresses) == 40
    assert set(addresses) == {f"a{number}@example.cn" for number in range(40)}
    assert set(states()) == {"sent"}
    assert set(Mail.objects.values_list("attempts", flat=True)) == {1}


@commits
def test_the_control_that_looks_and_then_takes_sends_some_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    together = Barrier(2)

    def look_then_take(pk: int, now: object) -> Mail | None:
        found = Mail.objects.filter(pk=pk, state="waiting").first()
        together.wait(timeout=30)
        if found:
            found.state, found.attempts = Mail.State.SENDING, 1
            found.save()
        return found

    monkeypatch.setattr(sending, "_claim", look_then_take)
    assert len(_race(2, 2)) == 4


@commits
def test_the_queue_and_the_sweep_together_send_once() -> None:
    tell(someone())
    assert sending.sweep() == "发出1封"
    worker_runs()
    assert len(subjects()) == 1
    assert DBTaskResult.objects.get().return_value == 0


@commits
def test_the_sweep_finds_what_was_never_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_queue(mails: list[int]) -> None:
        raise OSError(mails)

    monkeypatch.setattr(sending, "_enqueue", no_queue)
    tell(someone())
    assert (states(), DBTaskResult.objects.count()) == (["waiting"], 0)
    sending.sweep()
    assert states() == ["sent"]


def test_a_mail_server_that_is_down_is_tried_eight_times_in_a_day_and_then_given_up(
    failing: Fail,
) -> None:
    failing(BUSY)
    with time_machine.travel(START, tick=False) as time:
        tell(someone())
        sending.sweep()
        tried = [clock.now()]
        while states() == ["waiting"]:
            mail_ = Mail.objects.get()
            time.move_to(mail_.next_at - timedelta(seconds=1))
            sending.sweep()
            assert Mail.objects.get().attempts == len(tried), "too early"
            time.move_to(mail_.next_at)
            sending.sweep()
            tried.append(clock.now())
    waits = [int((later - earlier).total_seconds()) // 60 for earlier, later in pairwise(tried)]
    assert waits == [1, 5, 15, 60, 180, 360, 720]
    assert states() == ["failed"]
    assert Mail.objects.get().last_error == "SMTPServerDisconnected: try later"
    assert subjects() == []


def test_what_failed_at_first_goes_out_when_the_server_is_back(failing: Fail) -> None:
    failing(BUSY)
    with time_machine.travel(START, tick=False) as time:
        tell(someone())
        sending.sweep()
        failing(None)
        sending.sweep()
        assert subjects() == []
        time.shift(60)
        sending.sweep()
    assert (len(subjects()), states()) == (1, ["sent"])
    assert Mail.objects.get().last_error == ""
    assert Mail.objects.get().sent_at == START + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.cn": (550, b"no such user")}), "failed"),
        (smtplib.SMTPRecipientsRefused({"a@example.cn": (450, b"later")}), "waiting"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
        (smtplib.SMTPDataError(451, b"later"), "waiting"),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), "waiting"),
        (ConnectionRefusedError("no server"), "waiting"),
        (TimeoutError("slow"), "waiting"),
        (Unclear("cut"), "unclear"),
        (ValueError("cannot be built"), "failed"),
    ],
)  # fmt: skip
def test_what_an_error_means_for_the_next_try(failing: Fail, error: Exception, state: str) -> None:
    failing(error)
    tell(someone())
    sending.sweep()
    assert states() == [state]
    assert type(error).__name__ in Mail.objects.get().last_error


def test_one_mail_that_cannot_be_built_does_not_hold_up_the_next(failing: Fail) -> None:
    tell(someone(), someone())
    first, second = Mail.objects.order_by("pk")
    failing(ValueError("broken"))
    assert sending.send_all([first.pk]) == 0
    failing(None)
    assert sending.send_all([first.pk, second.pk]) == 1
    assert states() == ["failed", "sent"]


def test_what_is_unclear_is_never_sent_again(failing: Fail) -> None:
    failing(Unclear("cut"))
    with time_machine.travel(START, tick=False) as time:
        tell(someone())
        sending.sweep()
        failing(None)
        for _ in range(20):
            time.shift(3600)
            sending.sweep()
    assert (subjects(), states()) == ([], ["unclear"])


def test_a_worker_that_dies_while_sending_leaves_it_unclear() -> None:
    with time_machine.travel(START, tick=False) as time:
        tell(someone())
        assert sending._claim(Mail.objects.get().pk, clock.now())
        time.shift(sending.CLAIM)
        assert sending.sweep() == "发出0封"
        assert states() == ["sending"]
        time.shift(1)
        assert sending.sweep() == "发出0封，结果不明1封"
    assert (subjects(), states()) == ([], ["unclear"])


def test_a_worker_that_was_only_slow_has_the_last_word() -> None:
    with time_machine.travel(START, tick=False) as time:
        tell(someone())
        claimed = sending._claim(Mail.objects.get().pk, clock.now())
        assert claimed
        time.shift(3600)
        sending.sweep()
        assert sending._hand_over(claimed)
    assert (len(subjects()), states()) == (1, ["sent"])


def test_a_message_keeps_its_identifier_over_all_tries(failing: Fail) -> None:
    tell(someone())
    found = Mail.objects.get()
    assert found.message_id == f"<{found.notice_id}@localhost>"
    with time_machine.travel(clock.now() + timedelta(seconds=1), tick=False) as time:
        failing(BUSY)
        sending.sweep()
        failing(None)
        time.shift(60)
        sending.sweep()
    assert mail.outbox[0].extra_headers["Message-ID"] == found.message_id
    assert mail.outbox[0].message()["Auto-Submitted"] == "auto-generated"


def test_a_letter_is_dated_by_the_product_s_clock() -> None:
    with clock.at(START):
        tell(someone())
        sending.sweep()
    assert mail.outbox[0].message()["Date"] == "Mon, 02 Mar 2026 09:00:00 +0800"


def _invite() -> None:
    context = {"enterprise": "甲公司", "role": "经办人员", "inviter": "王某", "expires": START}
    with transaction.atomic():
        post(
            [Recipient(person=None, email="new@example.cn")],
            "invitation",
            context,
            link="/join/secret/",
        )


def test_a_link_that_is_a_key_is_erased_once_the_mail_has_gone() -> None:
    _invite()
    tell(someone(), link="/my/")
    assert Notice.objects.filter(link="/join/secret/").exists()
    sending.sweep()
    assert "/join/secret/" in mail.outbox[0].body
    assert sorted(Notice.objects.values_list("link", flat=True)) == ["", "/my/"]


def test_such_a_link_stays_while_the_mail_may_still_go(failing: Fail) -> None:
    failing(BUSY)
    _invite()
    sending.sweep()
    assert Notice.objects.get().link == "/join/secret/"


def test_a_link_is_written_with_the_address_of_the_site() -> None:
    tell(someone(), link="/my/applications/")
    sending.sweep()
    assert "http://localhost/my/applications/\n" in mail.outbox[0].body
    assert "http://localhost/messages/preferences/\n" in mail.outbox[0].body
