"""Random facts for each measure: amounts at their knees, levels, yes and no."""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.oracle.assess_oracle import GOOD_LEVELS, WAN
from tests.oracle.claims import EVERY_LEVEL, FACTS, LEVELS, MOST_MONEY, QUALIFICATIONS

Facts = dict[str, Any]
# The spending at which each share reaches its limit, rounded down to the fen.
KNEES = {
    "rent_paid": [100 * WAN],
    "price_paid": [15_000 * WAN],
    "project_spend": [600 * WAN],
    "sales_received": [500 * WAN * 10 // 3],
    "compute_cost": [500 * WAN * 10 // 3],
    "build_spend": [100 * WAN * 10 // 3, 200 * WAN * 10 // 3],
    "event_spend": [400 * WAN],
    "decided_amount": [],
}
SUMS = {
    "showcase": (400 * WAN, ("self_used_rent", "fit_out_cost", "running_cost")),
    "exhibition": (40 * WAN, ("registration_fee", "booth_fee", "build_fee")),
}


def written(rng: Random, fen: int) -> str:
    """The amount in one of the spellings the contract allows."""
    yuan, cents = divmod(fen, 100)
    spellings = [f"{yuan}.{cents:02d}"] * 4
    if cents % 10 == 0:
        spellings.append(f"{yuan}.{cents // 10}")
    if cents == 0:
        spellings.append(str(yuan))
    if yuan < 10**9:
        spellings.append(f"00{yuan}.{cents:02d}")
    return rng.choice(spellings)


def amount(rng: Random, knees: list[int]) -> int:
    """Fen: nothing, the least, the most, around a knee, or anything up to some size."""
    edges = [0, 1, 2, 3, MOST_MONEY, MOST_MONEY - 1]
    for knee in knees:
        edges += [knee - 1, knee, knee + 1, knee + 2]
    if rng.random() < 0.55:
        return rng.choice(edges)
    return rng.randrange(10 ** rng.choice([3, 6, 9, 11]))


def granted(rng: Random, leaning: str, most: int) -> int:
    """What this policy has granted before: for "once", anything above zero refuses."""
    if most == 0:
        return 0 if leaning != "wild" or rng.random() < 0.6 else rng.choice([1, 100, MOST_MONEY])
    if leaning != "wild":
        return rng.choice([0, 0, 1, most // 2, most - 1, rng.randrange(most)])
    return rng.choice([0, most - 1, most, most + 1, MOST_MONEY])


def three_parts(rng: Random, knee: int) -> list[int]:
    """Three amounts whose sum is near the knee, or three of any size."""
    if rng.random() < 0.5:
        whole = knee + rng.choice([-2, -1, 0, 1, 2])
        first = rng.randrange(1, whole)
        second = rng.randrange(whole - first + 1)
        return [first, second, whole - first - second]
    return [amount(rng, [knee // 3]) for _ in range(3)]


def yes(rng: Random, leaning: str) -> bool:
    return leaning != "wild" or rng.random() < 0.75


def plain(measure: str) -> Callable[[Random, str], Facts]:
    """Facts whose values do not hang together."""

    def facts(rng: Random, leaning: str) -> Facts:
        made: Facts = {}
        for name, kind in FACTS[measure].items():
            if name == "granted_before":
                made[name] = written(rng, granted(rng, leaning, 0))
            elif kind == "money":
                made[name] = written(rng, amount(rng, KNEES.get(name, [])))
            elif kind == "yesno":
                made[name] = yes(rng, leaning)
            elif kind == "years":
                made[name] = rng.choice([0, 1, 2] if leaning != "wild" else [0, 2, 3, 4, 10**30])
            elif kind == "recogniser":
                named = ["national", "municipal", "both"]
                made[name] = rng.choice(named if leaning != "wild" else [*named, "none", "none"])
            else:
                made[name] = rng.choice(["普投促纪〔2025〕1号", "会议纪要", "a" * 3000, "𠮷 ‍"])
        return made

    return facts


def rnd(rng: Random, leaning: str) -> Facts:
    made = plain("rnd")(rng, leaning)
    made["open_project"] = leaning in {"verify", "wild"} and rng.random() < 0.5
    return made


def games(measure: str, revenue: str) -> Callable[[Random, str], Facts]:
    def facts(rng: Random, leaning: str) -> Facts:
        made = plain(measure)(rng, leaning)
        if leaning != "wild" and int(made[revenue].replace(".", "")) == 0:
            made[revenue] = "0.01"
        return made

    return facts


def summed(measure: str) -> Callable[[Random, str], Facts]:
    def facts(rng: Random, leaning: str) -> Facts:
        knee, names = SUMS[measure]
        made: Facts = {}
        if measure == "exhibition":
            before = granted(rng, leaning, 20 * WAN)
            made["granted_before"] = written(rng, before)
            knee = max(2 * (20 * WAN - before), 4)
        parts = three_parts(rng, knee)
        if measure == "showcase" and leaning != "wild":
            parts[0] = max(parts[0], 1)
        for name, fen in zip(names, parts, strict=True):
            made[name] = written(rng, fen)
        return made

    return facts


def qualification(rng: Random, leaning: str) -> Facts:
    which = rng.choice([*sorted(QUALIFICATIONS), *sorted(LEVELS)])
    made: Facts = {
        "qualification": which,
        "granted_before": written(rng, granted(rng, leaning, 20 * WAN)),
    }
    if which not in LEVELS:  # a level given is ignored
        if rng.random() < 0.5:
            made["level"] = rng.choice([*sorted(EVERY_LEVEL), None])
        return made
    allowed = LEVELS[which] if leaning == "wild" else GOOD_LEVELS[which]
    made["level"] = rng.choice(sorted(allowed))
    return made


def spoil(rng: Random, measure: str, facts: Facts) -> None:
    """Make one fact what it happens to be: the one reason to refuse an otherwise good claim."""
    name = rng.choice(sorted(facts))
    which = str(facts.get("qualification"))
    if which in LEVELS:
        name = rng.choice(["level", "granted_before"])
    if name == "level":
        facts[name] = rng.choice(sorted(LEVELS.get(which, EVERY_LEVEL)))
    elif name != "qualification":
        facts[name] = facts_for(measure)(rng, "wild")[name]


def facts_for(measure: str) -> Callable[[Random, str], Facts]:
    """How to make facts for one measure."""
    special = {
        "rnd": rnd,
        "qualification": qualification,
        "game-licence": games("game-licence", "revenue"),
        "game-export": games("game-export", "revenue_settled_domestically"),
        "showcase": summed("showcase"),
        "exhibition": summed("exhibition"),
    }
    return special.get(measure) or plain(measure)
