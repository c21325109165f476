"""Many tables in one question come back as the same rows that they would be one by one."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from duixian.applications.models import Panel, Recognition, Taken
from duixian.kernel import clock
from duixian.parties.gathering import gathered
from duixian.parties.models import BankAccount, Organisation
from tests.applications import deciding
from tests.applications.cast import District, district

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> District:
    return district()


def test_rows_are_the_same_in_their_order_and_types(cast: District) -> None:
    case = deciding.checked(cast)
    Panel.objects.create(
        application=case,
        called_by=cast.officer.person,
        called_at=clock.now(),
        average=Decimal("85.50"),
    )
    wanted: dict[str, QuerySet[Any]] = {
        "taken": Taken.objects.filter(application=case).select_related("person", "organisation"),
        "latest": Taken.objects.filter(application=case).order_by("-pk")[:2],
        "recognitions": Recognition.objects.filter(application=case),
        "panels": Panel.objects.filter(application=case),
        "none": BankAccount.objects.filter(organisation=cast.stranger.organisation),
    }
    about = Organisation.objects.filter(pk=case.applicant_id)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = gathered(about, **wanted)
        assert [one.person.name for one in found["taken"]] == [
            one.person.name for one in wanted["taken"]
        ]
    assert len(asked) == 2  # the one question, and the comparison
    for name, rows in wanted.items():
        for mine, theirs in zip(found[name], rows, strict=True):
            for field in theirs._meta.concrete_fields:
                assert getattr(mine, field.attname) == getattr(theirs, field.attname), field
    assert found["panels"][0].average == Decimal("85.50")
    assert found["none"] == []


def test_what_is_deferred_stays_behind_and_is_there_when_it_is_read(cast: District) -> None:
    case = deciding.filed(cast)
    about = Organisation.objects.filter(pk=case.applicant_id)
    (one,) = gathered(about, snapshots=case.snapshots.defer("content"))["snapshots"]
    assert "content" in one.get_deferred_fields()
    assert one.content == case.snapshots.get().content
