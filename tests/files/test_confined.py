"""The child process is kept within its limits; whatever happens to it, the file is refused."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from duixian.files import confined, gate, scanner
from duixian.files.checks import fault
from duixian.files.incoming import received
from duixian.files.refusals import Refused
from tests.files.sample import a_pdf

INTERPRETER = sys.executable
HEAVY = {
    "memory": "b = bytearray(600 * 1024**2)",
    "processor": "while True: pass",
    "killed": "import os; os.kill(os.getpid(), 9)",
}
CRASHING = {
    "exception": "raise RuntimeError('no')",
    "segfault": "import os; os.kill(os.getpid(), 11)",
    "writes a file": "import pathlib; pathlib.Path('{folder}/x').write_text('x' * 10)",
}


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A child whose code a test writes; it limits itself as ours do."""
    monkeypatch.setattr(confined, "SECONDS", 1)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    return tmp_path


def written(folder: Path, code: str) -> None:
    body = (
        "from duixian.files import confined; import resource, sys\n"
        "confined.SECONDS = 1; confined.limit()\n"
        f"try:\n    {code.format(folder=folder)}\nexcept MemoryError:\n    sys.exit(confined.TOO_HEAVY)\n"
    )
    (folder / "body.py").write_text(body)
    launcher = folder / "python"
    launcher.write_text(f"#!/bin/sh\nexec {INTERPRETER} -I {folder / 'body.py'}\n")
    launcher.chmod(0o700)


def admit() -> gate.Passage:
    with received(io.BytesIO(a_pdf()), "a.pdf", "evidence") as upload:
        return gate.admit(upload)


@pytest.mark.parametrize("what", HEAVY)
def test_a_child_beyond_its_limits_is_too_heavy(what: str, child: Path) -> None:
    written(child, HEAVY[what])
    with pytest.raises(confined.TooHeavy):
        confined.run("duixian.files.child", "pdf", "x")
    with pytest.raises(Refused, match="超出了时间或内存"):
        admit()


@pytest.mark.parametrize("what", CRASHING)
def test_a_child_that_crashes_refuses_the_file(what: str, child: Path) -> None:
    written(child, CRASHING[what])
    with pytest.raises(confined.Crashed):
        confined.run("duixian.files.child", "pdf", "x")
    with pytest.raises(Refused, match="无法读取"):
        admit()
    assert not (child / "x").exists() or (child / "x").stat().st_size == 0


def test_a_child_that_sleeps_is_not_waited_for(
    child: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(child, "import time; time.sleep(60)")
    monkeypatch.setattr(confined, "WALL_SECONDS", 0.5)
    with pytest.raises(confined.TooHeavy):
        confined.run("duixian.files.child", "pdf", "x")


def test_a_child_that_talks_nonsense_refuses_the_file(child: Path) -> None:
    written(child, "print('fine')")
    with pytest.raises(Refused, match="无法读取"):
        admit()


def test_the_control_a_child_that_says_so_lets_the_file_in(
    child: Path, clamd: scanner.State
) -> None:
    written(child, """print('{{"pages": 1}}')""")
    assert admit().pages == 1


def test_the_child_starts_without_django() -> None:

    code = "import sys, duixian.files.child, duixian.files.render; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"


@pytest.mark.parametrize(
    ("name", "shown"), [("", ""), ("a\u202e\0.exe", "（a.exe）"), ("长" * 80, f"（{'长' * 60}…）")]
)
def test_names_from_inside_a_file_are_shown_safely(name: str, shown: str) -> None:
    assert fault.quoted(name) == shown
