"""The daily digest: what was held, and what may have got lost, once a day in one mail for each person."""

from uuid import UUID

import pytest
import time_machine
from django.core import mail

from duixian.outbox import digest, inbox, sending
from duixian.outbox.backends import Unclear
from duixian.outbox.messages import Recipient
from duixian.outbox.models import Mail, Preference
from tests.outbox.conftest import START, Fail, someone, states, subjects, tell

pytestmark = pytest.mark.django_db
Mode = Preference.Mode
DAY = 24 * 3600


def daily(email: str = "wang@example.cn") -> tuple[Recipient, UUID]:
    """Someone who wants one mail a day."""
    one = someone(email)
    assert one.person
    inbox.choose(one.person, Mode.DAILY)
    return one, one.person


def test_what_was_held_comes_in_one_mail() -> None:
    one, _ = daily()
    other, _ = daily("li@example.cn")
    tell(one)
    tell(one, other)
    sending.sweep()
    assert (subjects(), set(states())) == ([], {"held-for-digest"})
    assert digest.gather() == "汇总2人"
    sending.sweep()
    assert {(sent.to[0], str(sent.subject)) for sent in mail.outbox} == {
        ("wang@example.cn", "【兑现】您有2条消息"), ("li@example.cn", "【兑现】您有1条消息"),
    }  # fmt: skip
    body = next(str(sent.body) for sent in mail.outbox if sent.to == ["wang@example.cn"])
    assert "1. 您已是普陀区科委的经办人\n2. 您已是普陀区科委的经办人\n" in body
    assert "http://localhost/messages/" in body
    assert set(states()) == {"sent"}


def test_nobody_gets_two_digests_a_day_nor_the_same_thing_on_the_next() -> None:
    with time_machine.travel(START, tick=False) as time:
        one, _ = daily()
        tell(one)
        assert [digest.gather(), digest.gather()] == ["汇总1人", "汇总0人"]
        tell(one)
        assert digest.gather() == "汇总0人"
        sending.sweep()
        time.shift(DAY)
        assert [digest.gather(), digest.gather()] == ["汇总1人", "汇总0人"]
        sending.sweep()
        time.shift(DAY)
        assert digest.gather() == "汇总0人"
    assert subjects() == ["【兑现】您有1条消息", "【兑现】您有1条消息"]


def test_what_may_have_got_lost_is_told_again_in_the_digest_but_not_sent_again(
    failing: Fail,
) -> None:
    failing(Unclear("cut"))
    tell(someone())
    sending.sweep()
    failing(None)
    digest.gather()
    sending.sweep()
    assert subjects() == ["【兑现】您有1条消息"]
    assert states() == ["sent", "sent"]


def test_a_digest_that_may_have_got_lost_is_let_go(failing: Fail) -> None:
    with time_machine.travel(START, tick=False) as time:
        one, _ = daily()
        tell(one)
        failing(Unclear("cut"))
        digest.gather()
        sending.sweep()
        failing(None)
        assert states() == ["unclear", "unclear"]
        time.shift(DAY)
        assert digest.gather() == "汇总0人"
    assert subjects() == []


def test_a_digest_left_by_a_dead_worker_is_unclear_with_its_parts() -> None:
    with time_machine.travel(START, tick=False) as time:
        one, _ = daily()
        tell(one)
        digest.gather()
        assert sending._claim(Mail.objects.get(notice=None).pk, START)
        time.shift(DAY)
        sending.sweep()
    assert states() == ["unclear", "unclear"]


def test_what_is_unclear_of_someone_not_registered_is_in_no_digest(failing: Fail) -> None:
    failing(Unclear("cut"))
    tell(Recipient(person=None, email="new@example.cn"))
    sending.sweep()
    assert digest.gather() == "汇总0人"


def test_who_wants_no_mail_any_more_does_not_get_what_was_held() -> None:
    one, person = daily()
    tell(one)
    inbox.choose(person, Mode.NONE)
    assert digest.gather() == "汇总0人"
    assert inbox.unread(person).count() == 1


def test_the_digest_goes_to_the_newest_address() -> None:
    one, person = daily("old@example.cn")
    tell(one)
    tell(Recipient(person=person, email="new@example.cn"))
    digest.gather()
    sending.sweep()
    assert [sent.to for sent in mail.outbox] == [["new@example.cn"]]
