"""A round is proposed by an officer and published, or sent back, by an approver who had no hand in it."""

import hashlib
from typing import Any
from uuid import UUID

import rfc8785

from duixian import policy
from duixian.applications import announcing
from duixian.applications.models import Round
from duixian.applications.round_checks import check
from duixian.applications.round_fields import REASON, Bad, text
from duixian.applications.round_problems import BASICS, Denied, Problem, Refused, Stale, verb
from duixian.audit import trail
from duixian.kernel import clock
from duixian.outbox import messages
from duixian.parties import people
from duixian.parties.access import NotSeen, Viewer
from duixian.parties.models import Person
from duixian.parties.roles import Role


def content(round_: Round) -> dict[str, Any]:
    """All that is decided about a round, as JSON: what an approver reads and what a fingerprint covers."""
    own = (
        "title", "policy", "policy_version", "promised_days", "contacts", "parameters", "notes", "number",
    )  # fmt: skip
    each = ("measure", "mode", "parameters", "materials", "panel", "rubric", "notes")
    return {name: getattr(round_, name) for name in own} | {
        "opens_at": round_.opens_at.isoformat(),
        "closes_at": round_.closes_at.isoformat(),
        "measures": [
            {name: getattr(one, name) for name in each}
            | {
                "expense_from": one.expense_from and one.expense_from.isoformat(),
                "expense_to": one.expense_to and one.expense_to.isoformat(),
            }
            for one in round_.measures.all()
        ],
    }


def fingerprint(round_: Round) -> str:
    """The hash of the content: an approver publishes exactly what was read."""
    return hashlib.sha256(rfc8785.dumps(content(round_))).hexdigest()


def propose(viewer: Viewer, id_: UUID) -> Round:
    """From an officer to the approvers; everything must be there. Raises Refused with every problem."""
    with verb(viewer, Role.OFFICER, "round.propose", f"round:{id_}"):
        found = _locked(id_, Round.State.DRAFT)
        if problems := check(found, clock.now()):
            raise Refused(problems)
        found.state, found.proposed_by, found.proposed_at = (
            Round.State.PROPOSED,
            viewer.person,
            clock.now(),
        )
        found.returned_reason = ""
        found.hands.add(viewer.person)
        found.save()
        _note(viewer, "round.propose", found, {"content": fingerprint(found)})
        approvers = people.recipients(viewer.organisation, frozenset({Role.APPROVER}))
        messages.post(
            approvers, "round-proposed", {"round": found.title, "officer": viewer.person.name},
            link=f"/office/rounds/{found.pk}/", key=f"round-proposed:{found.pk}:{found.proposed_at.isoformat()}",
        )  # fmt: skip
    return found


def take_back(viewer: Viewer, id_: UUID) -> Round:
    """An officer takes a proposal back to go on working."""
    with verb(viewer, Role.OFFICER, "round.take-back", f"round:{id_}"):
        found = _locked(id_, Round.State.PROPOSED)
        found.state = Round.State.DRAFT
        found.save()
        _note(viewer, "round.take-back", found, {})
    return found


def publish(viewer: Viewer, id_: UUID, *, read: str) -> Round:
    """An approver publishes what was read (`read` is its fingerprint); nobody who had a hand in it may."""
    with verb(viewer, Role.APPROVER, "round.publish", f"round:{id_}"):
        found = _locked(id_, Round.State.PROPOSED)
        _apart(viewer, found)
        if fingerprint(found) != read:
            raise Stale("您打开本页以后，批次内容有变化；请重新阅读后再审定")
        if problems := check(found, clock.now()):
            raise Refused(problems)
        found.state, found.published_by, found.published_at = (
            Round.State.PUBLISHED,
            viewer.person,
            clock.now(),
        )
        found.save()
        _note(viewer, "round.publish", found, {"content": content(found)})
        _tell(found, "round-decided", {"round": found.title, "published": True, "reason": ""})
        announcing.announce.enqueue(str(found.pk))
    return found


def send_back(viewer: Viewer, id_: UUID, *, reason: str) -> Round:
    """An approver sends a proposal back with a reason."""
    with verb(viewer, Role.APPROVER, "round.send-back", f"round:{id_}"):
        found = _locked(id_, Round.State.PROPOSED)
        _apart(viewer, found)
        found.state, found.returned_reason = Round.State.DRAFT, _reason(reason)
        found.save()
        _note(viewer, "round.send-back", found, {"reason": found.returned_reason})
        _tell(
            found,
            "round-decided",
            {"round": found.title, "published": False, "reason": found.returned_reason},
        )
    return found


def repin(viewer: Viewer, id_: UUID) -> Round:
    """A draft goes over to the policy version that the product has now."""
    with verb(viewer, Role.OFFICER, "round.repin", f"round:{id_}"):
        found = _locked(id_, Round.State.DRAFT)
        current = policy.library().get(found.policy)
        found.measures.exclude(measure__in=[one.id for one in current.measures]).delete()
        found.policy_version = current.version
        found.version += 1
        found.hands.add(viewer.person)
        found.save()
        _note(viewer, "round.repin", found, {"policy_version": current.version})
    return found


def _reason(reason: str) -> str:
    try:
        plain = text(reason, "理由", REASON, lines=True)
    except Bad as bad:
        raise Refused([Problem(section=BASICS, field="reason", text=str(bad))]) from None
    if not plain:
        raise Refused([Problem(section=BASICS, field="reason", text="请写明退回的理由")])
    return plain


def _apart(viewer: Viewer, found: Round) -> None:
    """经办与审定分离: by natural person, whatever the account."""
    if viewer.person in {found.drafted_by, found.proposed_by} or found.hands.contains(
        viewer.person
    ):
        raise Denied("您起草、修改或报审过本批次，应由另一位审定人审定（经办与审定分离）")


def _locked(id_: UUID, state: Round.State) -> Round:
    found = Round.objects.select_for_update().filter(pk=id_).first()
    if found is None or found.state == Round.State.DISCARDED:
        raise NotSeen(id_)
    if found.state != state:
        raise Refused(
            f"本批次现在是“{found.get_state_display()}”，这一步只能在“{state.label}”时办理"
        )
    return found


def _note(viewer: Viewer, action: str, of: Round, payload: dict[str, Any]) -> None:
    trail.record(viewer.actor, action, f"round:{of.pk}", payload={"number": of.number, **payload})


def _tell(of: Round, template: str, context: dict[str, Any]) -> None:
    """The officers who had a hand in it."""
    hands = people.reached(Person.objects.filter(pk__in=of.hands.values("pk")))
    messages.post(hands, template, context, link=f"/office/rounds/{of.pk}/")
