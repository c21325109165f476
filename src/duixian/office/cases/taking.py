"""Taking a step on a tab of the folder: what was typed, uploads kept first; back to the tab, or its faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from duixian.applications import casework
from duixian.office.cases.folder import CaseFile
from duixian.parties.access import Refused
from duixian.web.acts.page import seen
from duixian.web.boxes import Box, Fault, filled, summary


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Whether the step was taken, and if not why not."""

    done: bool
    faults: tuple[tuple[str, str], ...] = ()

    def boxes(self, asked: Sequence[Box], typed: Mapping[str, Any]) -> list[Box]:
        """The fields as typed, each with its fault."""
        return filled(asked, typed if self.faults else {}, self.faults)

    def errors(self, asked: Sequence[Box] = ()) -> list[Fault]:
        """The error summary."""
        return summary(asked, self.faults)


NOTHING = Outcome(done=False)


def take(request: HttpRequest, file: CaseFile, step: str, **data: Any) -> Outcome:
    """Take a step as the page showed the case."""
    try:
        casework.take(file.viewer, file.application.pk, step, seen=seen(request), **data)
    except Refused as refused:
        return Outcome(done=False, faults=tuple(refused.faults))
    return Outcome(done=True)


def works(file: CaseFile, step: str) -> bool:
    """Whether this viewer can take the step now."""
    return any(one.open and one.step.id == step for one in file.options)


def offered(file: CaseFile, step: str) -> Any:
    """The step as this viewer has it here, open or closed; None where it is not theirs."""
    return next((one for one in file.options if one.step.id == step), None)


def typed(request: HttpRequest, *names: str) -> dict[str, str]:
    """These fields as they were sent."""
    return {name: request.POST.get(name, "") for name in names}
