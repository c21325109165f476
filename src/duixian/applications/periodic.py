"""The periodic jobs about applications: the reminder before the deadline, announcements made up for, retention."""

from datetime import datetime, time, timedelta

from django.db import transaction

from duixian.applications import announcing
from duixian.applications import retention as retention_of
from duixian.applications.models import Application
from duixian.applications.rounds import open_rounds, visible
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


@job("rounds.announce", "批次通知补发", daily_at=time(7))
def announce() -> str:
    """Rounds published since yesterday are announced once more: to those whom a worker's death left out."""
    since = clock.now() - timedelta(days=2)
    fresh = [one.pk for one in visible(clock.now()).filter(published_at__gte=since)]
    for pk in fresh:
        announcing.announce.enqueue(str(pk))
    return f"补发{len(fresh)}个批次"


@job("applications.retention", "申报信息到期清理", daily_at=time(2, 40))
def retention() -> str:
    """Drafts given up are emptied, files that nothing holds and personal data past the archive term go."""
    now = clock.now()
    emptied, files = retention_of.empty_discarded(now), retention_of.erase_unattached(now)
    erased = retention_of.erase_archived(now)
    return f"清空放弃的草稿{emptied}件、无用文件{files}个，删除到期个人信息{erased}份"


def _tell(draft: Application, closes: datetime) -> None:
    context = {
        "measure": measure_of(draft.round_measure).name, "round": draft.round_measure.round.title,
        "closes": closes,
    }  # fmt: skip
    messages.post(
        people.recipients(draft.applicant), "deadline-tomorrow", context,
        link=f"/my/applications/{draft.pk}/", key=f"deadline:{draft.pk}:{closes.isoformat()}",
    )  # fmt: skip
