"""Who sees which application: drafts are the applicant's own, centres see their own cases, an admin sees none."""

from uuid import uuid4

import pytest
from django.db import connection

from duixian.applications import access, casework, drafts
from duixian.applications.models import Application, RoundMeasure
from duixian.audit import trail
from duixian.audit.models import Outcome
from duixian.parties.access import NotSeen, Viewer
from duixian.parties.roles import Kind, Role
from tests.applications.cast import District, measure_in, organisation, published_round, viewer
from tests.applications.filing import LINE, begun, completed, signature, submitted


@pytest.fixture
def world(cast: District) -> dict[str, Application]:
    """One of each: a private draft, one from paper at two desks, submitted ones at two centres, withdrawn, discarded."""
    made = published_round(cast, measures=("compute", "rnd", "game-licence", "showcase"))
    compute, rnd = measure_in(made), measure_in(made, "rnd")
    games = measure_in(made, "game-licence")
    firm = cast.applicant.organisation
    found = {
        "submitted": submitted(cast.applicant, compute),
        "draft": begun(cast.applicant, rnd),
        "paper": begun(cast.centre, games, applicant=firm, subject="一"),
        "desk": begun(cast.officer, games, applicant=firm, subject="二"),
        "discarded": begun(cast.applicant, games, subject="三"),
        "elsewhere": submitted(
            cast.stranger, compute, lines=[{**LINE, "invoice_number": "3" * 20}]
        ),
        "withdrawn": begun(cast.stranger, rnd),
    }
    casework.take(cast.applicant, found["discarded"].pk, "discard")
    casework.take(cast.stranger, found["withdrawn"].pk, "discard")
    found["recalled"] = completed_and_recalled(cast.stranger, measure_in(made, "showcase"))
    return found


def completed_and_recalled(who: Viewer, one: RoundMeasure) -> Application:
    draft = begun(who, one)
    lines = [{**LINE, "fact": "self_used_rent", "invoice_number": "4" * 20}]
    drafts.save(who, draft.pk, version=1, answers={"fit_out_cost": "0", "running_cost": "0"})
    draft = completed(who, draft, lines=lines)
    casework.take(who, draft.pk, "submit", **signature(who, draft))
    return casework.take(who, draft.pk, "recall")


SEEN = {
    "applicant": {"submitted", "draft", "paper", "desk", "discarded"},
    "owner": {"submitted", "draft", "paper", "desk", "discarded"},
    "stranger": {"elsewhere", "withdrawn", "recalled"},
    "centre": {"submitted", "paper"},
    "other_centre": {"elsewhere", "recalled"},
    "officer": {"submitted", "desk", "elsewhere", "recalled"},
    "approver": {"submitted", "elsewhere", "recalled"},
    "auditor": {"submitted", "elsewhere", "recalled"},
    "admin": set(),
    "expert": set(),
    "preparer": set(),
}


def test_each_role_sees_exactly_its_own(cast: District, world: dict[str, Application]) -> None:
    others = {
        "admin": viewer(organisation(Kind.OPERATOR, "运行"), Role.ADMIN),
        "expert": viewer(organisation(Kind.EXPERTS, "专家"), Role.EXPERT),
        "preparer": viewer(organisation(Kind.FINANCE, "财政"), Role.PREPARER),
    }
    names = {one.pk: name for name, one in world.items()}
    for name, seen in SEEN.items():
        who = others.get(name) or getattr(cast, name)
        assert {names[one.pk] for one in access.applications(who)} == seen, name
        assert access.applications(who).count() == len(seen)
        for case, application in world.items():
            if case in seen:
                assert access.application_for(who, application.pk).pk == application.pk
            else:
                with pytest.raises(NotSeen):
                    access.application_for(who, application.pk)


def test_what_another_desk_may_see_is_known_to_the_database(
    world: dict[str, Application],
) -> None:
    for name, one in world.items():
        one.refresh_from_db()
        own = one.entered_by_id is None and one.submitted_at is None
        expected = None if own else one.submitted_at or one.created_at
        assert one.arrived_at == expected, name
    assert world["draft"].arrived_at is None
    assert world["paper"].arrived_at == world["paper"].created_at


def test_the_newest_of_a_desk_are_read_along_an_index(cast: District) -> None:
    """However many there are: no sorting of all, on either database."""
    for who in (cast.officer, cast.approver, cast.centre):
        rows = access.applications(who).order_by(*access.NEWEST)[:31]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute("SET LOCAL enable_sort = off")
                cursor.execute("SET LOCAL enable_bitmapscan = off")
            plan = rows.explain()
        assert "application_arrived" in plan or "application_centre_" in plan, plan
        assert "Sort" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_who_tries_is_on_the_trail_and_what_is_not_there_leaves_nothing(
    cast: District, world: dict[str, Application]
) -> None:
    with pytest.raises(NotSeen):
        access.application_for(cast.stranger, world["draft"].pk)
    last = trail.of(casework.subject_of(world["draft"].pk)).last()
    assert last is not None
    assert (last.outcome, last.action, last.actor) == (
        Outcome.DENIED,
        "application.see",
        str(cast.stranger.person.pk),
    )
    size = trail.head().seq
    with pytest.raises(NotSeen):
        access.application_for(cast.stranger, uuid4())
    assert trail.head().seq == size


def test_no_verb_reaches_what_is_not_seen(cast: District, world: dict[str, Application]) -> None:
    mine, who = world["draft"], cast.stranger
    evidence = world["submitted"].evidence.all()[0]
    for step in ("save", "submit", "discard", "withdraw", "recall", "hand", "return"):
        with pytest.raises(NotSeen):
            casework.take(who, mine.pk, step)
    for call in (
        lambda: drafts.save(who, mine.pk, version=1, answers={}),
        lambda: drafts.set_lines(who, mine.pk, [], version=1),
        lambda: drafts.remove_evidence(who, world["submitted"].pk, evidence.pk),
        lambda: access.evidence_for(who, evidence.pk),
        lambda: access.evidence_for(who, uuid4()),
    ):
        with pytest.raises(NotSeen):
            call()
    assert access.evidence_for(cast.centre, evidence.pk) == evidence
    for centre_only in (cast.other_centre, cast.approver):
        with pytest.raises(NotSeen):
            casework.take(centre_only, world["paper"].pk, "hand")


def test_a_file_of_another_case_is_not_reached_through_ones_own(
    cast: District, world: dict[str, Application]
) -> None:
    strange = world["elsewhere"].evidence.all()[0]
    with pytest.raises(NotSeen):
        drafts.remove_evidence(cast.applicant, world["draft"].pk, strange.pk)
    assert world["elsewhere"].evidence.filter(removed_at=None).count() > 1
