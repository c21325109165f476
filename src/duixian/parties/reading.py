"""Reads what was typed, field by field, and says everything that is wrong at once."""

from collections.abc import Callable
from datetime import date

from duixian.kernel.dates import BadDate
from duixian.kernel.identifiers import BadCode
from duixian.kernel.money import BadAmount
from duixian.kernel.names import BadText
from duixian.parties.access import Refused


class Reading:
    """Collects faults while fields are read; `done` raises Refused with all of them."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, str]] = []

    def text(self, field: str, read: Callable[[], str]) -> str:
        """What `read` gives; "" with a fault noted where it can't."""
        try:
            return read()
        except (BadCode, BadText, BadAmount, BadDate) as error:
            self.fault(field, str(error))
            return ""

    def day(self, field: str, read: Callable[[], date]) -> date:
        """What `read` gives; where it can't, a fault is noted and the day means nothing."""
        try:
            return read()
        except BadDate as error:
            self.fault(field, str(error))
            return date.min

    def fault(self, field: str, text: str) -> None:
        """Note a fault."""
        self.faults.append((field, text))

    def done(self) -> None:
        """Raise Refused where anything was wrong."""
        if self.faults:
            raise Refused(*self.faults)
