"""A site of the tests' own: started as `./dev run` starts it, on a free loopback port; a demonstration is made once and copied."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from duixian.demo import days
from duixian.files.scanner import SYSTEM_SOCKET
from tests import template

START_SECONDS = 30
COMMAND = str(Path(sys.executable).with_name("duixian"))


class Site:
    """One installation: its folder, its database, and the process that serves it while it runs."""

    def __init__(self, local: Path, database: str, *, demo: bool) -> None:
        self.local = local
        self.database = database
        self.demo = demo
        self.address = f"http://127.0.0.1:{_free_port()}"
        self._process: subprocess.Popen[bytes] | None = None

    def fill(self) -> None:
        """Tables, static files, and in a demonstration the fictional district."""
        template.fill(self.database)
        subprocess.run([COMMAND, "demo", "--start"], env=self._environment(), check=True)

    def copied(self, local: Path) -> "Site":
        """Another site as this one stands, which must not be running."""
        shutil.copytree(
            self.local, local, dirs_exist_ok=True, ignore=shutil.ignore_patterns("clamd")
        )
        return Site(local, _copied(self.database, self.local, local), demo=self.demo)

    def start(self) -> None:
        """Serve, until `stop`."""
        host, _, port = self.address.removeprefix("http://").partition(":")
        with (self.local / "log").open("a") as log:
            self._process = subprocess.Popen(
                [COMMAND, "serve", "--host", host, "--port", port],
                env=self._environment(), stdout=log, stderr=log,
            )  # fmt: skip
        self._wait()
        if self.demo:
            self._wait_for_scanner()

    def stop(self) -> None:
        """End what was started."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=START_SECONDS)
            self._process = None

    def let_days_pass(self, count: int) -> None:
        """The demonstration's calendar goes on, at the same time of day; who was signed in must sign in again."""
        self.stop()
        file = self.local / days.FILE
        file.write_text(f"{int(file.read_text(encoding='ascii')) + count}\n", encoding="ascii")
        self.start()

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "duixian.config.settings", "DUIXIAN_LOCAL": str(self.local),
            "DATABASE_URL": self.database, "DUIXIAN_DEMO": "1" if self.demo else "",
            "DUIXIAN_DEBUG": "", "DUIXIAN_HTTPS": "",
        }  # fmt: skip

    def _wait(self) -> None:
        for _ in range(START_SECONDS * 10):
            assert self._process is not None
            assert self._process.poll() is None, self._said()
            try:
                with urlopen(f"{self.address}/readyz"):
                    return
            except URLError:
                time.sleep(0.1)
        raise AssertionError(self._said())

    def _wait_for_scanner(self) -> None:
        """The worker starts it some seconds after the site; until then uploads are refused."""
        for _ in range(START_SECONDS * 10):
            if SYSTEM_SOCKET.exists() or (self.local / "clamd" / "clamd.sock").exists():
                return
            time.sleep(0.1)
        raise AssertionError(self._said())

    def _said(self) -> str:
        return (self.local / "log").read_text(encoding="utf-8")


def database(local: Path) -> str:
    """An address to a new database, in the cluster of the run where it has one."""
    cluster = os.environ.get("DATABASE_URL", "")
    if not cluster.startswith("postgres"):
        return f"{template.SQLITE}{local}/demo.sqlite3"
    return _created(cluster, local, "template1")


def _copied(address: str, old: Path, new: Path) -> str:
    """The database of a copied folder: SQLite's file came along."""
    if not address.startswith("postgres"):
        return address.replace(str(old), str(new))
    return _created(address, new, address.rpartition("/")[2])


def _created(beside: str, local: Path, template_: str) -> str:
    name = f"{local.name}{os.getpid()}".replace("-", "_")
    cluster = beside.rpartition("/")[0]
    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template_}".encode())
    return f"{cluster}/{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
