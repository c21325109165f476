"""The periodic jobs about trail, personal data and files do their work and say only how much."""

import pytest
from django.db import transaction

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.audit.models import SignedHead
from duixian.outbox.jobs import JOBS

pytestmark = pytest.mark.django_db


def test_the_head_of_the_trail_is_signed_each_day() -> None:
    with transaction.atomic():
        trail.record(Actor.job("test"), "test.done", "test:1")
    assert JOBS["trail.head"].work() == "已签名"
    assert SignedHead.objects.latest("pk").size == trail.head().seq


def test_retention_and_the_sweep_of_files_count_what_they_removed() -> None:
    assert JOBS["privacy.retention"].work() == "清理0项"
    assert JOBS["files.sweep"].work() == "清理0个"
