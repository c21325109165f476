"""A letter's number, its frozen words, its trail; what is void; what the database refuses."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.transaction import TransactionManagementError

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.audit.models import Entry, Outcome
from duixian.letters import letters
from duixian.letters.fields import BadLetter
from duixian.letters.models import Letter, Series, Void
from duixian.parties.access import NotSeen, Refused
from tests.letters.conftest import AT, SUBJECT, Desk, Issue
from tests.letters.samples import SAMPLES

NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # midnight in Shanghai


def test_numbers_run_by_kind_and_by_shanghais_year(issue: Issue) -> None:
    numbers = [str(issue(kind)) for kind in ("correction", "correction", "decision")]
    assert numbers == ["普科智软补〔2026〕1号", "普科智软补〔2026〕2号", "普科智软决〔2026〕1号"]
    assert str(issue(at=NEW_YEAR)) == "普科智软补〔2027〕1号"


def test_a_letter_that_is_rolled_back_gives_its_number_back(desk: Desk, issue: Issue) -> None:
    issue()
    with transaction.atomic():
        letters.issue(desk.officer, "correction", SUBJECT, SAMPLES["correction"], AT)
        transaction.set_rollback(True)
    assert str(issue()) == "普科智软补〔2026〕2号"


def test_what_was_given_and_what_is_said_are_frozen_under_one_hash(issue: Issue) -> None:
    letter = issue("decision")
    assert hashlib.sha256(letter.content.encode()).hexdigest() == letter.sha256
    content = json.loads(letter.content)
    assert content["fields"]["amount"] == 150_000_000
    assert content["fields"]["case"]["submitted"] == "2026-03-02"
    assert content["number"] == letter.number
    assert "壹佰伍拾万元整" in letter.text
    assert content["dated"] == "2026-05-28"


def test_the_trail_vouches_for_the_words_and_the_letter_carries_the_head(issue: Issue) -> None:
    letter = issue()
    entry = trail.of(f"letter:{letter.pk}").get()
    assert (entry.action, entry.files) == ("letter.issue", [letter.sha256])
    assert entry.data == {"number": letter.number, "kind": "correction", "subject": SUBJECT}
    assert letter.head.splitlines()[1] == str(entry.seq)


def test_a_job_may_issue_and_nobody_is_named(db: None) -> None:
    with transaction.atomic():
        letter = letters.issue(Actor.job("lapse"), "lapsed", SUBJECT, SAMPLES["lapsed"], AT)
    assert letter.issued_by is None
    assert Entry.objects.get(action="letter.issue").actor == "job:lapse"


@pytest.mark.django_db(transaction=True)
def test_a_letter_outside_a_transaction_is_refused(db: None) -> None:
    with pytest.raises(TransactionManagementError):
        letters.issue(Actor.job("lapse"), "lapsed", SUBJECT, SAMPLES["lapsed"], AT)
    assert not Letter.objects.exists()


def test_letters_of_a_subject_come_in_order_void_ones_too(desk: Desk, issue: Issue) -> None:
    first, second = issue(), issue("decision", at=AT + timedelta(seconds=1))
    issue(subject="application:other")
    letters.void(desk.officer, first.pk, "发错了单位", AT)
    assert list(letters.of(SUBJECT)) == [first, second]
    assert letters.standing(SUBJECT, "correction") is None
    assert letters.standing(SUBJECT, "decision") == second


def test_a_void_number_is_kept_with_its_reason_and_not_given_again(
    desk: Desk, issue: Issue
) -> None:
    letter = issue()
    letters.void(desk.officer, letter.pk, " 期限写错 ", AT)
    kept = letters.get(desk.auditor, letter.pk)
    assert kept.void is not None
    assert (kept.void.reason, kept.void.voided_by) == ("期限写错", desk.officer.person)
    assert Series.objects.get().last == 1
    again = issue(replaces=kept)
    assert str(again) == "普科智软补〔2026〕2号"
    assert "本通知书取代已作废的普科智软补〔2026〕1号。" in again.text
    assert letters.get(desk.auditor, letter.pk).replaced_by == again


def test_only_a_void_letter_about_the_same_is_replaced(desk: Desk, issue: Issue) -> None:
    standing = issue()
    with pytest.raises(BadLetter, match="还有效"):
        issue(replaces=standing)
    letters.void(desk.officer, standing.pk, "期限写错", AT)
    kept = letters.get(desk.officer, standing.pk)
    with pytest.raises(BadLetter, match="不能取代"):
        issue("decision", replaces=kept)
    with pytest.raises(BadLetter, match="不能取代"):
        issue(subject="application:other", replaces=kept)


@pytest.mark.parametrize(
    ("kind", "reason", "fault"),
    [
        ("correction", "  ", "请写明作废的理由"),
        ("correction", "长" * 501, "理由有501字"),
        ("decision", "金额写错", "须由审定人作废"),
    ],
)
def test_an_officers_voiding_is_refused_and_the_refusal_is_on_record(
    desk: Desk, issue: Issue, kind: str, reason: str, fault: str
) -> None:
    letter = issue(kind)
    with pytest.raises(Refused, match=fault):
        letters.void(desk.officer, letter.pk, reason, AT)
    assert letters.get(desk.auditor, letter.pk).void is None
    assert trail.of(f"letter:{letter.pk}").last().outcome == Outcome.DENIED  # type: ignore[union-attr]


def test_a_void_letter_is_not_voided_again(desk: Desk, issue: Issue) -> None:
    letter = issue("decision")
    letters.void(desk.approver, letter.pk, "金额写错", AT)
    with pytest.raises(Refused, match="已经作废"):
        letters.void(desk.approver, letter.pk, "金额写错", AT)


def test_other_desks_see_no_register(desk: Desk, issue: Issue) -> None:
    letter = issue()
    for viewer in (desk.centre, desk.applicant, desk.admin):
        with pytest.raises(NotSeen):
            letters.get(viewer, letter.pk)
        with pytest.raises(NotSeen):
            letters.search(viewer)
    for viewer in (desk.auditor, desk.centre):
        with pytest.raises(NotSeen):
            letters.void(viewer, letter.pk, "理由", AT)


def test_the_register_is_searched_by_number_addressee_kind_and_state(
    desk: Desk, issue: Issue
) -> None:
    correction, decision = issue(), issue("decision")
    letters.void(desk.officer, correction.pk, "期限写错", AT)
    assert list(letters.search(desk.auditor, "决〔2026〕 云杉")) == [decision]
    assert list(letters.search(desk.auditor, kind="correction")) == [correction]
    assert list(letters.search(desk.auditor, state="void")) == [correction]
    assert list(letters.search(desk.auditor, state="standing")) == [decision]
    assert not letters.search(desk.auditor, "没有这样的").exists()


@pytest.mark.parametrize(
    ("table", "field"),
    [(Letter, "content"), (Letter, "number"), (Void, "reason"), (Void, "voided_at")],
)
def test_the_database_refuses_to_change_or_delete(
    desk: Desk, issue: Issue, table: type[Letter] | type[Void], field: str
) -> None:
    letters.void(desk.officer, issue().pk, "期限写错", AT)
    kept = table._default_manager.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.update(**{field: NEW_YEAR if field == "voided_at" else "改了"})
    with pytest.raises(DatabaseError), transaction.atomic():
        kept._raw_delete(kept.db)
