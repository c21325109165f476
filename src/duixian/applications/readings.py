"""The readings (口径) of a round: what a policy leaves open, with the value that the round chose and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from duixian.kernel.dates import chinese
from duixian.kernel.money import Money
from duixian.policy import BadClaim, Measure, Parameter, Policy
from duixian.policy.claim import value_of
from duixian.policy.model import MODES, OVERLAPS
from duixian.policy.tree import YESNO, Number, OneOf
from duixian.policy.units import YUAN
from duixian.policy.units import name as unit_name

# The days are a field of the round itself.
OWN_FIELDS = frozenset({"promised_days"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One parameter as a round has it: `value` is the contract's; `chosen` says that the round named it itself."""

    parameter: Parameter
    value: Any
    reason: str
    chosen: bool
    carried: bool

    @property
    def id(self) -> str:
        return self.parameter.id

    @property
    def differs(self) -> bool:
        """Whether it is another value than the policy's default."""
        return bool(self.value != default(self.parameter))

    @property
    def question(self) -> str:
        """What is asked, closed by a mark of its own."""
        asked = self.parameter.question
        return asked if asked.endswith(("？", "。")) else f"{asked}。"

    @property
    def default_text(self) -> str:
        return in_words(self.parameter, default(self.parameter))

    @property
    def text(self) -> str:
        return in_words(self.parameter, self.value)

    @property
    def must_choose(self) -> bool:
        """Whether the policy says that the round must choose: the default alone is not enough."""
        return self.parameter.must_choose

    @property
    def waits(self) -> bool:
        """Whether it must be chosen for this round and has not been yet."""
        return self.must_choose and (not self.chosen or self.carried)


def of_measure(measure: Measure) -> tuple[Parameter, ...]:
    """The parameters chosen measure by measure; the way of handling is a field of its own."""
    return tuple(one for one in measure.parameters if not _ids(one) <= MODES.keys())


def of_round(policy: Policy) -> tuple[Parameter, ...]:
    """The parameters of no single measure, chosen once for the round."""
    own = {one.id for measure in policy.measures for one in measure.parameters}
    return tuple(one for one in policy.parameters if one.id not in own | OWN_FIELDS)


def modes(measure: Measure) -> tuple[str, ...]:
    """The ways of handling that a round may set: the measure's, and those that one of its readings allows."""
    allowed = {id_ for one in measure.parameters if _ids(one) <= MODES.keys() for id_ in _ids(one)}
    return tuple(one for one in MODES if one in allowed | {measure.mode})


def _ids(parameter: Parameter) -> frozenset[str]:
    """The values of a choice; never empty, so that other types are a subset of nothing."""
    return frozenset(parameter.type.ids) if isinstance(parameter.type, OneOf) else frozenset({""})


def chosen(parameters: Iterable[Parameter], stored: Mapping[str, Any]) -> list[Reading]:
    """Every parameter with its value: the round's, else the default."""
    found = []
    for one in parameters:
        entry = stored.get(one.id)
        found.append(Reading(
            parameter=one, value=entry["value"] if entry else default(one),
            reason=entry["reason"] if entry else "", chosen=bool(entry),
            carried=bool(entry and entry.get("carried")),
        ))  # fmt: skip
    return found


def checked(parameter: Parameter, value: object) -> Any:
    """The value if the parameter's own type takes it; raises BadClaim with a sentence in Chinese."""
    assert parameter.type is not None
    if value is None:
        raise BadClaim(None, f"“{parameter.name}”没有填写")
    value_of(parameter.type, value, parameter.name)
    return value


def default(parameter: Parameter) -> Any:
    """The default in the contract's words."""
    value = parameter.default
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(parameter.type, Number) or not isinstance(value, int):
        return value
    if parameter.type.unit == YUAN:
        return Money(value).contract()
    return value if parameter.type.scale == 1 else _decimal(value, parameter.type)


def _decimal(value: int, type_: Number) -> str:
    whole, rest = divmod(value, 10**type_.places)
    return f"{whole}.{rest:0{type_.places}d}".rstrip("0").rstrip(".")


def in_words(parameter: Parameter, value: Any) -> str:
    """A value as people read it."""
    match parameter.type:
        case OneOf() as choice if value in choice.ids:
            return choice.name(value)
        case Number(unit=unit) if unit == YUAN:
            return Money.yuan(value).yuan_text().replace(".00元", "元")
        case Number(unit=unit):
            return f"{value}{unit_name(unit) if unit else '%'}"
        case type_ if type_ == YESNO:
            word = "是" if value else "否"
            said = (one for one in parameter.alternatives if one.startswith(f"{word}："))
            return next(said, word)
    if isinstance(parameter.default, date):
        return chinese(date.fromisoformat(value))
    return str(value)


def overlap(measure: Measure, readings: Iterable[Reading]) -> str:
    """从高不重复 as the round reads it: the value of the reading whose default the measure follows."""
    for one in readings:
        if _ids(one.parameter) == OVERLAPS.keys() and one.parameter.default == measure.overlap:
            return str(one.value)
    return measure.overlap
