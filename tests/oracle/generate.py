"""Random claims from a seed, leaning on the edges: limits, knees, first and last days, absences."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.amounts import Facts, facts_for, spoil, written
from tests.oracle.assess_oracle import FIRST_DAY, LAST_DAY, MEASURES, Verdict
from tests.oracle.claims import FACTS, FIELDS, KINDS, read

MEASURE_NAMES = list(FACTS)
LISTED_FIELDS = sorted(FIELDS - {"other"})
NEWCOMERS = {"settle", "office-rent", "office-purchase", "organisation"}
NONPROFITS = {"organisation"}
ENTERPRISES = {
    "settle",
    "office-rent",
    "office-purchase",
    "qualification",
    "game-licence",
    "game-export",
    "compute",
    "carrier-startup",
}
OUTSIDE = [
    date(2024, 2, 29),
    FIRST_DAY - timedelta(1),
    LAST_DAY + timedelta(1),
    date(2028, 2, 29),
    date(1, 1, 1),
    date(9999, 12, 31),
]
LEANINGS = ["good"] * 5 + ["verify"] * 2 + ["incomplete"] * 2 + ["wild"] * 3


def around(rng: Random, day: date) -> date:
    """The day, one before or one after, where the calendar has them."""
    step = timedelta(rng.choice([-1, 0, 1]))
    try:
        return day + step
    except OverflowError:
        return day


def between(rng: Random, first: date, last: date) -> date:
    if last < first:
        return first
    return first + timedelta(rng.randrange((last - first).days + 1))


def years_before(day: date, years: int) -> date:
    if day.year <= years:
        return date.min
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - years, day.month, last)


def submission_day(rng: Random, leaning: str) -> date:
    if leaning == "wild" and rng.random() < 0.4:
        return rng.choice(OUTSIDE)
    if rng.random() < 0.25:
        return rng.choice([FIRST_DAY, LAST_DAY, date(2026, 2, 28), date(2026, 3, 1)])
    return between(rng, FIRST_DAY, LAST_DAY)


def some_since(rng: Random, on: date, leaning: str) -> date | None:
    """`new_since`, where the claim sets it."""
    if rng.random() < 0.6:
        return None
    if leaning != "wild":
        return between(rng, date(2020, 1, 1), on)
    return rng.choice([on, around(rng, on), date(2023, 12, 1), date(2026, 1, 1), date.min])


def an_entry(rng: Random, since: date, on: date, certain: bool) -> date | None:
    """A day of registration or arrival: inside [since, on] where that must be certain."""
    if certain and since <= on:
        return rng.choice([since, on, between(rng, since, on)])
    days = [since, on, around(rng, since), around(rng, on), between(rng, date(2000, 1, 1), on)]
    return rng.choice([*days, None])


def a_breach(rng: Random, on: date, harmless: bool) -> dict[str, Any]:
    """One record; a harmless one is repaired, or past and no longer in force."""
    edge = years_before(on, 3)
    days = [on, around(rng, on), edge, around(rng, edge), between(rng, date(2015, 1, 1), on)]
    record: dict[str, Any] = {
        "on": rng.choice(days),
        "repaired": rng.random() < 0.3,
        "confirmed": rng.random() < 0.3,
        "in_force": rng.random() < 0.2,
    }
    if harmless and rng.random() < 0.5:
        record["repaired"] = True
    elif harmless:
        old = [date(2015, 1, 1), years_before(on, 4)]
        if edge > date.min:
            old.append(edge - timedelta(1))
        record |= {"on": rng.choice(old), "in_force": on.year <= 4, "repaired": on.year <= 4}
    return {**record, "on": record["on"].isoformat()}


def breaches(rng: Random, on: date, leaning: str) -> list[dict[str, Any]] | None:
    if leaning == "wild":
        if rng.random() < 0.1:
            return None
        return [a_breach(rng, on, harmless=False) for _ in range(rng.choice([0, 1, 1, 2, 3]))]
    records = [a_breach(rng, on, harmless=True) for _ in range(rng.choice([0, 0, 0, 1, 2]))]
    if leaning == "verify" and rng.random() < 0.6:
        record = a_breach(rng, on, harmless=False)
        recent = between(rng, years_before(on, 3), on)
        day = rng.choice([on, years_before(on, 3), recent]).isoformat()
        records.append(record | {"on": day, "repaired": False, "confirmed": False})
    rng.shuffle(records)
    return records


def applicant(rng: Random, measure: str, leaning: str, on: date, since: date) -> dict[str, Any]:
    good = leaning != "wild"
    kind: str | None = rng.choice([*sorted(KINDS), None]) if not good else rng.choice(sorted(KINDS))
    if measure in NONPROFITS and (good or rng.random() < 0.7):
        kind = "nonprofit"
    if measure in ENTERPRISES and (good or rng.random() < 0.7):
        kind = "enterprise"
    field: str | None = rng.choice(LISTED_FIELDS)
    if (leaning == "verify" and rng.random() < 0.5) or (not good and rng.random() < 0.1):
        field = "other"
    young = good and measure == "carrier-startup"
    first = since if young else date(2000, 1, 1)
    registered = an_entry(rng, since if young else rng.choice([first, since]), on, certain=good)
    new = good and measure in NEWCOMERS
    return {
        "kind": kind,
        "registered_on": text(registered),
        "arrived_on": text(an_entry(rng, since, on, certain=new)),
        "field": field,
        "breaches": breaches(rng, on, leaning),
    }


def text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def forget(rng: Random, claim: dict[str, Any]) -> None:
    """Take away one to three facts, by null or by leaving the key out."""
    for _ in range(rng.choice([1, 1, 2, 3])):
        part = claim["facts"] if rng.random() < 0.6 else claim["applicant"]
        if not part:
            continue
        name = rng.choice(sorted(part))
        if rng.random() < 0.5:
            part[name] = None
        else:
            del part[name]


def base_and_ceiling(claim: dict[str, Any]) -> tuple[int, int]:
    """The cost base and the ceiling, as far as the facts tell them."""
    verdict = Verdict()
    MEASURES[claim["measure"]](read(claim), verdict)
    return verdict.base or 0, verdict.ceiling or 0


def other_support(rng: Random, claim: dict[str, Any]) -> list[dict[str, str]]:
    """Up to four records, near the ceiling, or near what the costs leave beside it."""
    base, ceiling = base_and_ceiling(claim)
    near = [ceiling, ceiling - 1, ceiling + 1, ceiling // 2, base, base - ceiling]
    near += [base - ceiling + 1, base - ceiling - 1, 0, 1, rng.randrange(10**10), 5_000_000]
    return [
        {
            "from": rng.choice(["city", "district", "national"]),
            "amount": written(rng, min(max(rng.choice(near), 0), 10**15 - 1)),
        }
        for _ in range(rng.choice([0, 1, 1, 1, 2, 3, 4]))
    ]


def leave_out(rng: Random, claim: dict[str, Any]) -> None:
    """The optional keys may be absent or null."""
    for name in ("policy", "mode", "overlap", "other_support", "parameters", "id"):
        if not claim[name]:
            claim[name] = None
            if rng.random() < 0.5:
                del claim[name]


def claim(rng: Random, number: int) -> dict[str, Any]:
    """One claim; the measure goes round with the number."""
    measure = MEASURE_NAMES[number % len(MEASURE_NAMES)]
    leaning = rng.choice(LEANINGS)
    on = submission_day(rng, leaning)
    since = some_since(rng, on, leaning)
    facts: Facts = facts_for(measure)(rng, leaning)
    if rng.random() < 0.15:
        spoil(rng, measure, facts)
    made: dict[str, Any] = {
        "id": rng.choice([f"r{number:06d}", f"r{number:06d}", f"例{number}", "", None]),
        "on": on.isoformat(),
        "measure": measure,
        "policy": rng.choice(["putuo-2024-3", None]),
        "applicant": applicant(rng, measure, leaning, on, since or FIRST_DAY),
        "facts": facts,
        "other_support": [],
        "overlap": rng.choice(["difference", "exclude", "stack", None, None]),
        "mode": rng.choice(["grant", "project", None, None]),
        "parameters": {"new_since": since.isoformat()} if since else {},
    }
    if leaning == "incomplete":
        forget(rng, made)
    if rng.random() < 0.6:
        made["other_support"] = other_support(rng, made)
    leave_out(rng, made)
    return made


def claims(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """That many claims, the same ones for the same seed."""
    rng = Random(seed)
    return (claim(rng, number) for number in range(count))
