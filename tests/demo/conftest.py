"""The demonstration, made once for each module that looks at it, and rolled back afterwards."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from duixian.demo import days, seed
from duixian.demo.offices import District
from duixian.files import scanner
from duixian.kernel import clock
from tests.files import fixtures

clamd = fixtures.clamd


@pytest.fixture(scope="module")
def seeded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, clamd: scanner.State,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[District]:  # fmt: skip
    """The whole district, on the demonstration's day at noon."""
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "evidence": {
            "BACKEND": "duixian.files.storage.DurableStorage",
            "OPTIONS": {"location": str(tmp_path_factory.mktemp("evidence"))},
        },
    }
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined]  # what must be outermost may be within this one
    with django_db_blocker.unblock(), override_settings(DEMO=True, STORAGES=storages), whole:
        made = seed.seed(tmp_path_factory.mktemp("local"), keep_clock=lambda _: timedelta())
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """It is the demonstration's day."""
    with clock.at(days.shanghai(days.TODAY, 12)):
        yield
