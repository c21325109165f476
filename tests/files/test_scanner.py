"""The scanner fails closed: what is not clearly clean is not taken. The real clamd, and others that misbehave."""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

from duixian.files import daemon, gate, scanner
from duixian.files.incoming import received
from duixian.files.refusals import Refused
from tests.files.fixtures import alone, short
from tests.files.sample import a_pdf, a_zip
from tests.outbox.processes import alive, until

__all__ = ["alone", "short"]
STARTS_ONE = """
import sys, time, django
django.setup()
from duixian.files import daemon
print(daemon.start().pid, flush=True)
time.sleep(60)
"""


@contextmanager
def answering(folder: Path, settings: Settings, answer: bytes) -> Iterator[None]:
    """A scanner that gives this answer to everything."""
    path = folder / "clamd"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()

        def serve() -> None:
            while True:
                try:
                    channel = server.accept()[0]
                except OSError:
                    return
                with channel:
                    told = b""
                    while not told.endswith((b"VERSION\0", bytes(4))):
                        told += channel.recv(65536)
                    channel.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        settings.CLAMD_SOCKET = str(path)
        yield
        server.shutdown(socket.SHUT_RDWR)


def admit() -> gate.Passage:
    with received(io.BytesIO(a_pdf()), "a.pdf", "evidence") as upload:
        return gate.admit(upload)


def test_the_test_file_is_found_also_inside_a_zip(clamd: scanner.State, tmp_path: Path) -> None:
    path = tmp_path / "content"
    for content in (daemon.EICAR, b"before " + daemon.EICAR, a_zip({"a.com": daemon.EICAR})):
        path.write_bytes(content)
        assert scanner.scan(path).startswith("Duixian.Test.EICAR")
    path.write_bytes(a_pdf())
    assert scanner.scan(path) == ""


def test_the_state_names_engine_and_signatures(clamd: scanner.State) -> None:
    assert clamd.up
    assert clamd.engine.startswith("ClamAV ")
    assert (clamd.signatures, clamd.official) == ("测试特征库", False)
    assert str(clamd) == f"{clamd.engine} · 测试特征库"


def test_official_signatures_are_named_with_their_day(short: Path, settings: Settings) -> None:
    with answering(short, settings, b"ClamAV 1.4.6/27800/Fri Nov 20 09:26:55 2026\0"):
        state = scanner.state()
    assert state.official
    assert str(state) == "ClamAV 1.4.6 · 官方特征库 27800（Fri Nov 20 09:26:55 2026）"


def test_without_a_scanner_nothing_is_taken(short: Path, settings: Settings) -> None:
    settings.CLAMD_SOCKET = str(short / "nothing")
    assert str(scanner.state()) == "查毒服务未运行"
    with pytest.raises(Refused, match="查毒服务暂时不可用"):
        admit()


@pytest.mark.parametrize(
    "answer", [b"", b"\0", b"UNKNOWN COMMAND\0", b"stream: ERROR\0", b"INSTREAM size limit exceeded. ERROR\0"],
)  # fmt: skip
def test_an_unclear_answer_is_no_permission(answer: bytes, short: Path, settings: Settings) -> None:
    with answering(short, settings, answer):
        assert not scanner.state().up
        with pytest.raises(Refused, match="查毒服务暂时不可用"):
            admit()


def test_the_control_a_clear_answer_is_one(short: Path, settings: Settings) -> None:
    with answering(short, settings, b"stream: OK\0"):
        assert admit().kind == "pdf"


def test_a_scanner_on_another_machine_is_asked_over_tcp(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD_SOCKET = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            with server.accept()[0] as channel:
                channel.recv(100)
                channel.sendall(b"ClamAV 1.4.6\0")

        threading.Thread(target=serve, daemon=True).start()
        assert scanner.state().engine == "ClamAV 1.4.6"


def test_the_systems_scanner_is_used_where_there_is_one(
    short: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = short / "clamd.ctl"
    monkeypatch.setattr(scanner, "SYSTEM_SOCKET", system)
    assert scanner.address() == str(scanner.own_socket())
    system.touch()
    assert scanner.address() == str(system)
    settings.CLAMD_SOCKET = "/elsewhere"
    assert scanner.address() == "/elsewhere"


# --- starting and stopping our own


def test_it_starts_once_and_ends_with_who_started_it(alone: Path) -> None:
    assert not scanner.state().up
    with daemon.running() as outer:
        assert outer.up
        with daemon.running() as inner:
            assert inner == outer
        assert scanner.state().up
    assert not scanner.state().up


def test_a_socket_left_behind_by_a_kill_is_no_obstacle(alone: Path) -> None:
    process = daemon.start()
    assert process is not None
    process.kill()
    process.wait()
    assert (alone / "clamd" / "clamd.sock").exists()
    with daemon.running() as state:
        assert state.up


def test_it_ends_when_who_started_it_is_killed(short: Path) -> None:
    own = {
        **os.environ,
        "DUIXIAN_LOCAL": str(short),
        "DUIXIAN_CLAMD": str(short / "clamd/clamd.sock"),
    }
    with subprocess.Popen(
        [sys.executable, "-c", STARTS_ONE], env=own, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        clamd = int(process.stdout.readline())
        assert alive(clamd)
        process.kill()
    try:
        until(lambda: not alive(clamd), "the scanner to end")
    finally:
        if alive(clamd):
            os.kill(clamd, signal.SIGKILL)


def test_one_that_will_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, alone: Path) -> None:
    process = daemon.start()
    assert process is not None
    monkeypatch.setattr(daemon, "STOP_SECONDS", 0)
    daemon.stop(process)
    assert process.returncode is not None


def test_the_official_signatures_are_used_where_they_are(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    official = alone / "official"
    official.mkdir()
    monkeypatch.setattr(daemon, "OFFICIAL", official)
    assert daemon._database(alone) == alone / "signatures"
    (official / "daily.cvd").touch()
    assert daemon._database(alone) == official


def test_a_scanner_that_is_configured_is_not_replaced(alone: Path, settings: Settings) -> None:
    settings.CLAMD_SOCKET = str(alone / "elsewhere")
    with pytest.raises(daemon.CannotStart, match="没有应答"):
        daemon.start()


def test_without_the_program_the_site_runs_and_says_so(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path: None)
    with daemon.running() as state:
        assert not state.up


def test_a_program_that_ends_at_once_is_reported(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path: "/bin/false")
    with pytest.raises(daemon.CannotStart, match="退出"):
        daemon.start()


def test_a_program_that_never_answers_is_given_up(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = alone / "sleeper"
    script.write_text("#!/bin/sh\nexec sleep 60\n")
    script.chmod(0o700)
    monkeypatch.setattr(shutil, "which", lambda name, path: str(script))
    monkeypatch.setattr(daemon, "START_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(daemon.CannotStart, match="迟迟"):
        daemon.start()
    assert time.monotonic() - began < 10


def test_its_folder_is_private(alone: Path) -> None:
    with daemon.running():
        assert (alone / "clamd").stat().st_mode & 0o077 == 0
