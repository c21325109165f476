"""The site, served by granian in this process."""

from granian.constants import Interfaces
from granian.server import Server


def serve_site(host: str, port: int) -> None:
    """Serve until stopped; one worker process, four threads."""
    Server(
        "duixian.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=1,
        blocking_threads=4, log_access=False, websockets=False,
    ).serve()  # fmt: skip
