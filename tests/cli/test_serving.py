"""The site as real processes: were the main process killed, its web process ends too, and the port is free again."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.outbox.processes import alive, children, command, until


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found: int = server.getsockname()[1]
        return found


@pytest.fixture
def site(tmp_path: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """The main process, once the site answers."""
    words = command("serve", "--no-worker", "--port", str(port))
    own = {**os.environ, "DUIXIAN_LOCAL": str(tmp_path), "PYTHONUTF8": "1"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(words, env=own, stdout=log, stderr=log)
    served_by: list[int] = []
    try:
        until(lambda: answers(port), "the site")
        served_by = children(process.pid)
        yield process
    finally:
        process.kill()
        process.wait()
        for one in filter(alive, served_by):
            os.kill(one, signal.SIGKILL)


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz") as response:
            return bool(response.status == 200)
    except URLError:
        return False


def test_the_web_process_ends_when_the_main_one_is_killed(
    site: "subprocess.Popen[bytes]", port: int
) -> None:
    served_by = children(site.pid)
    assert served_by
    site.kill()
    site.wait()
    until(lambda: not any(map(alive, served_by)), "the web process to end")
    assert not answers(port)
