"""At the same moment: two savers, a double click, eight submits, one invoice in two claims. Each with its lock taken away.

With a lock removed the same race must go wrong on PostgreSQL; SQLite has one writer at a time, so there it can't.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections
from django.db.models import Sum

from duixian.applications import access, casework, drafts, folder, numbering, submission
from duixian.applications.effects import Effect
from duixian.applications.every_effect import EFFECTS
from duixian.applications.models import Application, ExpenseLine, Invoice, Series, Snapshot
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Kind, Role
from tests.applications import cast as people
from tests.applications.cast import District, measure_in, published_round
from tests.applications.filing import LINE, begun, completed, fresh, signature, submitted
from tests.parties.cast import credit_code

pytestmark = pytest.mark.django_db(transaction=True)
MEETING = 0.7  # seconds that a thread waits for another where a lock keeps that one out


@pytest.fixture
def cast(transactional_db: None) -> District:
    return people.district()


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Each in a thread of its own; what became of each: done, or what was raised."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        try:
            start.wait(timeout=20)
            result = call()
        except (Refused, NotSeen, IntegrityError) as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return type(result).__name__

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


@contextmanager
def meeting(
    patch: pytest.MonkeyPatch, module: Any, name: str, *others: tuple[Any, str]
) -> Iterator[None]:
    """After this function (or one of the others) every thread waits for the other, as long as no lock keeps it out."""
    meet = Barrier(2)

    def slowed(there: Callable[..., Any]) -> Callable[..., Any]:
        def slow(*args: Any, **given: Any) -> Any:
            found = there(*args, **given)
            with suppress(BrokenBarrierError):
                meet.wait(timeout=MEETING)
            return found

        return slow

    with patch.context() as inner:
        for place, called in ((module, name), *others):
            inner.setattr(place, called, slowed(getattr(place, called)))
        yield


def unlocked(viewer: Viewer, application_id: UUID) -> Application:
    """`casework.locked` without its lock."""
    return (
        access.applications(viewer)
        .select_related("round_measure__round", "applicant")
        .get(pk=application_id)
    )


def wrong_only_on_postgresql(wrong: bool) -> None:
    assert wrong == (connection.vendor == "postgresql")


# --- two savers


def savers(cast: District, draft: Application) -> list[str]:
    return at_once(
        lambda: drafts.save(cast.applicant, draft.pk, version=1, answers={"compute_cost": "5万"}),
        lambda: drafts.save(cast.owner, draft.pk, version=1, answers={"breaches": []}),
    )


def test_two_savers_of_different_fields_both_keep_theirs(
    cast: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begun(cast.applicant, measure_in(published_round(cast)))
    with meeting(monkeypatch, drafts, "_base"):
        assert savers(cast, draft) == ["Saved", "Saved"]
    answers = fresh(draft).answers
    assert (answers["compute_cost"], answers["breaches"]) == ("50000.00", [])
    assert sorted(draft.revisions.values_list("version", flat=True)) == [1, 2, 3]


def test_without_the_lock_one_saver_is_lost(
    cast: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begun(cast.applicant, measure_in(published_round(cast)))
    monkeypatch.setattr(casework, "locked", unlocked)
    with meeting(monkeypatch, drafts, "_base"):
        wrong_only_on_postgresql(savers(cast, draft) != ["Saved", "Saved"])


def test_many_savers_of_one_field_end_with_one_value_and_every_other_in_a_conflict(
    cast: District,
) -> None:
    draft = begun(cast.applicant, measure_in(published_round(cast)))
    calls = [
        lambda n=n: drafts.save(
            cast.applicant, draft.pk, version=1, answers={"compute_cost": str(n)}
        )
        for n in range(1, 7)
    ]
    assert at_once(*calls) == ["Conflict"] * 5 + ["Saved"]
    assert fresh(draft).version == 2


# --- a double click


def clicks(cast: District, draft: Application) -> list[str]:
    given = signature(cast.applicant, draft)
    return at_once(*[lambda: casework.take(cast.applicant, draft.pk, "submit", **given)] * 2)


def test_a_double_click_submits_once(cast: District, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = completed(cast.applicant, begun(cast.applicant, measure_in(published_round(cast))))
    with meeting(monkeypatch, folder, "load"):
        assert clicks(cast, draft) == ["Application", "Refused"]
    assert Snapshot.objects.count() == 1
    assert Series.objects.get().last == 1


def test_without_the_locks_a_double_click_goes_wrong(
    cast: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = completed(cast.applicant, begun(cast.applicant, measure_in(published_round(cast))))
    monkeypatch.setattr(casework, "locked", unlocked)
    monkeypatch.setattr(numbering, "lock", lambda name: Series.objects.get_or_create(name=name)[0])
    monkeypatch.setattr(Invoice.objects, "select_for_update", lambda **_: Invoice.objects.all())
    with meeting(monkeypatch, folder, "load"):
        wrong_only_on_postgresql(clicks(cast, draft) != ["Application", "Refused"])


def test_a_save_and_a_submit_at_once_never_submit_what_was_not_read(cast: District) -> None:
    draft = completed(cast.applicant, begun(cast.applicant, measure_in(published_round(cast))))
    given = signature(cast.applicant, draft)
    version = given["version"]
    results = at_once(
        lambda: casework.take(cast.applicant, draft.pk, "submit", **given),
        lambda: drafts.save(cast.owner, draft.pk, version=version, answers={"field": "cloud"}),
    )
    assert results in (["Application", "Refused"], ["Refused", "Saved"])
    assert Snapshot.objects.count() == results.count("Application")


# --- numbers


def firms(cast: District, count: int) -> list[Viewer]:
    found = []
    for number in range(count):
        firm = people.organisation(
            Kind.APPLICANT, f"上海第{number}软件有限公司", code=credit_code(950 + number), centre=cast.centre.organisation
        )  # fmt: skip
        found.append(people.viewer(firm, Role.APPLICANT_OWNER))
    return found


def numbered(cast: District, count: int) -> list[str]:
    one = measure_in(published_round(cast))
    Series.objects.create(name=numbering.series(one.round, clock.now()))
    calls = []
    for number, who in enumerate(firms(cast, count)):
        draft = completed(
            who, begun(who, one), lines=[{**LINE, "invoice_number": f"{number:020d}"}]
        )
        given = signature(who, draft)
        calls.append(
            lambda who=who, draft=draft, given=given: casework.take(
                who, draft.pk, "submit", **given
            )
        )
    return at_once(*calls)


def test_eight_submits_at_once_get_eight_numbers_without_a_gap(cast: District) -> None:
    assert numbered(cast, 8) == ["Application"] * 8
    numbers = Application.objects.order_by("number").values_list("number", flat=True)
    assert [int((number or "")[-6:]) for number in numbers] == list(range(1, 9))


def test_without_the_lock_numbers_clash(cast: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "lock", lambda name: Series.objects.get_or_create(name=name)[0])
    with meeting(monkeypatch, folder, "load"):
        wrong_only_on_postgresql(numbered(cast, 2) != ["Application"] * 2)


# --- one invoice in two claims


def claims(cast: District) -> list[str]:
    one = measure_in(published_round(cast))
    calls = []
    for who in (cast.applicant, cast.stranger):
        draft = completed(who, begun(who, one), lines=[{**LINE, "amount": "60万"}])
        given = signature(who, draft)
        calls.append(
            lambda who=who, draft=draft, given=given: casework.take(
                who, draft.pk, "submit", **given
            )
        )
    return at_once(*calls)


def claimed() -> int:
    found = ExpenseLine.objects.filter(application__state="submitted").aggregate(
        total=Sum("amount")
    )
    return int(found["total"])


def test_two_claims_at_once_never_pass_an_invoices_total(
    cast: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    with meeting(monkeypatch, folder, "load"):
        assert claims(cast) == ["Application", "Refused"]
    assert claimed() == 60_000_000


def test_without_the_lock_both_claims_pass(cast: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers' lock would serialise them by chance, so each claim gets a series of its own."""
    effect = Effect(
        hold=lambda application: Series.objects.create(name=f"X{application.pk.hex[:8]}"),
        faults=submission.faults, write=submission.write,
    )  # fmt: skip
    monkeypatch.setitem(EFFECTS, "submit", effect)
    with meeting(monkeypatch, folder, "load"):
        wrong_only_on_postgresql(claims(cast) == ["Application"] * 2)


# --- beginning


def test_two_colleagues_begin_one_draft(cast: District) -> None:
    one = measure_in(published_round(cast))
    begun(cast.stranger, one)
    people_ = (cast.applicant, cast.owner)
    results = at_once(*[lambda who=who: drafts.start(who, one) for who in people_])
    assert results == ["Application", "Refused"]
    assert Application.objects.filter(applicant=cast.applicant.organisation).count() == 1


def test_recall_and_withdraw_at_once_do_one_after_the_other(cast: District) -> None:
    made = submitted(cast.applicant, measure_in(published_round(cast)))
    results = at_once(
        lambda: casework.take(cast.applicant, made.pk, "recall"),
        lambda: casework.take(cast.owner, made.pk, "withdraw"),
    )
    assert results in (["Application", "Application"], ["Application", "Refused"])
    assert fresh(made).state == "withdrawn"
