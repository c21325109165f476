"""A merger and the cases: what is open goes to the successor, with the trail; what stands in the way is said before."""

import pytest

from duixian.applications import access, casework, search
from duixian.applications.earlier import succession
from duixian.audit.models import Entry
from duixian.parties import changes
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.changes import Wanted
from duixian.parties.models import Change, Organisation
from tests.applications import filing
from tests.applications.cast import District, district, measure_in, published_round
from tests.parties import cast as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> District:
    return district()


def recorded(cast: District, into: Organisation) -> Change:
    return changes.ask(cast.officer, Wanted(
        organisation=cast.owner.organisation.pk, kind=Change.Kind.MERGER, effective_on="2025-06-01", document="合并协议",
        evidence=people.licence(cast.officer.person).pk, target=str(into.code),
    ))  # fmt: skip


def merged(cast: District, into: Organisation) -> Change:
    return changes.decide(cast.approver, recorded(cast, into).pk, accept=True)


def test_open_cases_go_to_the_successor(cast: District) -> None:
    one = measure_in(published_round(cast))
    case = filing.submitted(cast.owner, one)
    before = filing.fresh(case)
    row = recorded(cast, cast.stranger.organisation)
    assert succession.in_words(row) == [f"{case.number}（智能算力资助）"]
    changes.decide(cast.approver, row.pk, accept=True)
    after = filing.fresh(case)
    assert after.applicant == cast.stranger.organisation
    assert (after.state, after.turn) == (before.state, before.turn + 1)
    assert access.application_for(cast.stranger, case.pk) == after
    with pytest.raises(NotSeen):
        access.application_for(cast.owner, case.pk)
    entry = Entry.objects.get(action="application.succeed")
    assert entry.subject == f"application:{case.pk}"
    found = search.find(access.applications(cast.officer), "远山")
    assert list(found) == [after]


def test_what_has_ended_stays_where_it_was(cast: District) -> None:
    draft = filing.begun(cast.owner, measure_in(published_round(cast)))
    casework.take(cast.owner, draft.pk, "discard")
    merged(cast, cast.stranger.organisation)
    assert filing.fresh(draft).applicant == cast.owner.organisation


def test_two_open_cases_about_the_same_must_be_one_first(cast: District) -> None:
    one = measure_in(published_round(cast))
    for each in (cast.owner, cast.stranger):
        filing.begun(each, one)
    row = recorded(cast, cast.stranger.organisation)
    with pytest.raises(Refused, match="两家单位就同一内容各有一件未办结的申报"):
        changes.decide(cast.approver, row.pk, accept=True)
    row.refresh_from_db()
    assert row.state == Change.State.WAITING
    (own,) = access.applications(cast.owner)
    casework.take(cast.owner, own.pk, "discard")
    changes.decide(cast.approver, row.pk, accept=True)


def test_a_merged_firm_begins_nothing_new(cast: District) -> None:
    one = measure_in(published_round(cast))
    merged(cast, cast.stranger.organisation)
    with pytest.raises(Refused, match="已停用，不能申报"):
        filing.begun(_again(cast.owner), one)


def _again(viewer: Viewer) -> Viewer:
    viewer.organisation.refresh_from_db()
    return viewer
