"""A round from draft to published: who may, in which order, what is seen, and what reaches the rules."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from duixian import policy
from duixian.applications import rounds
from duixian.applications.models import Round
from duixian.applications.rounds import Denied, NotSeen, Refused, Stale, Standing
from duixian.audit import trail
from duixian.audit.models import Entry
from duixian.kernel import clock
from duixian.outbox.models import Notice
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from tests.applications import cast
from tests.applications.cast import District

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LEVEL = {
    "on": "2026-03-02", "measure": "qualification",
    "applicant": {
        "kind": "enterprise", "registered_on": "2025-03-01", "arrived_on": "2025-03-01", "field": "ai", "breaches": [],
    },
}  # fmt: skip


@pytest.fixture
def people() -> District:
    return cast.district()


def actions(made: Round) -> list[str]:
    """What the trail has about a round."""
    return [entry.action for entry in trail.of(f"round:{made.pk}")]


def told(who: Viewer) -> list[str]:
    """The subjects of what a person was told, oldest first."""
    found = Notice.objects.filter(person=who.person.pk).order_by("created_at")
    return list(found.values_list("subject", flat=True))


def test_a_round_is_drafted_proposed_and_published(people: District) -> None:
    made = cast.published_round(people)
    assert made.state == Round.State.PUBLISHED
    assert made.published_by == people.approver.person
    assert list(rounds.open_rounds(clock.now())) == [made]
    assert rounds.get_published(made.number) == made
    assert actions(made) == [
        "round.draft", "round.edit-measure", "round.edit", "round.propose", "round.publish",
    ]  # fmt: skip
    assert told(people.approver) == [f"{made.title}待审定"]
    assert told(people.officer) == [f"{made.title}已经审定发布"]


def test_its_policy_version_is_pinned(people: District) -> None:
    made = cast.published_round(people)
    assert made.policy_version == policy.library().get("putuo-2024-3").version
    assert rounds.pinned(made)
    made.policy_version = "0" * 64
    assert not rounds.pinned(made)


def test_drafts_are_seen_by_those_who_make_and_approve_them_only(people: District) -> None:
    made = cast.filled_round(people)
    assert rounds.get(people.officer2, made.pk) == made
    assert rounds.get(people.approver, made.pk) == made
    for other in (people.centre, people.applicant, people.auditor):
        with pytest.raises(NotSeen):
            rounds.get(other, made.pk)
    assert not rounds.visible(clock.now()).exists()
    with pytest.raises(NotSeen):
        rounds.get_published(made.number)
    with pytest.raises(NotSeen):
        rounds.round_measure(cast.measure_in(made).pk)


def steps(made: Round) -> dict[str, Any]:
    """Every verb of an officer, then of an approver, on one round."""
    one = cast.measure_in(made)
    return {
        "edit": lambda who: rounds.edit(who, made.pk, version=made.version, title="x"),
        "choose": lambda who: rounds.choose(who, made.pk, version=made.version, measures=["rnd"]),
        "edit-measure": lambda who: rounds.edit_measure(
            who, one.pk, version=one.version, notes="x"
        ),
        "propose": lambda who: rounds.propose(who, made.pk),
        "take-back": lambda who: rounds.take_back(who, made.pk),
        "repin": lambda who: rounds.repin(who, made.pk),
        "clone": lambda who: rounds.clone(who, made.pk),
        "discard": lambda who: rounds.discard(who, made.pk),
        "amend": lambda who: rounds.amend(who, made.pk, reason="x", changes={"": {"notes": "x"}}),
        "publish": lambda who: rounds.publish(who, made.pk, read=rounds.fingerprint(made)),
        "send-back": lambda who: rounds.send_back(who, made.pk, reason="x"),
        "approve-amendment": lambda who: rounds.approve_amendment(who, made.pk, 1),
        "refuse-amendment": lambda who: rounds.refuse_amendment(who, made.pk, 1, reason="x"),
    }


BY_APPROVER = {"publish", "send-back", "approve-amendment", "refuse-amendment"}
VERBS = [
    "edit", "choose", "edit-measure", "propose", "take-back", "repin", "clone", "discard", "amend", *sorted(BY_APPROVER)
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_its_roles_only_and_others_leave_a_denial(people: District, verb: str) -> None:
    made = cast.filled_round(people)
    wrong = people.officer if verb in BY_APPROVER else people.approver
    before = rounds.fingerprint(Round.objects.get(pk=made.pk))
    for other in (wrong, people.centre, people.applicant, people.auditor):
        with pytest.raises(NotSeen):
            steps(made)[verb](other)
    after = Round.objects.get(pk=made.pk)
    assert (after.state, rounds.fingerprint(after)) == (Round.State.DRAFT, before)
    assert Entry.objects.filter(outcome="denied").count() == 4


@pytest.mark.parametrize(
    "verb", ["edit", "choose", "edit-measure", "propose", "repin", "discard", "amend"]
)
def test_what_is_proposed_does_not_change(people: District, verb: str) -> None:
    made = rounds.propose(people.officer, cast.filled_round(people).pk)
    with pytest.raises(Refused):
        steps(made)[verb](people.officer2)


@pytest.mark.parametrize(
    "verb",
    [
        "edit",
        "choose",
        "edit-measure",
        "propose",
        "take-back",
        "repin",
        "discard",
        "publish",
        "send-back",
    ],
)
def test_what_is_published_does_not_change(people: District, verb: str) -> None:
    made = cast.published_round(people)
    who = people.approver2 if verb in BY_APPROVER else people.officer
    with pytest.raises(Refused):
        steps(made)[verb](who)
    assert rounds.fingerprint(Round.objects.get(pk=made.pk)) == rounds.fingerprint(made)


def test_only_what_is_proposed_is_published_or_sent_back(people: District) -> None:
    made = cast.filled_round(people)
    for verb in ("publish", "send-back"):
        with pytest.raises(Refused, match="起草中"):
            steps(made)[verb](people.approver)


def test_a_round_is_sent_back_with_a_reason_and_proposed_again(people: District) -> None:
    made = rounds.propose(people.officer, cast.filled_round(people).pk)
    for blank in ("", "  ", "\n"):
        with pytest.raises(Refused, match="请写明退回的理由"):
            rounds.send_back(people.approver, made.pk, reason=blank)
    back = rounds.send_back(people.approver, made.pk, reason="请核对口径")
    assert (back.state, back.returned_reason) == (Round.State.DRAFT, "请核对口径")
    assert told(people.officer) == [f"{made.title}已退回"]
    again = rounds.propose(people.officer, made.pk)
    assert (again.state, again.returned_reason) == (Round.State.PROPOSED, "")


def test_a_proposal_is_taken_back(people: District) -> None:
    made = rounds.propose(people.officer, cast.filled_round(people).pk)
    assert rounds.take_back(people.officer2, made.pk).state == Round.State.DRAFT


def both(who: Viewer, role: Role) -> Viewer:
    """The same natural person in another role at the same place."""
    return cast.viewer(who.organisation, role, person=who.person)


@pytest.mark.parametrize("hand", ["drafted", "edited a measure", "proposed"])
def test_nobody_who_had_a_hand_in_it_approves_it(people: District, hand: str) -> None:
    made = cast.filled_round(people)
    who = {"drafted": people.officer}.get(hand, people.officer2)
    if hand == "edited a measure":
        one = cast.measure_in(made)
        rounds.edit_measure(people.officer2, one.pk, version=one.version, notes="另行说明")
    made = rounds.propose(people.officer2 if hand == "proposed" else people.officer, made.pk)
    approver = both(who, Role.APPROVER)
    with pytest.raises(Denied, match="经办与审定分离"):
        rounds.publish(approver, made.pk, read=rounds.fingerprint(made))
    with pytest.raises(Denied):
        rounds.send_back(approver, made.pk, reason="x")
    made = rounds.publish(people.approver, made.pk, read=rounds.fingerprint(made))
    assert made.state == Round.State.PUBLISHED


def test_an_approver_publishes_exactly_what_was_read(people: District) -> None:
    made = rounds.propose(people.officer, cast.filled_round(people).pk)
    read = rounds.fingerprint(made)
    rounds.take_back(people.officer, made.pk)
    one = cast.measure_in(made)
    rounds.edit_measure(people.officer, one.pk, version=one.version, notes="悄悄改了")
    rounds.propose(people.officer, made.pk)
    with pytest.raises(Stale, match="请重新阅读"):
        rounds.publish(people.approver, made.pk, read=read)


def test_a_round_whose_deadline_passed_while_it_waited_is_not_published(people: District) -> None:
    made = cast.filled_round(people, closes_at=clock.now() + timedelta(hours=1))
    made = rounds.propose(people.officer, made.pk)
    with (
        time_machine.travel(clock.now() + timedelta(hours=2)),
        pytest.raises(Refused, match="截止时间已经过去"),
    ):
        rounds.publish(people.approver, made.pk, read=rounds.fingerprint(made))


def test_a_draft_is_given_up_and_its_number_is_not_used_again(people: District) -> None:
    made = cast.filled_round(people)
    rounds.discard(people.officer, made.pk)
    with pytest.raises(NotSeen):
        rounds.get(people.officer, made.pk)
    with pytest.raises(NotSeen):
        rounds.propose(people.officer, made.pk)
    assert cast.filled_round(people).number != made.number


@pytest.mark.parametrize(
    ("off", "standing"),
    [
        (-1, Standing.COMING), (0, Standing.OPEN), (1, Standing.OPEN), (86399, Standing.OPEN),
        (86400, Standing.OPEN), (86401, Standing.CLOSED),
    ],
)  # fmt: skip
def test_both_ends_of_the_window_belong_to_it(
    people: District, off: int, standing: Standing
) -> None:
    opens_at = cast.shanghai(2026, 3, 2, 17)
    with time_machine.travel(cast.shanghai(2026, 3, 1), tick=False):
        made = cast.published_round(
            people, opens_at=opens_at, closes_at=opens_at + timedelta(days=1)
        )
    now = opens_at + off * SECOND
    assert rounds.state(made, now) == standing
    assert rounds.open_rounds(now).exists() == (standing == Standing.OPEN)
    assert rounds.visible(now).exists()


def assessed(made: Round, measure: str, claim: dict[str, Any]) -> policy.Answer:
    """What the rules say to a claim with what the round decides."""
    decided = rounds.terms(cast.measure_in(made, measure)).claim
    return policy.assess(policy.read_claim({**claim, **decided}, policy.library()))


def test_a_reading_that_the_round_changes_changes_the_answer(people: District) -> None:
    facts = {
        "qualification": "cmmi",
        "level": "5",
        "obtained_on": "2025-06-01",
        "granted_before": "120000.00",
    }
    facts = {key: value for key, value in facts.items() if key in known("qualification")}
    usual = cast.published_round(people, measures=("qualification",))
    strict = cast.published_round(
        people,
        measures=("qualification",),
        parameters={"qualification": {"upgrade_difference": False}},
    )
    claim = LEVEL | {"facts": facts}
    assert assessed(usual, "qualification", claim).status != "ineligible"
    assert assessed(strict, "qualification", claim).status == "ineligible"
    assert (
        rounds.parameters(cast.measure_in(strict, "qualification"))["upgrade_difference"] is False
    )


def known(measure: str) -> set[str]:
    return {fact.id for fact in policy.library().get("putuo-2024-3").measure(measure).facts}


def test_the_day_that_counts_as_newcomer_is_the_rounds(people: District) -> None:
    late = cast.published_round(
        people, measures=("office-rent",), parameters={"office-rent": {"new_since": "2025-06-01"}}
    )
    usual = cast.published_round(people, measures=("office-rent",))
    claim = LEVEL | {
        "measure": "office-rent",
        "facts": {"rent_paid": "500000.00", "support_years": 0},
    }
    assert assessed(usual, "office-rent", claim).status == "eligible"
    assert assessed(late, "office-rent", claim).status == "ineligible"


def test_a_reading_of_the_whole_round_reaches_every_measure(people: District) -> None:
    made = cast.published_round(
        people,
        measures=("compute", "rnd"),
        parameters={"": {"presence_required": True, "overlap_mode": "exclude"}},
    )
    for measure in ("compute", "rnd"):
        found = rounds.terms(cast.measure_in(made, measure))
        assert found.parameters["presence_required"] is True
        assert found.claim["overlap"] == "exclude"
    claim = LEVEL | {"measure": "compute", "facts": {"compute_cost": "1000000.00"}}
    away = claim | {"applicant": LEVEL["applicant"] | {"arrived_on": None}}  # type: ignore[operator]
    assert assessed(made, "compute", claim).status == "eligible"
    assert assessed(made, "compute", away).status != "eligible"


@pytest.mark.parametrize(
    ("mode", "first", "recognised"),
    [(None, "difference", "stack"), ("exclude", "exclude", "stack")],
)
def test_a_measure_with_an_overlap_of_its_own_keeps_it(
    people: District, mode: str | None, first: str, recognised: str
) -> None:
    both_limbs = ("first-application", "first-application-recognised")
    made = cast.published_round(
        people, measures=both_limbs, parameters={"": {"overlap_mode": mode} if mode else {}}
    )
    found = [rounds.terms(cast.measure_in(made, one)).claim["overlap"] for one in both_limbs]
    assert found == [first, recognised]


def test_the_unit_of_the_cap_is_known_to_the_process(people: District) -> None:
    made = cast.published_round(
        people,
        measures=("qualification",),
        parameters={"qualification": {"cap_scope": "enterprise-life"}},
    )
    found = rounds.terms(cast.measure_in(made, "qualification"))
    assert found.value("cap_scope") == "enterprise-life"
    assert "cap_scope" not in found.parameters
    with pytest.raises(KeyError):
        found.value("nothing")


def test_project_mode_only_where_a_reading_allows_it(people: District) -> None:
    made = cast.published_round(people, measures=("rnd",), rnd={"mode": "project"})
    assert rounds.terms(cast.measure_in(made, "rnd")).claim["mode"] == "project"
    with pytest.raises(Refused, match="办理方式只能是：补贴类"):
        cast.filled_round(people, measures=("compute",), compute={"mode": "project"})
