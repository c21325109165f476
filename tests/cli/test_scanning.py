"""The scanner beside the worker: there as long as the worker is, again when it died, gone at the end."""

from pathlib import Path

import pytest

from duixian.cli import scanning
from duixian.files import daemon, scanner
from tests.files.fixtures import alone, short
from tests.outbox.processes import until

__all__ = ["alone", "short"]


def up() -> bool:
    return scanner.state().up


def test_one_is_started_outlives_its_start_and_is_started_again_until_the_end(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "CHECK_SECONDS", 0.2)
    started = []
    start = daemon.start

    def counted() -> object:
        made = start()
        started.append(made)
        return made

    monkeypatch.setattr(daemon, "start", counted)
    with scanning.scanner_beside():
        until(lambda: len(started) > 2, "the checks after the start")
        assert up()
        assert started[0] is not None
        assert not any(started[1:])
        started[0].kill()
        started[0].wait()
        until(lambda: len([one for one in started if one]) == 2, "another one")
        assert up()
    assert not up()


def test_where_none_can_be_started_it_is_said_once(
    alone: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = []

    def fail() -> None:
        tried.append(1)
        raise daemon.CannotStart("没有安装")

    monkeypatch.setattr(scanning, "CHECK_SECONDS", 0.01)
    monkeypatch.setattr(daemon, "start", fail)
    with scanning.scanner_beside():
        until(lambda: len(tried) > 3, "several tries")
    assert len(caplog.records) == 1
