"""The periodic jobs about applications: who has a draft is reminded before the deadline."""

from datetime import datetime, time, timedelta

from django.db import transaction

from duixian.applications.models import Application
from duixian.applications.rounds import open_rounds
from duixian.applications.states import AWAITING, DRAFT
from duixian.applications.terms import measure_of
from duixian.kernel import clock
from duixian.outbox import messages
from duixian.outbox.jobs import job
from duixian.parties import people


@job("applications.deadline", "截止提醒", daily_at=time(9))
def remind() -> str:
    """Drafts of rounds that close today or tomorrow: their people are told, once for each deadline."""
    now = clock.now()
    last = clock.today() + timedelta(days=1)
    closing = [one.pk for one in open_rounds(now) if clock.local(one.closes_at).date() <= last]
    drafts = Application.objects.filter(
        round_measure__round__in=closing, state__in=[DRAFT, AWAITING]
    ).select_related("round_measure__round", "applicant")
    for draft in drafts:
        with transaction.atomic():
            _tell(draft, draft.round_measure.round.closes_at)
    return f"提醒{len(drafts)}件"


def _tell(draft: Application, closes: datetime) -> None:
    context = {
        "measure": measure_of(draft.round_measure).name, "round": draft.round_measure.round.title,
        "closes": closes,
    }  # fmt: skip
    messages.post(
        people.recipients(draft.applicant), "deadline-tomorrow", context,
        link=f"/my/applications/{draft.pk}/", key=f"deadline:{draft.pk}:{closes.isoformat()}",
    )  # fmt: skip
