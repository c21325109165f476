"""The reminder before the deadline: who has a draft is told once for each deadline, and nobody else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from duixian.applications.models import Application, Round
from duixian.applications.periodic import remind
from duixian.outbox.jobs import JOBS
from duixian.outbox.models import Notice
from tests.applications.cast import District, district, measure_in, published_round, shanghai
from tests.applications.filing import begun, submitted
from tests.emptied import unguarded

pytestmark = pytest.mark.django_db
OPENS, CLOSES = shanghai(2026, 3, 2), shanghai(2026, 3, 31, 17)


@pytest.fixture
def cast() -> District:
    """A district."""
    return district()


@pytest.fixture
def draft(cast: District) -> Iterator[Application]:
    """A draft of the applicant, in a round that closes on 31 March at 17:00."""
    with time_machine.travel(OPENS + timedelta(days=1), tick=False):
        one = measure_in(published_round(cast, opens_at=OPENS, closes_at=CLOSES))
        yield begun(cast.applicant, one)


def reminded() -> list[Notice]:
    """Who was reminded of what."""
    return list(Notice.objects.filter(template="deadline-tomorrow"))


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (shanghai(2026, 3, 29, 23, 59), 0),
        (shanghai(2026, 3, 30, 0), 1),
        (shanghai(2026, 3, 30, 9), 1),
        (shanghai(2026, 3, 31, 16, 59), 1),
        (shanghai(2026, 3, 31, 17, 1), 0),
    ],
)
def test_on_the_day_before_and_on_the_last_day_until_the_deadline(
    draft: Application, moment: object, count: int
) -> None:
    with time_machine.travel(moment, tick=False):  # type: ignore[arg-type]
        assert remind() == f"提醒{count}件"
    people = draft.applicant.memberships.values("person").distinct().count()
    assert people == 2
    assert len(reminded()) == count * people


def test_the_words_name_the_matter_and_lead_to_it(draft: Application) -> None:
    with time_machine.travel(CLOSES - timedelta(hours=3), tick=False):
        remind()
    notice = reminded()[0]
    assert "智能算力资助" in notice.subject
    assert "2026年3月31日 17:00" in notice.body
    assert notice.link == f"/my/applications/{draft.pk}/"


def test_once_for_each_deadline(draft: Application) -> None:
    with time_machine.travel(CLOSES - timedelta(hours=30), tick=False) as time:
        remind()
        time.shift(timedelta(hours=24))
        remind()
        assert len(reminded()) == 2
        with unguarded():
            Round.objects.update(closes_at=CLOSES + timedelta(days=7))
        time.shift(timedelta(days=7))
        remind()
    assert len(reminded()) == 4


def test_what_was_submitted_needs_no_reminder(cast: District, draft: Application) -> None:
    submitted(cast.stranger, draft.round_measure)
    with time_machine.travel(CLOSES - timedelta(hours=3), tick=False):
        assert remind() == "提醒1件"
    assert {one.person for one in reminded()} == set(
        draft.applicant.memberships.values_list("person", flat=True)
    )


def test_the_jobs_of_the_product_are_registered() -> None:
    assert {
        "applications.deadline",
        "trail.head",
        "privacy.retention",
        "files.sweep",
        "files.recheck",
    } <= JOBS.keys()
