"""Two cases that share one limit, at the same moment; and a merger beside a submit. Each with its lock taken away."""

from collections.abc import Mapping, Sequence

import pytest
from django.db import OperationalError

from duixian.applications import casework, folder, rounds, submission
from duixian.applications.earlier import succession
from duixian.applications.effects import Effect
from duixian.applications.every_effect import EFFECTS
from duixian.applications.models import Application, Proposal, Series
from duixian.parties import changes
from duixian.parties.access import Viewer
from tests.applications import cast as people
from tests.applications import deciding
from tests.applications.cast import District, measure_in
from tests.applications.filing import fresh, signature, stored
from tests.applications.test_before import CCRC, CMMI5, draft, handed_in, round_of
from tests.applications.test_races import at_once, meeting, wrong_only_on_postgresql
from tests.parties.test_changes_cases import recorded

pytestmark = pytest.mark.django_db(transaction=True)
CAP = 20_000_000  # fen: 20万元 for all qualifications of an enterprise in a round
# What an enterprise says that it had before: so much of the limit is used up already.
HAD = {"granted_before": "15万"}


@pytest.fixture
def cast(transactional_db: None) -> District:
    return people.district()


def two_drafts(cast: District, **told: str) -> list[Application]:
    """About two qualifications; for each alone the rules would give the whole limit. `told` is said in the first."""
    one = measure_in(round_of(cast, "enterprise-round"), "qualification")
    return [draft(cast, one, "CMMI五级", {**CMMI5, **told}), draft(cast, one, "CCRC", CCRC)]


def ready(cast: District, one: Application) -> Application:
    """With all its materials."""
    for item in rounds.terms(one.round_measure).materials:
        file = stored(one.applicant)
        one.evidence.create(item=item["id"], file=file, added_by=cast.applicant.person)
    return one


def taken(step: str, people_: tuple[Viewer, Viewer], cases: list[Application], given: Sequence[Mapping[str, object]]) -> list[str]:  # fmt: skip
    """The same step for both cases at once."""
    calls = [
        lambda who=who, one=one, more=more: casework.take(who, one.pk, step, **more)
        for who, one, more in zip(people_, cases, given, strict=True)
    ]
    return at_once(*calls)


def submits(cast: District) -> int:
    """Two submits at once; what they ask for together."""
    two = (cast.applicant, cast.owner)
    cases = [ready(cast, one) for one in two_drafts(cast)]
    given = [signature(who, one) for who, one in zip(two, cases, strict=True)]
    assert taken("submit", two, cases, given) == ["Application", "Application"]
    return sum(fresh(one).ceiling or 0 for one in cases)


def test_two_submits_at_once_share_the_limit(
    cast: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    with meeting(monkeypatch, folder, "load"):
        assert submits(cast) == CAP


def test_without_the_enterprises_lock_both_get_all_of_it(
    cast: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers' lock would serialise them by chance, so each gets a series of its own."""
    effect = Effect(
        hold=lambda application: Series.objects.create(name=f"X{application.pk.hex[:8]}"),
        faults=submission.faults, write=submission.write,
    )  # fmt: skip
    monkeypatch.setitem(EFFECTS, "submit", effect)
    with meeting(monkeypatch, folder, "load"):
        wrong_only_on_postgresql(submits(cast) == 2 * CAP)


def test_two_proposals_and_two_approvals_at_once_stay_within_the_limit(
    cast: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [handed_in(cast, one) for one in two_drafts(cast, **HAD)]
    amounts = [one.ceiling or 0 for one in map(fresh, cases)]
    assert sum(amounts) == CAP
    for one in cases:
        deciding.checked(cast, fresh(one))
    wanted = [
        {"amount": f"{fen // 100}元", "reason": "按批次口径", "advice_remark": "研发费用未填报"}
        for fen in amounts
    ]
    with meeting(monkeypatch, folder, "load"):
        both = taken("propose", (cast.officer, cast.officer2), cases, wanted)
        assert both == ["Application", "Application"]
        given = [{"seen": fresh(one).turn, **deciding.met()} for one in cases]
        both = taken("approve", (cast.approver, cast.approver2), cases, given)
        assert both == ["Application", "Application"]
    approved = Proposal.objects.filter(state=Proposal.State.APPROVED)
    assert sum(approved.values_list("amount", flat=True)) == CAP


# --- a merger beside a submit: case → enterprise, whoever comes first


def merging(cast: District, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An enterprise goes into another at the moment in which it submits something under its limit."""
    row = recorded(cast, cast.stranger.organisation)
    case = ready(cast, two_drafts(cast)[0])
    given = signature(cast.applicant, case)

    def decided() -> object:
        try:
            return changes.decide(cast.approver, row.pk, accept=True)
        except OperationalError:
            return TimeoutError()

    def submitted() -> object:
        try:
            return casework.take(cast.applicant, case.pk, "submit", **given)
        except OperationalError:
            return TimeoutError()

    with meeting(monkeypatch, casework, "locked", (changes, "_locked")):
        return at_once(submitted, decided)


def test_a_merger_and_a_submit_at_once_do_not_wait_for_each_other(
    cast: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert merging(cast, monkeypatch) in (["Application", "Change"], ["Change", "NotSeen"])


def test_with_the_enterprise_first_they_do(cast: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is a case refused that somebody holds: it is waited for."""
    monkeypatch.setattr(changes, "holders", [])
    monkeypatch.setattr(succession, "_moved", succession._moving)
    wrong_only_on_postgresql("TimeoutError" in merging(cast, monkeypatch))
