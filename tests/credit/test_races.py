"""At the same moment: one record, one list, one correction; what comes of it is what one after the other would give."""

import pytest

from duixian.credit import importing, register
from duixian.credit.models import CreditRecord, HitFinding, Screening, Source
from duixian.credit.screening import Purpose, screen, standing
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from tests.credit.cast import CODE, NOON, TODAY, brought, entered, row, source
from tests.parties import cast
from tests.parties.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officers() -> list[Viewer]:
    return [cast.viewer(Role.OFFICER) for _ in range(3)]


@pytest.fixture
def where() -> Source:
    return source()


def test_one_record_is_entered_once(officers: list[Viewer], where: Source) -> None:
    assert at_once(*[lambda one=one: entered(one, where) for one in officers]) == ["Refused"] * 2 + ["done"]  # fmt: skip
    assert CreditRecord.objects.count() == 1


def test_one_list_is_taken_once(officers: list[Viewer], where: Source) -> None:
    made = importing.try_(officers[0], brought(where, row(), row(document_number="乙")))
    read = importing.differences(made).fingerprint
    found = at_once(*[lambda one=one: importing.apply(one, made.pk, read=read) for one in officers])
    assert found == ["Refused"] * 2 + ["done"]
    assert register.held(where).count() == 2


def test_a_list_and_a_record_by_hand_come_one_after_the_other(
    officers: list[Viewer], where: Source
) -> None:
    made = importing.try_(officers[0], brought(where, row()))
    read = importing.differences(made).fingerprint
    found = at_once(
        lambda: importing.apply(officers[0], made.pk, read=read),
        lambda: entered(officers[1], where),
    )
    assert found == ["Refused", "done"]
    assert register.held(where).count() == CreditRecord.objects.count() == 1


def test_a_record_is_corrected_or_withdrawn(officers: list[Viewer], where: Source) -> None:
    made = entered(officers[0], where)
    repaired = row(repaired_on="2025-09-01")
    found = at_once(
        lambda: register.correct(officers[0], made.pk, repaired, why="已修复"),
        lambda: register.withdraw(officers[1], made.pk, why="同名"),
        lambda: register.correct(officers[2], made.pk, repaired, why="已修复"),
    )
    assert found == ["Refused", "Refused", "done"]
    assert len(register.versions(made)) + register.held(where).count() in {1, 3}


def test_a_case_never_passes_on_a_register_that_has_just_changed(
    officers: list[Viewer], where: Source
) -> None:
    firm = cast.viewer(Role.APPLICANT).organisation
    firm.code = CODE
    firm.save()
    found = at_once(
        lambda: screen(officers[0], "application:1", firm, submitted_on=TODAY, now=NOON, purpose=Purpose.CHECK),
        lambda: entered(officers[1], where),
    )  # fmt: skip
    assert found == ["done", "done"]
    assert standing("application:1", NOON).blocked is not None


def test_two_looks_at_one_case_find_the_same_hit(officers: list[Viewer], where: Source) -> None:
    firm = cast.viewer(Role.APPLICANT).organisation
    assert firm.code is not None
    entered(officers[0], where, code=firm.code)
    looks = [
        lambda one=one: screen(one, "application:1", firm, submitted_on=TODAY, now=NOON, purpose=Purpose.CHECK)
        for one in officers
    ]  # fmt: skip
    assert at_once(*looks) == ["done"] * 3
    assert (HitFinding.objects.count(), Screening.objects.count()) == (1, 3)
