"""The virus scanner beside the site, where the machine runs none of its own."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def scanner_beside() -> Iterator[None]:
    """Start one while the site already serves; at the end stop it, or wait for its start and stop it then."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
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
