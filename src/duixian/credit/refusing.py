"""What is refused at the register is rolled back, and then recorded."""

from collections.abc import Iterator
from contextlib import contextmanager

from duixian.audit import trail
from duixian.parties.access import Refused, Viewer

_MOST = 500


@contextmanager
def denials(viewer: Viewer, action: str, subject: str) -> Iterator[None]:
    """Around a verb's transaction. Raises what it raised."""
    try:
        yield
    except Refused as refused:
        trail.denied(viewer.actor, action, subject, str(refused)[:_MOST])
        raise
