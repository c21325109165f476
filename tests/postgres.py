"""A pytest plugin (`-p tests.postgres`): a real PostgreSQL of this run's own.

Debian's binaries, run as the user `postgres` where we are root (PostgreSQL refuses root), on a socket in a folder of
its own: no port, no password, nothing left behind. Its address is there before the settings are read.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests import memory

_RUNS_AS = "postgres" if os.geteuid() == 0 else None


def _binary(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    assert found, "PostgreSQL is not installed: sh ./dev setup test"
    return str(found[-1])


class Cluster:
    """One data folder, one server process."""

    def __init__(self) -> None:
        where = memory.place() or "/tmp"  # which the user postgres may enter
        self.folder = Path(tempfile.mkdtemp(prefix="duixian-postgres-", dir=where))
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make its files and let it run."""
        if _RUNS_AS:
            shutil.chown(self.folder, _RUNS_AS)
        data = str(self.folder / "data")
        # A C locale would make pg_trgm blind to Chinese.
        subprocess.run(
            [_binary("initdb"), "-D", data, "-U", "duixian", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
            user=_RUNS_AS, check=True, stdout=subprocess.DEVNULL, cwd=self.folder,
        )  # fmt: skip
        self.server = self._serve(data)
        self._wait()

    def _serve(self, data: str) -> "subprocess.Popen[bytes]":
        # A writer of its own that seldom syncs, so that a test can count the syncs of commits.
        return subprocess.Popen(
            [_binary("postgres"), "-D", data, "-k", str(self.folder), "-h", "", "-c", "max_connections=200", "-c", "wal_writer_delay=10s"],
            user=_RUNS_AS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder,
        )  # fmt: skip

    def crash(self) -> None:
        """The whole server dies at once, as of a power cut, and comes up again on what it had made durable."""
        assert self.server is not None
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        for pid in [self.server.pid, *map(int, children.read_text().split())]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.wait(timeout=30)
        self.server = self._serve(str(self.folder / "data"))
        self._wait()

    @property
    def url(self) -> str:
        return f"postgresql://duixian@{str(self.folder).replace('/', '%2F')}/postgres"

    def _wait(self) -> None:
        for _ in range(1200):  # after a crash it first replays what it had written
            ready = subprocess.run(
                [_binary("pg_isready"), "-h", str(self.folder)],
                check=False,
                stdout=subprocess.DEVNULL,
            )
            if ready.returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError("PostgreSQL did not start")

    def stop(self) -> None:
        """End it, whatever connections a failed test left open."""
        if self.server is not None:
            self.server.send_signal(signal.SIGINT)
            self.server.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)


_cluster = Cluster()
os.environ["DATABASE_URL"] = _cluster.url


def pytest_configure(config: pytest.Config) -> None:
    """The run begins."""
    _cluster.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The run is over: end what we started."""
    _cluster.stop()
