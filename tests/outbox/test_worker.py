"""The worker as a real process: it sends, runs the jobs, and is gone when it should be, however its end came."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.db import connection

from duixian.cli import worker
from duixian.cli.serving import Companion
from duixian.outbox import jobs
from duixian.outbox.models import JobRun
from tests.outbox.conftest import someone, states, tell
from tests.outbox.processes import alive, children, command, environment, until

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable, "-uc",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready'); time.sleep(60)",
]  # fmt: skip


@contextmanager
def started(local: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker for the length of a block; its log is in the folder."""
    with (local / "log").open("wb") as log:
        process = subprocess.Popen(command("work"), env=environment(local), stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_what_is_posted_is_sent_and_the_jobs_run_until_it_is_told_to_stop(
    tmp_path: Path, end: signal.Signals
) -> None:
    with started(tmp_path) as process:
        until(lambda: JobRun.objects.filter(name="mail.digest", ok=True).exists(), "the first jobs")
        tell(someone(), someone("li@example.cn"))
        until(lambda: len(list(tmp_path.glob("mail/*.eml"))) == 2, "two mails as files")
        until(lambda: states() == ["sent", "sent"], "both written down as sent")
        process.send_signal(end)
        assert process.wait(20) == 0, (tmp_path / "log").read_text()
    assert set(jobs.JOBS) == set(JobRun.objects.values_list("name", flat=True))
    assert "worker stopped" in (tmp_path / "log").read_text()


@pytest.mark.django_db(transaction=True)
def test_mail_that_waited_while_no_worker_ran_goes_out_when_one_starts(tmp_path: Path) -> None:
    tell(someone())
    with started(tmp_path):
        until(lambda: states() == ["sent"], "the mail that waited")


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    with started(tmp_path / "a"), started(tmp_path / "b"):
        for number in range(30):
            tell(someone(f"a{number}@example.cn"))
        until(lambda: states() == ["sent"] * 30, "thirty mails")
    files = [file.name for file in tmp_path.glob("*/mail/*.eml")]
    assert len(files) == len(set(files)) == 30


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_parent_is_killed_ends_by_itself(tmp_path: Path) -> None:
    parent = (
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([*sys.argv[1:], '--parent', str(os.getpid())])\n"
        "print(child.pid, flush=True)\nchild.wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent, *command("work")], env=environment(tmp_path), stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdout
        child = int(process.stdout.readline())
        until(JobRun.objects.exists, "the worker at work")
        assert alive(child)
        process.kill()
    until(lambda: not alive(child), "the orphan to end")


def test_without_tables_the_worker_says_what_to_do(tmp_path: Path) -> None:
    empty = {"DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3", "DUIXIAN_LOCAL": str(tmp_path)}
    done = subprocess.run(
        command("work"), env={**os.environ, **empty, "PYTHONUTF8": "1"}, check=False, capture_output=True, text=True
    )  # fmt: skip
    assert done.returncode == 1
    assert "请先执行：python -m django migrate" in done.stderr
    assert "Traceback" not in done.stderr


def pid(companion: Companion) -> int:
    """Its process; 0 while there is none."""
    return companion.process.pid if companion.process else 0


def test_a_companion_that_dies_is_started_again_and_stopped_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Companion(SLEEPS, dict(os.environ)) as companion:
        until(lambda: pid(companion), "the first")
        first = pid(companion)
        os.kill(first, signal.SIGKILL)
        until(lambda: pid(companion) != first, "another one")
        second = pid(companion)
        assert alive(second)
    assert not alive(first)
    assert not alive(second)
    assert "后台进程意外结束（退出码 -9），1 秒后重新启动" in capsys.readouterr().err


def test_a_companion_that_is_to_start_later_need_not_start_at_all() -> None:
    with Companion(SLEEPS, dict(os.environ), delay=60) as companion:
        pass
    assert companion.process is None


def test_a_companion_that_keeps_dying_is_given_longer_and_longer_pauses(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Companion([sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ)):
        said = ""

        def twice() -> bool:
            nonlocal said
            said += capsys.readouterr().err
            return said.count("退出码 3") == 2

        until(twice, "two ends")
    assert "1 秒后重新启动" in said
    assert "2 秒后重新启动" in said


def test_a_companion_that_does_not_listen_is_ended_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("duixian.cli.serving.STOP_SECONDS", 0.2)
    with Companion(STUBBORN, dict(os.environ)) as companion:
        until(lambda: "ready" in capfd.readouterr().out, "the stubborn one")
    assert companion.process
    assert companion.process.returncode == -signal.SIGKILL


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            return bool(answer.status == 200)
    except URLError:
        return False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_site_starts_the_worker_and_no_process_is_left_behind(
    tmp_path: Path, end: signal.Signals
) -> None:
    port = _port()
    with (tmp_path / "log").open("wb") as log:
        site = subprocess.Popen(
            command("serve", "--port", str(port)), env=environment(tmp_path), stdout=log, stderr=log
        )
    try:
        until(lambda: _answers(port), "the site")
        until(JobRun.objects.exists, "the worker")
        family = children(site.pid)
        tell(someone(), link="/my/")
        until(lambda: states() == ["sent"], "the mail")
        (letter,) = tmp_path.glob("mail/*.eml")
        assert f"http://localhost:{port}/my/" in letter.read_text()
        site.send_signal(end)
        site.wait(30)
        assert len(family) >= 2
        until(lambda: not any(map(alive, family)), "the family to end")
    finally:
        site.kill()
        site.wait()


@pytest.mark.django_db(transaction=True)
def test_every_job_is_scheduled_and_runs_at_once() -> None:
    with worker._scheduled(os.getppid()):
        until(lambda: JobRun.objects.filter(ok=True).count() == len(jobs.JOBS), "all jobs")
    connection.close()


def test_only_a_parent_that_is_gone_ends_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *how: ended.append(how))
    worker._end_without(os.getppid())
    assert ended == []
    worker._end_without(1 if os.getppid() != 1 else 2)
    assert ended == [(os.getpid(), signal.SIGTERM)]
