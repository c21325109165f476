"""How much was tried: each count is printed at the end of the run, and none may be nought."""

COUNTS: dict[str, int] = {}


def counted(what: str, count: int) -> None:
    """Keep a count for the summary."""
    COUNTS[what] = count
    assert count > 0, f"{what}: nothing was tried"
