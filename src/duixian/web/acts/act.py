"""What one step asks for on a page. The step's own effect reads the fields and says what is wrong with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from duixian.applications.models import Application
from duixian.parties.access import Viewer
from duixian.web.boxes import Box

Boxes = Callable[[Viewer, Application], Sequence[Box]]
REASON = Box(name="reason", label="理由", style="area")
REMARK = Box(name="reason", label="说明", style="area", optional=True)


@dataclass(frozen=True, kw_only=True)
class Act:
    """`consequence` says what will happen; `page` names the address of a page of the step's own, where it has one.

    `danger`: it can't be undone. `step_up`: whoever takes it has just proved once more who they are.
    """

    consequence: str = ""
    boxes: tuple[Box, ...] = ()
    more: Boxes | None = None
    page: str = ""
    danger: bool = False
    step_up: bool = False

    def asked(self, viewer: Viewer, application: Application) -> list[Box]:
        """The fields, with those that depend on the case."""
        return [*self.boxes, *(self.more(viewer, application) if self.more else ())]

    def address(self, application: Application, step: str, common: str) -> str:
        """Where the step is taken: its own page, or the common one of the site's part that shows the button."""
        if not self.page:
            return reverse(common, args=[application.pk, step])
        try:
            return reverse(self.page, args=[application.pk])
        except NoReverseMatch:
            return reverse(self.page)
