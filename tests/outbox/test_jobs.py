"""Periodic jobs: each slot of the timetable once, whoever runs it; what was missed or failed is made up for."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django_tasks_db.models import DBTaskResult

from duixian.kernel import clock
from duixian.kernel.clock import SHANGHAI
from duixian.outbox import jobs, periodic
from duixian.outbox.jobs import AGAIN, JOBS, LONGEST, TRIES, job
from duixian.outbox.models import JobRun
from tests.outbox.conftest import START, someone, tell, worker_runs

pytestmark = pytest.mark.django_db
commits = pytest.mark.django_db(transaction=True)
Ran = list[datetime]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Two jobs of the test's own, and nobody else's; when they ran."""
    monkeypatch.setattr(jobs, "JOBS", {})
    monkeypatch.setattr(periodic, "JOBS", jobs.JOBS)
    when: Ran = []

    def work() -> str:
        when.append(clock.now())
        return f"第{len(when)}次"

    job("often", "常常", every=10 * MINUTE)(work)
    job("daily", "每天", daily_at=time(8))(work)
    return when


@pytest.fixture
def breaking(ran: Ran, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The daily job fails from now on."""

    def broken() -> str:
        ran.append(clock.now())
        raise ConnectionError("13800000000 does not answer")

    def start() -> None:
        monkeypatch.delitem(jobs.JOBS, "daily")
        job("daily", "每天", daily_at=time(8))(broken)

    return start


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "slot"),
    [(at(2, 7, 59), at(1, 8)), (at(2, 8), at(2, 8)), (at(2, 23), at(2, 8)), (at(3, 0, 30), at(2, 8))],
)  # fmt: skip
def test_a_daily_slot_is_by_shanghai_s_clock(ran: Ran, now: datetime, slot: datetime) -> None:
    assert jobs.JOBS["daily"].slot(now) == slot


def test_a_run_is_recorded_and_its_slot_is_done(ran: Ran) -> None:
    with time_machine.travel(START, tick=False) as time_:
        first = jobs.run("daily")
        assert first
        assert (first.ok, first.note, first.slot) == (True, "第1次", at(2, 8))
        assert jobs.run("daily") is None
        time_.move_to(at(3, 7, 59))
        assert jobs.run("daily") is None
        time_.move_to(at(3, 8))
        assert jobs.run("daily")
    assert len(ran) == 2
    kept = JobRun.objects.order_by("slot")
    assert [(run.ok, run.note, run.started == run.ended) for run in kept] == [
        (True, "第1次", True),
        (True, "第2次", True),
    ]


def test_what_was_missed_is_made_up_for_once_however_long_ago(ran: Ran) -> None:
    with time_machine.travel(START, tick=False) as time_:
        jobs.run("daily")
        time_.move_to(at(12, 21))
        assert [bool(jobs.run("daily")), bool(jobs.run("daily"))] == [True, False]


def test_a_frequent_job_runs_once_in_each_of_its_slots(ran: Ran) -> None:
    with time_machine.travel(START, tick=False) as time_:
        for _ in range(60):
            jobs.run("often")
            time_.shift(60)
    assert ran == [START + 10 * MINUTE * number for number in range(6)]


def _race(name: str) -> int:
    start = Barrier(6)

    def worker(_: int) -> bool:
        try:
            start.wait()
            return jobs.run(name) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        return sum(pool.map(worker, range(6)))


@commits
def test_six_workers_run_a_slot_once(ran: Ran) -> None:
    assert (_race("daily"), len(ran)) == (1, 1)


@commits
def test_the_control_that_looks_and_then_runs_does_so_more_than_once(
    ran: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Barrier(6)

    def look(chosen: jobs.Job, now: datetime) -> JobRun | None:
        slot = chosen.slot(now)
        found = JobRun.objects.filter(name=chosen.name, slot=slot).exists()
        together.wait(timeout=30)
        return None if found else JobRun(name=chosen.name, slot=slot, started=now)

    monkeypatch.setattr(jobs, "_claim", look)
    assert _race("daily") == 6


def test_a_job_that_fails_is_recorded_without_what_it_said_and_tried_again_later_and_later(
    ran: Ran, breaking: Callable[[], None]
) -> None:
    breaking()
    with time_machine.travel(START, tick=False) as time_:
        for _ in range(120):
            jobs.run("daily")
            time_.shift(60)
    assert [int((when - START) / MINUTE) for when in ran] == [0, 5, 15, 30, 50]
    found = JobRun.objects.get()
    assert (found.ok, found.note, found.tries) == (False, "ConnectionError", TRIES)


@commits
def test_six_workers_try_again_once(ran: Ran, breaking: Callable[[], None]) -> None:
    breaking()
    with time_machine.travel(START, tick=False) as time_:
        jobs.run("daily")
        time_.shift(AGAIN)
        assert _race("daily") == 1
    assert len(ran) == 2


def test_a_run_that_a_dead_worker_left_is_taken_over(ran: Ran) -> None:
    with time_machine.travel(START, tick=False) as time_:
        JobRun.objects.create(name="daily", slot=at(2, 8), started=clock.now())
        time_.shift(LONGEST - MINUTE)
        assert jobs.run("daily") is None
        time_.shift(MINUTE)
        taken = jobs.run("daily")
    assert taken
    assert (taken.tries, taken.ok) == (2, True)


def test_whoever_was_only_slow_does_not_overwrite_the_one_who_took_over(ran: Ran) -> None:
    with time_machine.travel(START, tick=False) as time_:

        def slow() -> str:
            time_.shift(LONGEST)
            jobs.JOBS["daily"] = quick
            jobs.run("daily")
            return "慢的"

        quick = jobs.JOBS.pop("daily")
        job("daily", "每天", daily_at=time(8))(slow)
        jobs.run("daily")
    assert JobRun.objects.get().note == "第1次"


def test_health_says_what_runs_and_what_does_not(ran: Ran, breaking: Callable[[], None]) -> None:
    def state() -> dict[str, str]:
        return {one.job.name: one.state for one in jobs.health()}

    with time_machine.travel(START, tick=False) as time_:
        assert state() == {"often": "never", "daily": "never"}
        jobs.run("often")
        breaking()
        jobs.run("daily")
        assert state() == {"often": "ok", "daily": "failed"}
        time_.shift(14 * MINUTE)
        assert state()["often"] == "ok"
        time_.shift(MINUTE)
        assert state()["often"] == "late"
        JobRun.objects.create(name="often", slot=START + 10 * MINUTE, started=clock.now())
        assert state()["often"] == "running"


def test_the_timetable_is_said_as_people_say_it(ran: Ran) -> None:
    job("minutely", "每分", every=MINUTE)(lambda: "")
    assert [one.timetable for one in jobs.JOBS.values()] == ["每10分钟", "每天08:00", "每分钟"]


def test_a_job_without_a_timetable_or_with_a_name_that_is_taken_fails_at_the_start(
    ran: Ran,
) -> None:
    with pytest.raises(ValueError, match="give every"):
        job("none", "无")
    with pytest.raises(ValueError, match="give every"):
        job("both", "都有", every=MINUTE, daily_at=time(8))
    with pytest.raises(ValueError, match="give every"):
        job("hasty", "太急", every=timedelta(seconds=1))
    with pytest.raises(ValueError, match="two jobs"):
        job("daily", "另一个", daily_at=time(9))(lambda: "")


def test_the_same_job_may_be_registered_again(ran: Ran) -> None:
    same = jobs.JOBS["daily"].work
    job("daily", "每天", daily_at=time(8))(same)
    assert len(jobs.JOBS) == 2


def test_the_jobs_of_this_folder_are_registered() -> None:
    assert {"mail.sweep", "mail.digest", "queue.tidy"} <= JOBS.keys()
    assert JOBS["mail.digest"].daily_at == time(8)


@commits
def test_old_runs_and_finished_tasks_are_deleted_and_new_ones_stay(ran: Ran) -> None:
    with time_machine.travel(START, tick=False) as time_:
        tell(someone())
        worker_runs()
        jobs.run("often")
        jobs.run("daily")
        time_.shift(timedelta(days=4))
        jobs.run("often")
        tell(someone())
        assert periodic.tidy() == "清理任务0个、运行记录1条"
        time_.shift(timedelta(days=4))
        assert periodic.tidy() == "清理任务1个、运行记录1条"
        assert DBTaskResult.objects.get().status == "READY"
        time_.shift(timedelta(days=400))
        assert periodic.tidy() == "清理任务0个、运行记录1条"


def test_the_database_keeps_the_statistics_that_it_chooses_its_ways_by() -> None:
    said = JOBS["database.statistics"].work()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_stat1")
            assert cursor.fetchone()[0] > 0
    assert said == ("已更新" if connection.vendor == "sqlite" else "由数据库自行更新")
