"""Real processes for the tests: the worker on this test's database, and what is left of a process."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.db import connection

PATIENCE_SECONDS = 30


def database_url() -> str:
    """The address of the database that this test writes to."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgresql://{found['USER']}@{quote(found['HOST'], safe='')}/{found['NAME']}"


def environment(local: Path) -> dict[str, str]:
    """What a process needs to be the same installation, with files of its own."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DUIXIAN_LOCAL": str(local),
        "PYTHONUTF8": "1",
    }


def command(*words: str) -> list[str]:
    """`duixian` with these words."""
    return [sys.executable, "-m", "duixian.cli", *words]


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended but was not fetched by its parent doesn't."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for thread in threads for one in thread.read_text().split()]


def until(true: Callable[[], object], what: str) -> None:
    """Wait, not for ever."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)
