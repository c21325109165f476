"""The worker: one process that runs queued tasks (django-tasks) and periodic jobs (APScheduler) until told to stop.

Where the machine has no virus scanner of its own, the worker also keeps one running.
"""

import logging
import os
import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from duixian.cli.scanning import scanner_beside

log = structlog.get_logger(__name__)

POLL_SECONDS = 1  # how long a posted message may wait in the queue
DAILY_CHECK = {"minutes": 1}  # how often a daily job looks whether its hour has come
PARENT_CHECK = {"seconds": 1}
THREADS = 2


class NotMigrated(Exception):
    """The database lacks tables or columns that this version needs."""


def work(parent: int = 0) -> None:
    """Run until SIGTERM or SIGINT, or until the process `parent` is gone; a task that has begun is finished first."""
    from django_tasks_db.management.commands.db_worker import Worker

    _check_tables()
    for name in ("apscheduler", "django_tasks", "django_tasks_db"):  # each tells of every step
        logging.getLogger(name).setLevel(logging.WARNING)
    worker = Worker(
        queue_names=["*"], excluded_queue_names=[], interval=POLL_SECONDS, batch=False, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id=uuid.uuid4().hex,
    )  # fmt: skip
    worker.configure_signals()
    with scanner_beside(), _scheduled(parent):
        log.info("worker started", pid=os.getpid())
        worker.run()


def _check_tables() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigrated
    connection.close()


@contextmanager
def _scheduled(parent: int) -> Iterator[None]:
    """The periodic jobs, in threads of their own; at the end, those that have begun are finished."""
    from duixian.outbox.jobs import JOBS

    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(THREADS)})
    for job in JOBS.values():
        every = {"seconds": job.every.total_seconds()} if job.every else DAILY_CHECK
        scheduler.add_job(_run, "interval", [job.name], coalesce=True, **every)
        scheduler.add_job(_run, args=[job.name])  # at once: what was missed while no worker ran
    if parent:
        scheduler.add_job(_end_without, "interval", [parent], coalesce=True, **PARENT_CHECK)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)
        log.info("worker stopped", pid=os.getpid())


def _run(name: str) -> None:
    """One job in a thread, with a connection to the database of its own that it doesn't keep."""
    from django.db import connections

    from duixian.outbox import jobs

    try:
        jobs.run(name)
    finally:
        connections.close_all()


def _end_without(parent: int) -> None:
    """Whoever started us is gone, however that came about: end too, gracefully."""
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
