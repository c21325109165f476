"""How reasons quote moments and lists."""

from datetime import datetime

from duixian.kernel.clock import SHANGHAI

SHOWN = 5


def moment(at: datetime) -> str:
    """By the clock on the wall, to the second."""
    local = at.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M:%S}"


def listed(names: tuple[str, ...]) -> str:
    """The first few, and how many there are."""
    more = f"等{len(names)}项" if len(names) > SHOWN else ""
    return "、".join(names[:SHOWN]) + more
