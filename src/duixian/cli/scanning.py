"""The virus scanner beside the worker, where the machine runs none of its own."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def scanner_beside() -> Iterator[None]:
    """Start one while the worker already works; at the end stop it, or wait for its start and stop it then."""
    from duixian.files import daemon

    started: list[subprocess.Popen[bytes]] = []
    starting = threading.Thread(target=_start, args=[started])
    starting.start()
    try:
        yield
    finally:
        starting.join()
        for process in started:
            daemon.stop(process)


def _start(started: list[subprocess.Popen[bytes]]) -> None:
    import structlog

    from duixian.files import daemon

    try:
        process = daemon.start()
    except daemon.CannotStart as error:
        structlog.get_logger(__name__).warning(
            "no virus scanner: uploads will be refused", error=str(error)
        )
        return
    if process is not None:
        started.append(process)
