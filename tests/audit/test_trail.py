"""Entries: written with the change or not at all, numbered without holes, chained, without personal data, erasable."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from duixian.audit import chain, trail
from duixian.audit.actor import Actor
from duixian.audit.models import Entry, Payload
from tests.audit.histories import APPLICANT, CASE, JOB, OFFICER


@pytest.mark.django_db
def test_entries_are_numbered_and_chained() -> None:
    assert trail.head() == trail.Head(0, chain.ZERO)
    with transaction.atomic():
        first = trail.record(OFFICER, "case.open", CASE, payload={"a": 1})
        second = trail.record(OFFICER, "case.close", CASE)
        trail.record(JOB, "case.sweep", "application:2")
    assert (first.seq, first.prev, second.seq, second.prev) == (1, chain.ZERO, 2, first.hash)
    assert [(entry.seq, entry.data) for entry in trail.of(CASE)] == [(1, {"a": 1}), (2, {})]
    assert [chain.entry_hash(entry.row) for entry in Entry.objects.all()] == [
        entry.hash for entry in Entry.objects.all()
    ]
    assert str(first) == f"1 case.open {CASE}"


@pytest.mark.django_db
def test_an_entry_says_who_and_when_and_no_name() -> None:
    at = datetime(2026, 3, 2, 9, 30, 0, 5, tzinfo=UTC)
    entry = trail.record(
        OFFICER, "case.open", CASE, payload={"联系人": "陈晨"}, files=["ab", "cd"], at=at
    )
    kept = Entry.objects.get(pk=entry.pk)
    assert kept.row == entry.row
    assert (kept.at, kept.actor, kept.role, kept.request) == (
        at,
        str(OFFICER.person),
        "officer",
        "req-1",
    )
    assert (kept.files, kept.actor_name, kept.data) == (["ab", "cd"], "王芳", {"联系人": "陈晨"})
    assert kept.address == chain.address_hash(kept.payload.salt, "10.0.0.7")
    assert not {"王芳", "陈晨", "10.0.0.7"} & set(map(str, kept.row.values()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actor", "identity"),
    [
        (JOB, "job:retention"),
        (Actor(person=None, name="", role=""), ""),
        (APPLICANT, str(APPLICANT.person)),
    ],
)
def test_jobs_are_named_and_strangers_are_not(actor: Actor, identity: str) -> None:
    entry = trail.record(actor, "case.open", CASE)
    assert (entry.actor, entry.address) == (identity, "")


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_a_transaction_around_it() -> None:
    with pytest.raises(TransactionManagementError):
        trail.record(OFFICER, "case.open", CASE)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_refused_change_leaves_no_entry_and_its_denial_one_in_the_number_that_was_free() -> None:
    class Refused(Exception):
        """Not allowed."""

    def refused() -> None:
        with transaction.atomic():
            trail.record(OFFICER, "case.approve", CASE)
            raise Refused

    with pytest.raises(Refused):
        refused()
    entry = trail.denied(OFFICER, "case.approve", CASE, "没有权限")
    assert (entry.seq, entry.outcome, entry.data) == (1, "denied", {"reason": "没有权限"})
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_denial_within_the_change_is_a_mistake_because_it_would_be_rolled_back_with_it() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        trail.denied(OFFICER, "case.approve", CASE, "没有权限")


@pytest.mark.parametrize(
    "payload",
    [
        {"rate": 0.3}, {"sum": Decimal(1)}, {"who": OFFICER.person}, {1: "x"}, {"deep": [{"x": {1.0}}]},
        {"far": 2**53}, {"half": "\ud800"}, {"\udc00": 1},
    ],
)  # fmt: skip
def test_a_payload_is_plain_json_without_fractions(payload: dict[str, Any]) -> None:
    with pytest.raises(chain.NotPlain):
        chain.canonical(payload)


def test_canonical_json_is_sorted_and_unescaped() -> None:
    payload = {"乙": [True, None, -(2**53) + 1], "甲": "\x00\n𠮷", "a": ()}
    assert (
        chain.canonical(payload) == r'{"a":[],"乙":[true,null,-9007199254740991],"甲":"\u0000\n𠮷"}'
    )


def test_a_moment_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        chain.moment(datetime(2026, 3, 2))  # noqa: DTZ001 - the mistake in question
    assert chain.moment(datetime(2026, 3, 2, tzinfo=UTC)) == "2026-03-02T00:00:00.000000Z"


@pytest.mark.django_db
def test_a_session_of_editing_is_one_entry() -> None:
    hour = timedelta(hours=1)
    first = trail.record_once(OFFICER, "draft.save", CASE, within=hour, payload={"version": 1})
    assert trail.record_once(OFFICER, "draft.save", CASE, within=hour) == first
    assert trail.record_once(APPLICANT, "draft.save", CASE, within=hour) != first
    assert trail.record_once(OFFICER, "draft.save", CASE, within=timedelta(0)) != first


@pytest.mark.django_db
def test_erasing_empties_payloads_and_is_itself_an_entry() -> None:
    entry = trail.record(APPLICANT, "case.open", CASE, payload={"手机": "13800000000"})
    other = trail.record(APPLICANT, "case.open", "application:2", payload={"手机": "13900000000"})
    hashes = [one.hash for one in Entry.objects.all()]
    erasure = trail.erase(CASE, "当事人要求", JOB)
    assert (erasure.action, erasure.subject, erasure.data) == (
        trail.ERASE, CASE, {"seqs": [1], "reason": "当事人要求"},
    )  # fmt: skip
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.data, kept.actor_name, kept.payload.salt) == ({}, "", "")
    assert kept.payload.erased_at == erasure.at
    assert [one.hash for one in Entry.objects.all()][:2] == hashes
    again = trail.erase(CASE, "当事人要求", JOB)
    assert again.data["seqs"] == []
    assert trail.erase([other.seq, erasure.seq, 99], "期满", JOB).data["seqs"] == [other.seq]
    assert Payload.objects.get(pk=erasure.pk).body


@pytest.mark.django_db
def test_a_restore_begins_an_epoch() -> None:
    assert trail.record(OFFICER, "case.open", CASE).epoch == 1
    begun = trail.begin_epoch(JOB, "从备份恢复")
    assert (begun.action, begun.epoch, trail.record(OFFICER, "case.open", CASE).epoch) == (
        "trail.epoch",
        2,
        2,
    )


@pytest.mark.django_db(transaction=True)
def test_a_request_that_was_denied_is_known_until_something_else_happens() -> None:
    assert not trail.was_denied(OFFICER)
    trail.denied(OFFICER, "case.approve", CASE, "没有权限")
    assert trail.was_denied(OFFICER)
    assert not trail.was_denied(APPLICANT)
    assert not trail.was_denied(replace(OFFICER, request="req-2"))
    with transaction.atomic():
        trail.record(OFFICER, "case.open", CASE)
    assert not trail.was_denied(OFFICER)
