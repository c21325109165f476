"""Starts the distribution's clamd for `sh ./dev run` and the tests, where no other scanner is configured or running.

Without the official signatures (freshclam fetches them; see docs/how-to/uploads.md) it knows only the EICAR test
file, and says so everywhere: 测试特征库.
"""

import fcntl
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from duixian.files import scanner

log = structlog.get_logger(__name__)
OFFICIAL = Path("/var/lib/clamav")
PROGRAMS = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"
STOP_SECONDS = 10
START_SECONDS = 120.0  # with the official signatures, which take a while to load
# The EICAR test file as bytes anywhere, and as a whole file by its MD5: written so that this file is not itself one.
TEST_SIGNATURES = {
    "duixian.ndb": "Duixian.Test.EICAR:0:*:{body}\n",
    "duixian.hdb": "44d88612fea8a8f36de82e1278abb02f:68:Duixian.Test.EICAR.File\n",
}
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CONFIGURATION = """\
Foreground yes
LocalSocket {folder}/clamd.sock
LocalSocketMode 600
FixStaleSocket yes
DatabaseDirectory {database}
TemporaryDirectory {folder}
LogFile {folder}/clamd.log
LogFileMaxSize 2M
StreamMaxLength 25M
MaxFileSize 25M
MaxScanSize 200M
MaxThreads 4
AlertOLE2Macros yes
ConcurrentDatabaseReload no
"""


class CannotStart(Exception):
    """clamd is not installed, or ended at once."""


def start() -> subprocess.Popen[bytes] | None:
    """Start one unless a scanner answers already; None where one does. Raises CannotStart.

    It ends with the thread that called this, were that by kill -9: a thread that goes on to other things must not end.
    """
    folder = scanner.own_socket().parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if scanner.state().up:
            return None
        if scanner.address() != str(scanner.own_socket()):
            raise CannotStart(f"查毒服务没有应答：{scanner.address()}")
        started = _launch(folder)
        try:
            _wait(started, folder)
        except CannotStart:
            stop(started)
            raise
        return started


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the one that we started."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def running() -> Iterator[scanner.State]:
    """A scanner for as long as this lasts; where none can be started, uploads are refused, and the state says so."""
    process = None
    try:
        process = start()
    except CannotStart as error:
        log.warning("no virus scanner: uploads will be refused", error=str(error))
    try:
        yield scanner.state()
    finally:
        if process is not None:
            stop(process)


def _launch(folder: Path) -> subprocess.Popen[bytes]:
    program, bound = (shutil.which(name, path=PROGRAMS) for name in ("clamd", "setpriv"))
    if program is None or bound is None:
        raise CannotStart("没有安装 clamav-daemon（或 util-linux 的 setpriv）")
    configuration = folder / "clamd.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, database=_database(folder)))
    return subprocess.Popen(  # noqa: S603  the distribution's program, our configuration
        [bound, "--pdeathsig", "TERM", "--", program, "--config-file", str(configuration)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


def _database(folder: Path) -> Path:
    """The official signatures where they are, else the test ones."""
    if any(OFFICIAL.glob("*.c[vl]d")):
        return OFFICIAL
    database = folder / "signatures"
    database.mkdir(exist_ok=True)
    for name, text in TEST_SIGNATURES.items():
        (database / name).write_text(text.format(body=EICAR.hex()))
    return database


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not scanner.state().up:
        if process.poll() is not None:
            raise CannotStart(f"clamd 退出（{process.returncode}），见 {folder / 'clamd.log'}")
        if time.monotonic() > deadline:
            raise CannotStart("clamd 迟迟没有应答")
        time.sleep(0.05)
