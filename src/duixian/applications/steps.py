"""What a row of the process table is, and what pages make of it. Pure; no Django."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from duixian.applications.picture import Case
from duixian.applications.states import NAMES
from duixian.audit.actor import Actor
from duixian.parties.roles import KIND_NAMES, Role
from duixian.parties.roles import TABLE as ROLES

Guard = Callable[[Case, Actor], str | None]


def in_words(role: Role) -> str:
    """A role with where it is held: two of them sound alike."""
    return f"{ROLES[role].name}（{KIND_NAMES[ROLES[role].at]}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row. `to` is None where the case stays where it is."""

    id: str
    name: str
    sources: tuple[str, ...]
    to: str | None
    by: frozenset[Role]
    when: tuple[Guard, ...]
    duty: str = ""

    @property
    def whom(self) -> str:
        """Whose step it is, in words."""
        return "、".join(in_words(role) for role in Role if role in self.by)

    def leads(self, source: str) -> str:
        """The state after it."""
        return source if self.to is None else self.to

    def refusals(self, case: Case, actor: Actor) -> list[str]:
        """Every reason why this actor can't take the step now; where it is not theirs, or not its time, only that."""
        if actor.role not in self.by:
            return [f"“{self.name}”由{self.whom}办理"]
        if case.state not in self.sources:
            return [f"现在是“{NAMES[case.state]}”，不能“{self.name}”"]
        return [reason for guard in self.when if (reason := guard(case, actor))]


def step(id_: str, name: str, sources: str | tuple[str, ...], *, to: str | None, by: frozenset[Role],
         when: tuple[Guard, ...] = (), duty: str = "") -> Step:  # fmt: skip
    """One row of the table."""
    given = (sources,) if isinstance(sources, str) else sources
    return Step(id=id_, name=name, sources=given, to=to, by=by, when=when, duty=duty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A step as pages offer it: open, or closed for these reasons."""

    step: Step
    reasons: tuple[str, ...]

    @property
    def open(self) -> bool:
        return not self.reasons


def offered(table: Iterable[Step], case: Case, actor: Actor) -> tuple[Option, ...]:
    """The steps that this role has from here, open ones and closed ones with their reasons, in the table's order."""
    return tuple(
        Option(step=one, reasons=tuple(one.refusals(case, actor)))
        for one in table
        if case.state in one.sources and actor.role in one.by
    )
