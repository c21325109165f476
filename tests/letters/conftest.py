"""What the tests of letters share: the desk's people, and a letter that is issued."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import transaction

from duixian.letters import letters
from duixian.letters.models import Letter
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from tests.letters.samples import SAMPLES
from tests.parties import cast

AT = datetime(2026, 5, 28, 2, 11, 9, tzinfo=UTC)
SUBJECT = "application:6f1f6f0e-0000-4000-8000-000000000001"
Issue = Callable[..., Letter]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who works with letters, and two who don't."""

    officer: Viewer
    approver: Viewer
    auditor: Viewer
    admin: Viewer
    centre: Viewer
    applicant: Viewer


@pytest.fixture
def desk(db: None) -> Desk:
    """Everybody, each at a place of their own."""
    return Desk(
        officer=cast.viewer(Role.OFFICER), approver=cast.viewer(Role.APPROVER), auditor=cast.viewer(Role.AUDITOR),
        admin=cast.viewer(Role.ADMIN), centre=cast.viewer(Role.CENTRE), applicant=cast.viewer(Role.APPLICANT),
    )  # fmt: skip


@pytest.fixture
def issue(desk: Desk) -> Issue:
    """Issue the sample of a kind, as a verb would."""

    def one(
        kind: str = "correction", subject: str = SUBJECT, at: datetime = AT, replaces: Letter | None = None
    ) -> Letter:  # fmt: skip
        with transaction.atomic():
            return letters.issue(desk.officer, kind, subject, SAMPLES[kind], at, replaces=replaces)

    return one
