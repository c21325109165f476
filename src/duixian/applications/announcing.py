"""A published round is announced to the owners of verified enterprises that could apply: by the worker, in batches."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task

from duixian import policy
from duixian.applications.models import Round
from duixian.applications.terms import Terms, policy_of, terms
from duixian.kernel import clock
from duixian.outbox import messages
from duixian.parties import organisations, people
from duixian.parties.models import Organisation
from duixian.parties.roles import Role
from duixian.policy import BadClaim

BATCH = 200
OWNERS = frozenset({Role.APPLICANT_OWNER})


@task()
def announce(round_: str, after: str = "") -> int:
    """Tell one batch of enterprises, in the order of their keys, and queue the next. How many could apply.

    Safe to run again: nobody is told twice of one round, and nobody of one that has closed.
    """
    found, now = Round.objects.get(pk=UUID(round_)), clock.now()
    if now > found.closes_at:
        return 0
    with transaction.atomic():
        batch = _batch(after)
        measures, on = _measures(found), clock.local(max(now, found.opens_at)).date()
        told = [one for one in batch if may_apply(measures, _answers(one), on)]
        messages.post(
            people.recipients_of(told, OWNERS), "round-published",
            {"round": found.title, "opens": found.opens_at, "closes": found.closes_at},
            link=f"/rounds/{found.number}/", key=f"round-published:{found.pk}",
        )  # fmt: skip
        if len(batch) == BATCH:
            announce.enqueue(round_, str(batch[-1].pk))
    return len(told)


def may_apply(measures: Sequence[Terms], answers: Mapping[str, Any], on: date) -> bool:
    """Whether nothing that an enterprise's profile says rules out every one of the measures."""
    return any(_fits(held, answers, on) for held in measures)


def _measures(round_: Round) -> list[Terms]:
    """Those of the round that applicants file for themselves."""
    every = (terms(one) for one in round_.measures.select_related("round"))
    return [one for one in every if one.measure.public]


def _fits(held: Terms, answers: Mapping[str, Any], on: date) -> bool:
    facts = policy_of(held.round).applicant
    if any(fact.absent and fact.id not in answers for fact in facts):
        return True  # in a claim a blank would be an answer; here it is not known yet
    asked = {fact.id for fact in facts}
    own = {id_: value for id_, value in answers.items() if id_ in asked}
    given = {**held.claim, "on": on.isoformat(), "applicant": own}
    try:
        answer = policy.assess(policy.read_claim(given, policy.library()))
    except BadClaim:  # a profile in words that the policy no longer has rules nothing out
        return True
    return answer.status != "ineligible"


def _batch(after: str) -> list[Organisation]:
    rows = organisations.verified().select_related("profile").order_by("pk")
    if after:
        rows = rows.filter(pk__gt=UUID(after))
    return list(rows[:BATCH])


def _answers(organisation: Organisation) -> dict[str, Any]:
    profile = getattr(organisation, "profile", None)
    return profile.answers if profile else {}
