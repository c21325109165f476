"""From a draft to a submitted application: the happy path, and what every step leaves behind."""

import pytest

from duixian.applications import casework, drafts, snapshot
from duixian.applications.models import Application
from duixian.audit import trail
from duixian.outbox.models import Notice
from duixian.parties.access import Refused
from tests.applications.cast import District, district, measure_in, published_round
from tests.applications.filing import begun, completed, fresh, saved, signature, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> District:
    return district()


def test_a_draft_is_begun_filled_in_and_submitted(cast: District) -> None:
    one = measure_in(published_round(cast))
    made = submitted(cast.applicant, one)
    assert made.state == "submitted"
    assert made.number is not None
    assert made.number.endswith("-ZN-000001")
    assert made.ceiling == 30_000_000
    kept = made.snapshots.get()
    assert snapshot.verified(kept) == []
    content = snapshot.opened(kept)
    assert content["answers"]["compute_cost"] == "1000000.00"
    assert content["assessment"]["payable"] == "300000.00"
    assert "方小明" not in kept.content
    entries = [entry.action for entry in trail.of(casework.subject_of(made.pk))]
    assert entries[:3] == ["application.start", "application.save", "application.lines"]
    assert entries[-1] == "application.submit"
    assert Notice.objects.filter(template="application-submitted").count() == 2
