"""The site, served by granian in this process, and beside it the worker in another."""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from importlib import import_module
from types import TracebackType
from typing import Any, Self

import typer
from granian.constants import Interfaces
from granian.server import Server

START_DELAY_SECONDS = 3  # the site comes up first; two starting at once would each take longer
REQUEST_SECONDS = 10  # what requests may take to end, when the site is stopped
STOP_SECONDS = 20  # what the worker may take to finish what it has begun
LONG_LIFE_SECONDS = 60
LONGEST_PAUSE_SECONDS = 60
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def serve_site(host: str, port: int, *, worker: bool = True) -> None:
    """Serve until stopped; one process, four threads; unless told not to, the worker runs as long."""
    server = Server(
        "duixian.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=1,
        blocking_threads=4, log_access=False, websockets=False, workers_kill_timeout=REQUEST_SECONDS,
    )  # fmt: skip
    if not worker:
        server.serve(target_loader=load_apart)
        return
    # Links in mails must lead here, where nobody said what the site is called.
    domain = os.environ.get("DUIXIAN_SITE_DOMAIN") or f"localhost:{port}"
    command = [sys.executable, "-m", "duixian.cli", "work", "--parent", str(os.getpid())]
    environment = {**os.environ, "DUIXIAN_SITE_DOMAIN": domain}
    # granian forks its web process: no thread of this one may be importing then, or the child waits for ever for the
    # import's lock. So the scanner, which needs the settings, is started by the worker.
    with Companion(command, environment, delay=START_DELAY_SECONDS):
        server.serve(target_loader=load_apart)


def load_apart(target: str) -> Any:
    """In the web process: load the site, in a process group of its own.

    Ctrl-C at the terminal then reaches the main process only, which stops this one with one signal: two at once, the
    terminal's and the main process's, leave granian's web process waiting for ever (four times out of five here).
    """
    os.setpgid(0, 0)
    end_with_parent()
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def end_with_parent() -> None:
    """In a forked process: SIGTERM as soon as whoever forked us is gone, were it by kill -9 (Linux keeps the promise)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    parent = multiprocessing.parent_process()
    if parent and os.getppid() != parent.pid:  # gone before the promise was asked for
        sys.exit("the main process is gone")


class Companion:
    """A process that lives as long as a `with` block: started again when it dies, stopped at the block's end."""

    def __init__(
        self, command: list[str], environment: dict[str, str], *, delay: float = 0
    ) -> None:
        self._command, self._environment, self._delay = command, environment, delay
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._ending.set()
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._watcher.join()

    def _watch(self) -> None:
        self._ending.wait(self._delay)
        pause = 1
        while process := self._start():
            began = time.monotonic()
            code = process.wait()
            if self._ending.is_set():
                return
            pause = 1 if time.monotonic() - began > LONG_LIFE_SECONDS else pause
            typer.echo(f"后台进程意外结束（退出码 {code}），{pause} 秒后重新启动", err=True)
            self._ending.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _start(self) -> "subprocess.Popen[bytes] | None":
        """In a process group of its own: Ctrl-C at the terminal reaches us only, and we stop it once."""
        with self._lock:
            if self._ending.is_set():
                return None
            self.process = subprocess.Popen(  # noqa: S603 (our own interpreter, our own words)
                self._command, env=self._environment, stdin=subprocess.DEVNULL, process_group=0
            )
            return self.process
