"""How a ceiling grows with what was spent: points asked of the engine itself, with the knee where the cap binds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from duixian import policy
from duixian.kernel.money import Money
from duixian.policy import Answer, Fact, Measure

MOST = 10**13  # fen: far beyond every knee
FEN_PER_WAN = 10**6
NICE = (1, 2, 5, 10)
STEPS_TO_KNEE = 5
BEYOND = (7, 5)  # the chart runs on to 1.4 times the last knee, so that the flat part is seen
CHOICES_AT_MOST = 5


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line of the chart."""

    name: str
    knee: Money
    most: Money


@dataclass(frozen=True, kw_only=True)
class Row:
    """So much spent: the ceiling on each curve, and whether that curve bends here."""

    spend: Money
    cells: tuple[tuple[Money, bool], ...]

    @property
    def is_knee(self) -> bool:
        return any(bends for _, bends in self.cells)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Spend and ceilings, a row for each amount."""

    spend: str
    curves: tuple[Curve, ...]
    rows: tuple["Row", ...]


def base_claim(measure: Measure) -> dict[str, object] | None:
    """The first worked example that is eligible: a claim whose every condition is met."""
    for example in measure.examples:
        if example.expect.get("status") == "eligible":
            kept = {"on", "policy", "measure", "applicant", "facts"}
            return {key: value for key, value in example.claim.items() if key in kept}
    return None


@lru_cache(maxsize=256)
def chart(version: str, measure_id: str) -> Chart | None:
    """The chart of a measure of that version; None where the ceiling does not depend on what was spent."""
    owner = next(one for one in policy.library().policies if one.version == version)
    measure = owner.measure(measure_id)
    base = base_claim(measure)
    if base is None or measure.cap is None:
        return None
    for fact in measure.facts:
        curves = _curves(base, measure, fact) if fact.kind == "money" else ()
        if curves:
            return Chart(
                spend=measure.cost_base or fact.name,
                curves=curves,
                rows=_rows(base, measure, fact, curves),
            )
    return None


def _asked(
    base: Mapping[str, object], measure: Measure, fact: Fact, fen: int, choice: Mapping[str, str]
) -> Answer:
    """The answer for so much spend, every other amount zero."""
    facts = base["facts"]
    assert isinstance(facts, dict)
    nothing = {one.id: "0.00" for one in measure.facts if one.kind == "money"}
    claim = {**base, "facts": {**facts, **nothing, **choice, fact.id: Money(fen).contract()}}
    return policy.assess(policy.read_claim(claim, policy.library()))


def _ceiling(
    base: Mapping[str, object], measure: Measure, fact: Fact, fen: int, choice: Mapping[str, str]
) -> int:
    answer = _asked(base, measure, fact, fen, choice)
    return answer.ceiling.fen if answer.ceiling else 0


def _curves(base: Mapping[str, object], measure: Measure, fact: Fact) -> tuple[Curve, ...]:
    """A curve for each different cap that a choice of the measure's leads to."""
    found: dict[int, list[tuple[str, dict[str, str]]]] = {}
    for name, choice in _variants(measure):
        if _ceiling(base, measure, fact, FEN_PER_WAN, choice) < _ceiling(
            base, measure, fact, MOST, choice
        ):
            most = _ceiling(base, measure, fact, MOST, choice)
            found.setdefault(most, []).append((name, choice))
    return tuple(
        Curve(
            name="、".join(name for name, _ in same),
            knee=Money(_knee(base, measure, fact, most, same[0][1])),
            most=Money(most),
        )
        for most, same in sorted(found.items(), reverse=True)
    )


def _variants(measure: Measure) -> list[tuple[str, dict[str, str]]]:
    for fact in measure.facts:
        if fact.kind == "choice" and not fact.choices_by and len(fact.choices) <= CHOICES_AT_MOST:
            return [(one.name, {fact.id: one.id}) for one in fact.choices]
    return [("", {})]


def _knee(
    base: Mapping[str, object], measure: Measure, fact: Fact, most: int, choice: Mapping[str, str]
) -> int:
    """The smallest spend that reaches the cap, by halving."""
    low, high = 0, MOST
    while low + 1 < high:
        middle = (low + high) // 2
        if _ceiling(base, measure, fact, middle, choice) < most:
            low = middle
        else:
            high = middle
    return high


def _rows(
    base: Mapping[str, object], measure: Measure, fact: Fact, curves: tuple[Curve, ...]
) -> tuple[Row, ...]:
    knees = {curve.knee.fen for curve in curves}
    step = _nice(max(knees) // STEPS_TO_KNEE)
    steps = -(-max(knees) * BEYOND[0] // (BEYOND[1] * step))
    spends = sorted({step * number for number in range(steps + 1)} | knees)
    choices = [_choice_named(measure, curve.name) for curve in curves]
    return tuple(
        Row(
            spend=Money(fen),
            cells=tuple(
                (Money(_ceiling(base, measure, fact, fen, choice)), fen == curve.knee.fen)
                for curve, choice in zip(curves, choices, strict=True)
            ),
        )
        for fen in spends
    )


def _choice_named(measure: Measure, names: str) -> dict[str, str]:
    return next(
        choice for name, choice in _variants(measure) if name == names.split("、", maxsplit=1)[0]
    )


def _nice(fen: int) -> int:
    """1, 2 or 5 times a power of ten, not below: steps that are easy to read."""
    power = FEN_PER_WAN // 10
    while power * NICE[-1] < fen:
        power *= 10
    return next(power * one for one in NICE if power * one >= fen)
