"""How mail and queue stand: counts only, for the status page and for machines that watch. No names, no addresses."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django_tasks_db.models import DBTaskResult

from duixian.kernel import clock
from duixian.outbox.models import Mail

State = Mail.State
# Mail that has been due for longer than this means that no worker runs.
LATE = timedelta(minutes=10)
RECENT = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What waits, what waits too long, and what went wrong in the last seven days."""

    waiting: int
    late: int
    failed: int
    unclear: int
    queued: int


def backlog() -> Backlog:
    """As of now."""
    now = clock.now()
    recent = Q(next_at__gte=now - RECENT)
    waiting = Q(state__in=[State.WAITING, State.SENDING])
    counted = Mail.objects.aggregate(
        waiting=Count("pk", filter=waiting),
        late=Count("pk", filter=waiting & Q(next_at__lt=now - LATE)),
        failed=Count("pk", filter=recent & Q(state=State.FAILED)),
        unclear=Count("pk", filter=recent & Q(state=State.UNCLEAR)),
    )
    return Backlog(**counted, queued=DBTaskResult.objects.filter(status="READY").count())
