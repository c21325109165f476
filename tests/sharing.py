"""How the processes of one run (`-n 2`) share its tests, and what each tells at the end.

A file's tests stay together, for its fixtures' sake; so do those that share something dear across files: a browser and
a site, the demonstration, the world of the permission matrix. Those come first, since the longest should not come last.
"""

from typing import Any

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# By the beginning of their files' names; an entry of the first kind is one piece of work.
TOGETHER = (
    ("tests/journeys/test_apply", "tests/journeys/test_decide", "tests/journeys/test_pictures"),
    ("tests/access/",),
    ("tests/journeys/", "tests/signin/test_browser"),
    ("tests/demo/",),
)
_counts: dict[str, int] = {}


def counted(what: str, count: int) -> None:
    """Keep how much was tried, for the end of the run. None may be nought."""
    _counts[what] = count
    assert count > 0, f"{what}: nothing was tried"


def counts() -> dict[str, int]:
    """What was counted, in all processes."""
    return dict(sorted(_counts.items()))


def scope(nodeid: str) -> str:
    """The piece of work that a test belongs to."""
    rank = _rank(nodeid)
    return TOGETHER[rank][0] if rank < len(TOGETHER) else nodeid.partition("::")[0]


def _rank(nodeid: str) -> int:
    found = (rank for rank, starts in enumerate(TOGETHER) if nodeid.startswith(starts))
    return next(found, len(TOGETHER))


class Scheduler(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out pieces of work in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)


class Sharing:
    """The hooks."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The dear ones first, each kind in one go; the others stay in their order."""
        items.sort(key=lambda item: _rank(item.nodeid))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Producer) -> Scheduler:
        """Ours."""
        config.option.loadscopereorder = False
        return Scheduler(config, log)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A worker tells what it counted."""
        told: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if told is not None:
            told["counts"] = _counts

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """It is heard."""
        _counts.update(getattr(node, "workeroutput", {}).get("counts", {}))
