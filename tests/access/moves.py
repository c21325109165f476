"""What became of the cases: every change of a state must be a step of the process table, by a role that may take it."""

from uuid import UUID

from duixian.applications.models import Application, Taken
from duixian.applications.process import STEPS
from duixian.parties.roles import Role


class Moves:
    """The states as they were, and afterwards what is wrong with how they changed."""

    def __init__(self) -> None:
        self.before = _states()
        self.last = _last()

    @property
    def taken(self) -> list[Taken]:
        """The steps taken since, in their order."""
        return list(Taken.objects.filter(pk__gt=self.last).order_by("pk"))

    def wrong(self) -> list[str]:
        """Each step that the table does not have, and each change without a step."""
        taken, now = self.taken, _states()
        found = [text for one in taken if (text := _fault(one))]
        for case, state in now.items():
            ways = [one for one in taken if one.application_id == case]
            before = self.before.get(case, "")
            if ways and (ways[0].source != before or ways[-1].to != state):
                found.append(
                    f"{before} → {state}, but the steps say {ways[0].source} → {ways[-1].to}"
                )
            if not ways and state != before:
                found.append(f"{before} → {state} without a step")
        return found


def _fault(one: Taken) -> str:
    row = STEPS.get(one.step)
    if row is None:
        return f"{one.step} is no step"
    if one.source not in row.sources or one.to != row.leads(one.source):
        return f"{one.step} took {one.source} to {one.to}"
    return "" if Role(one.role) in row.by else f"{one.step} was taken by {one.role}"


def _states() -> dict[UUID, str]:
    return dict(Application.objects.values_list("pk", "state"))


def _last() -> int:
    return Taken.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
