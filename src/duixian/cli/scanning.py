"""The virus scanner beside the worker, where the machine runs none of its own."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

CHECK_SECONDS = 30


@contextmanager
def scanner_beside() -> Iterator[None]:
    """Keep one running while the worker works; at the end stop it, or wait for its start and stop it then."""
    ending = threading.Event()
    # A scanner ends with the thread that started it: this one lives as long as the block.
    keeper = threading.Thread(target=_keep, args=[ending])
    keeper.start()
    try:
        yield
    finally:
        ending.set()
        keeper.join()


def _keep(ending: threading.Event) -> None:
    """Start one whenever none answers: ours may die, and another worker's, which we relied on, ends with that worker."""
    from duixian.files import daemon

    ours: subprocess.Popen[bytes] | None = None
    said = ""
    while True:
        try:
            ours, said = daemon.start() or ours, ""
        except daemon.CannotStart as error:
            _warn(str(error), said)
            said = str(error)
        if ending.wait(CHECK_SECONDS):
            break
    if ours is not None:
        daemon.stop(ours)


def _warn(error: str, said: str) -> None:
    """The same trouble is told once."""
    import structlog

    if error != said:
        structlog.get_logger(__name__).warning(
            "no virus scanner: uploads will be refused", error=error
        )
