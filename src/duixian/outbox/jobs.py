"""Periodic jobs: a registry that each folder adds to when it is ready, and the record of their runs.

A run belongs to a slot of the job's timetable (this minute, today at eight). Whoever inserts the slot's row runs the
job; so two workers don't run it twice, and what was missed while no worker ran is made up for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import structlog
from django.db.models import F, Max, Q

from duixian.kernel import clock
from duixian.outbox.models import JobRun

log = structlog.get_logger(__name__)

# A job that failed is tried again in its slot, a little later each time.
TRIES = 5
AGAIN = timedelta(minutes=5)
# A run that has not ended after this belongs to a worker that died.
LONGEST = timedelta(hours=1)

Work = Callable[[], str]


@dataclass(frozen=True, kw_only=True)
class Job:
    """A periodic job: its Chinese title, its timetable (one of the two), and its work, which returns a short note."""

    name: str
    title: str
    work: Work
    every: timedelta | None = None
    daily_at: time | None = None

    def slot(self, now: datetime) -> datetime:
        """The newest moment of the timetable that has come."""
        if self.every:
            epoch = datetime(2000, 1, 1, tzinfo=UTC)
            return epoch + (now - epoch) // self.every * self.every
        today = datetime.combine(clock.local(now), self.daily_at or time(), tzinfo=clock.SHANGHAI)
        return (today if today <= now else today - timedelta(days=1)).astimezone(UTC)

    @property
    def timetable(self) -> str:
        """As people say it."""
        if self.daily_at:
            return f"每天{self.daily_at:%H:%M}"
        minutes = int((self.every or timedelta()).total_seconds()) // 60
        return f"每{minutes}分钟" if minutes > 1 else "每分钟"


JOBS: dict[str, Job] = {}


def job(
    name: str, title: str, *, every: timedelta | None = None, daily_at: time | None = None
) -> Callable[[Work], Work]:
    """Register a function as a periodic job, at a whole number of minutes or once a day (Shanghai's clock).

    Use it in a module that your AppConfig.ready imports. The function returns a short note in Chinese without
    personal data (it is shown to the public), and must be safe to run again after it failed half-way.
    """
    if (every is None) == (daily_at is None) or (every and every < timedelta(minutes=1)):
        raise ValueError(f"{name}: give every (a minute or more) or daily_at")

    def register(work: Work) -> Work:
        known = JOBS.get(name)
        if known and known.work is not work:
            raise ValueError(f"two jobs are called {name}")
        JOBS[name] = Job(name=name, title=title, work=work, every=every, daily_at=daily_at)
        return work

    return register


def run(name: str) -> JobRun | None:
    """Run a job if its newest slot is still to be had; None if another worker has it or it is done."""
    chosen = JOBS[name]
    mine = _claim(chosen, clock.now())
    if mine is None:
        return None
    try:
        note, ok = chosen.work(), True
    except (
        Exception
    ) as error:  # recorded, shown, tried again: one job's fault must not stop the others
        log.exception("job failed", job=name)
        note, ok = type(error).__name__, False
    mine.ended, mine.ok, mine.note = clock.now(), ok, note[:300]
    JobRun.objects.filter(pk=mine.pk, tries=mine.tries).update(
        ended=mine.ended, ok=mine.ok, note=mine.note
    )
    return mine


def _claim(chosen: Job, now: datetime) -> JobRun | None:
    """Insert the slot's row, or take over one that failed or was left behind."""
    slot = chosen.slot(now)
    found, new = JobRun.objects.get_or_create(
        name=chosen.name, slot=slot, defaults={"started": now}
    )
    if new:
        return found
    failed = Q(ok=False, tries__lt=TRIES, started__lte=now - AGAIN * found.tries)
    left = Q(ended=None, started__lte=now - LONGEST)
    again = JobRun.objects.filter(failed | left, pk=found.pk, tries=found.tries)
    if not again.update(tries=F("tries") + 1, started=now, ended=None, ok=None, note=""):
        return None
    found.refresh_from_db()
    return found


@dataclass(frozen=True, kw_only=True)
class Health:
    """One line of the status page."""

    job: Job
    last: JobRun | None
    late: bool

    @property
    def state(self) -> str:
        """never · running · late · failed · ok"""
        if self.last is None:
            return "never"
        if self.late:
            return "late"
        if self.last.ended is None:
            return "running"
        return "ok" if self.last.ok else "failed"


def health() -> list[Health]:
    """Every registered job with its newest run. Late: its newest slot, and five minutes more, went by without one."""
    now = clock.now()
    newest = JobRun.objects.values("name").annotate(last=Max("pk")).values("last")
    runs = {run.name: run for run in JobRun.objects.filter(pk__in=newest)}
    return [_health(one, runs.get(one.name), now) for one in JOBS.values()]


def _health(one: Job, last: JobRun | None, now: datetime) -> Health:
    return Health(job=one, last=last, late=last is not None and last.slot < one.slot(now - AGAIN))
