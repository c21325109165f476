"""A published round is announced by the worker to the owners of verified enterprises that could apply, once."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from duixian.applications import announcing
from duixian.applications.periodic import announce
from duixian.outbox.models import Mail, Notice, Preference
from duixian.parties.models import Organisation, Profile
from duixian.parties.roles import Kind, Role
from tests.applications.cast import (
    District,
    organisation,
    published_round,
    shanghai,
    viewer,
)
from tests.parties.cast import credit_code

_codes = itertools.count(500)
NOW = shanghai(2026, 3, 2, 9)
NEW: dict[str, Any] = {
    "kind": "enterprise",
    "registered_on": "2025-03-01",
    "arrived_on": "2025-03-01",
    "field": "ai",
}


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def firm(name: str, answers: dict[str, Any], state: str = Organisation.State.VERIFIED) -> str:
    """An enterprise with an owner and this profile; the owner's person."""
    made = organisation(Kind.APPLICANT, name, state=state, code=credit_code(next(_codes)))
    if answers:
        Profile.objects.create(organisation=made, answers=answers)
    viewer(made, Role.APPLICANT, f"{name}办事员")
    return str(viewer(made, Role.APPLICANT_OWNER, f"{name}负责人").person.pk)


def queued() -> list[Any]:
    """The batches that wait for the worker."""
    return list(DBTaskResult.objects.filter(task_path__endswith="announcing.announce"))


def worker_runs() -> int:
    """Run the batches as the worker would, each with what it queues; how many there were."""
    ran = 0
    while waiting := queued():
        for one in waiting:
            announcing.announce.call(*one.args_kwargs["args"])
            one.delete()
            ran += 1
    return ran


def told() -> set[str]:
    return {str(one.person) for one in Notice.objects.filter(template="round-published")}


def test_publishing_only_queues_the_announcement(cast: District) -> None:
    made = published_round(cast)
    assert told() == set()
    assert [one.args_kwargs["args"] for one in queued()] == [[str(made.pk)]]
    worker_runs()
    assert told() == {str(one.person.pk) for one in (cast.owner, cast.stranger)}
    notice = Notice.objects.filter(template="round-published")[0]
    assert notice.link == f"/rounds/{made.number}/"
    assert made.title in notice.body


def test_who_surely_can_not_apply_or_is_not_verified_is_not_told(cast: District) -> None:
    old = firm("老企业", NEW | {"arrived_on": "2019-01-01"})
    new = firm("新企业", NEW)
    elsewhere = firm("外区企业", NEW | {"arrived_on": None})
    unknown = firm("没填资料", {})
    waiting = firm("待核验", NEW, Organisation.State.PENDING)
    published_round(cast, measures=("settle", "office-rent"))
    worker_runs()
    assert {new, unknown} <= told()
    assert not {old, elsewhere, waiting} & told()


def test_one_measure_that_fits_is_enough(cast: District) -> None:
    old = firm("老企业", NEW | {"arrived_on": "2019-01-01"})
    published_round(cast, measures=("settle", "compute"))
    worker_runs()
    assert old in told()


def test_an_answer_that_the_policy_no_longer_has_rules_nothing_out(cast: District) -> None:
    strange = firm("旧资料", NEW | {"field": "steam"})
    published_round(cast)
    worker_runs()
    assert strange in told()


def test_batches_follow_each_other_and_nobody_is_told_twice(
    cast: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "BATCH", 2)
    people = {firm(f"企业{number}", NEW) for number in range(4)}
    made = published_round(cast)
    assert worker_runs() == 4
    assert people < told()
    announcing.announce.call(str(made.pk))
    assert Notice.objects.filter(template="round-published").count() == 6
    assert announce() == "补发1个批次"


def test_it_waits_for_the_digest_of_who_wants_one(cast: District) -> None:
    Preference.objects.create(person=cast.owner.person.pk, mode=Preference.Mode.DAILY)
    published_round(cast)
    worker_runs()
    mail = Mail.objects.get(notice__template="round-published", notice__person=cast.owner.person.pk)
    assert mail.state == Mail.State.HELD


def test_a_round_that_has_closed_is_announced_to_nobody(cast: District) -> None:
    made = published_round(cast)
    with time_machine.travel(made.closes_at + timedelta(seconds=1), tick=False):
        assert announcing.announce.call(str(made.pk)) == 0
    assert told() == set()
