"""The seventeen measures a second time, as plain if and else, from contract/assess.md alone."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from tests.oracle.claims import LEVELS, Breach, Claim, Refused, read, read_line

WAN = 1_000_000  # fen in 1万元
FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2026, 12, 31)
CLAUSES = {
    "settle": "三（一）",
    "office-rent": "三（二）",
    "office-purchase": "三（二）",
    "rnd": "三（三）",
    "qualification": "三（四）",
    "game-licence": "三（四）",
    "game-export": "三（四）",
    "first-application": "三（五）",
    "first-application-recognised": "三（五）",
    "compute": "三（六）",
    "organisation": "三（七）",
    "carrier": "三（八）",
    "carrier-startup": "三（八）",
    "showcase": "三（九）",
    "event-host": "三（十）",
    "exhibition": "三（十）",
    "major-project": "三（十一）",
}
GOOD_LEVELS = {
    "secret-integration": {"甲"},
    "cs": {"CS4", "CS5"},
    "itss": {"一", "二"},
    "cmmi": {"3", "4", "5"},
}


@dataclass
class Verdict:
    """What is known so far of one claim."""

    failed: bool = False
    doubtful: bool = False
    ceiling: int | None = None
    base: int | None = None
    parts: int = 1

    def fail_if(self, bad: bool) -> None:
        if bad:
            self.failed = True


def part_of(amount: int, percent: int) -> int:
    return floor(Fraction(percent, 100) * amount)


def only(claim: Claim, verdict: Verdict, kind: str) -> None:
    verdict.fail_if(claim.kind is not None and claim.kind != kind)


def newcomer(claim: Claim, verdict: Verdict) -> None:
    arrived = claim.arrived_on
    verdict.fail_if(arrived is None or arrived < claim.new_since or arrived > claim.on)


def once(claim: Claim, verdict: Verdict) -> None:
    granted = claim.facts["granted_before"]
    verdict.fail_if(granted is not None and granted > 0)


def must_hold(claim: Claim, verdict: Verdict, *names: str) -> None:
    for name in names:
        verdict.fail_if(claim.facts[name] is False)


def must_exceed_zero(claim: Claim, verdict: Verdict, name: str) -> None:
    verdict.fail_if(claim.facts[name] == 0)


def share(verdict: Verdict, base: int | None, percent: int, most: int) -> None:
    """A share of what was spent, up to a limit."""
    if base is not None:
        verdict.base = base
        verdict.ceiling = min(part_of(base, percent), most)


def total(claim: Claim, *names: str) -> int | None:
    amounts = [claim.facts[name] for name in names]
    return None if None in amounts else sum(amounts)


def settle(claim: Claim, verdict: Verdict) -> None:
    only(claim, verdict, "enterprise")
    newcomer(claim, verdict)
    once(claim, verdict)
    verdict.ceiling = 500 * WAN
    verdict.parts = 3


def office_rent(claim: Claim, verdict: Verdict) -> None:
    only(claim, verdict, "enterprise")
    newcomer(claim, verdict)
    years = claim.facts["support_years"]
    verdict.fail_if(years is not None and years >= 3)
    share(verdict, claim.facts["rent_paid"], 100, 100 * WAN)


def office_purchase(claim: Claim, verdict: Verdict) -> None:
    only(claim, verdict, "enterprise")
    newcomer(claim, verdict)
    once(claim, verdict)
    share(verdict, claim.facts["price_paid"], 2, 300 * WAN)
    verdict.parts = 3


def rnd(claim: Claim, verdict: Verdict) -> None:
    if claim.mode == "grant":
        must_hold(claim, verdict, "has_results")
    if claim.facts["open_project"] is True:
        verdict.doubtful = True
    share(verdict, claim.facts["project_spend"], 50, 300 * WAN)


def qualification(claim: Claim, verdict: Verdict) -> None:
    only(claim, verdict, "enterprise")
    which, level = claim.facts["qualification"], claim.facts["level"]
    if which in GOOD_LEVELS and level is not None:
        verdict.fail_if(level not in GOOD_LEVELS[which])
    left_of(verdict, claim.facts["granted_before"])


def left_of(verdict: Verdict, granted: int | None) -> int:
    """What is left of the 20万; nothing left is a reason to refuse."""
    if granted is None:
        return 0
    left = max(20 * WAN - granted, 0)
    verdict.fail_if(left == 0)
    verdict.ceiling = left
    return left


def game_licence(claim: Claim, verdict: Verdict) -> None:
    only(claim, verdict, "enterprise")
    must_hold(claim, verdict, "licence_obtained", "online")
    must_exceed_zero(claim, verdict, "revenue")
    once(claim, verdict)
    verdict.ceiling = 100 * WAN


def game_export(claim: Claim, verdict: Verdict) -> None:
    only(claim, verdict, "enterprise")
    must_hold(claim, verdict, "overseas_online")
    must_exceed_zero(claim, verdict, "revenue_settled_domestically")
    once(claim, verdict)
    verdict.ceiling = 200 * WAN


def first_application(claim: Claim, verdict: Verdict) -> None:
    must_hold(claim, verdict, "own_ip", "first_of_kind")
    share(verdict, claim.facts["sales_received"], 30, 500 * WAN)


def first_application_recognised(claim: Claim, verdict: Verdict) -> None:
    verdict.fail_if(claim.facts["recognised_by"] == "none")
    verdict.ceiling = 500 * WAN


def compute(claim: Claim, verdict: Verdict) -> None:
    only(claim, verdict, "enterprise")
    share(verdict, claim.facts["compute_cost"], 30, 500 * WAN)


def organisation(claim: Claim, verdict: Verdict) -> None:
    only(claim, verdict, "nonprofit")
    newcomer(claim, verdict)
    once(claim, verdict)
    verdict.ceiling = 100 * WAN


def carrier(claim: Claim, verdict: Verdict) -> None:
    by = claim.facts["recognised_by"]
    verdict.fail_if(by == "none")
    if by is not None:
        share(verdict, claim.facts["build_spend"], 30, (100 if by == "municipal" else 200) * WAN)


def carrier_startup(claim: Claim, verdict: Verdict) -> None:
    only(claim, verdict, "enterprise")
    founded = claim.registered_on
    verdict.fail_if(founded is not None and founded < claim.new_since)
    must_hold(claim, verdict, "in_carrier")
    once(claim, verdict)
    verdict.ceiling = 10 * WAN


def showcase(claim: Claim, verdict: Verdict) -> None:
    must_exceed_zero(claim, verdict, "self_used_rent")
    spent = total(claim, "self_used_rent", "fit_out_cost", "running_cost")
    share(verdict, spent, 50, 200 * WAN)


def event_host(claim: Claim, verdict: Verdict) -> None:
    share(verdict, claim.facts["event_spend"], 50, 200 * WAN)


def exhibition(claim: Claim, verdict: Verdict) -> None:
    left = left_of(verdict, claim.facts["granted_before"])
    verdict.ceiling = None
    share(verdict, total(claim, "registration_fee", "booth_fee", "build_fee"), 50, left)


def major_project(claim: Claim, verdict: Verdict) -> None:
    verdict.ceiling = claim.facts["decided_amount"]


MEASURES = {
    "settle": settle,
    "office-rent": office_rent,
    "office-purchase": office_purchase,
    "rnd": rnd,
    "qualification": qualification,
    "game-licence": game_licence,
    "game-export": game_export,
    "first-application": first_application,
    "first-application-recognised": first_application_recognised,
    "compute": compute,
    "organisation": organisation,
    "carrier": carrier,
    "carrier-startup": carrier_startup,
    "showcase": showcase,
    "event-host": event_host,
    "exhibition": exhibition,
    "major-project": major_project,
}


def three_years_before(day: date) -> date:
    """The same day three years earlier; 29 February goes back to 28."""
    if day.year <= 3:
        return date.min
    if (day.month, day.day) == (2, 29):
        return date(day.year - 3, 2, 28)
    return date(day.year - 3, day.month, day.day)


def counts(breach: Breach, on: date) -> bool:
    # A repaired record never counts, even one still in force: case h00202 says so.
    recent = three_years_before(on) <= breach.on <= on
    return not breach.repaired and (recent or breach.in_force)


def basics(claim: Claim, verdict: Verdict) -> None:
    """What every measure asks of an applicant."""
    verdict.fail_if(claim.on < FIRST_DAY or claim.on > LAST_DAY)
    verdict.fail_if(claim.registered_on is not None and claim.registered_on > claim.on)
    if claim.field == "other":
        verdict.doubtful = True
    for breach in claim.breaches or []:
        if counts(breach, claim.on):
            verdict.doubtful = True
            verdict.fail_if(breach.confirmed)


def absent(claim: Claim) -> list[str]:
    """Every fact that is not there, whatever else is known."""
    names = [name for name, value in claim.facts.items() if value is None]
    if "level" in names and claim.facts["qualification"] not in LEVELS:
        names.remove("level")
    if "has_results" in names and claim.mode == "project":
        names.remove("has_results")
    names += [
        name for name in ("kind", "registered_on", "field", "breaches") if not known(claim, name)
    ]
    return sorted(names)


def known(claim: Claim, name: str) -> bool:
    return getattr(claim, name) is not None


def status_of(verdict: Verdict, missing: list[str]) -> str:
    if verdict.failed:
        return "ineligible"
    if missing:
        return "incomplete"
    return "verify" if verdict.doubtful else "eligible"


def after_overlap(claim: Claim, ceiling: int, base: int | None) -> int:
    """从高不重复: what is left to pay beside public money from elsewhere."""
    local = sum(fen for giver, fen in claim.support if giver != "national")
    everything = sum(fen for _, fen in claim.support)
    default = "stack" if claim.measure == "first-application-recognised" else "difference"
    way = claim.overlap or default
    if way == "difference":
        return max(ceiling - local, 0)
    if way == "exclude":
        return 0 if local > 0 else ceiling
    if base is None:
        return ceiling
    return max(min(ceiling, base - everything), 0)


def split(payable: int, parts: int) -> list[int]:
    small, over = divmod(payable, parts)
    return [small + 1] * over + [small] * (parts - over)


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def judge(claim: Claim) -> dict[str, Any]:
    """The answer to one claim."""
    verdict = Verdict()
    basics(claim, verdict)
    MEASURES[claim.measure](claim, verdict)
    missing = absent(claim)
    status = status_of(verdict, missing)
    ceiling: int | None = None
    payable: int | None = None
    if status == "ineligible":
        ceiling = payable = 0
    elif status != "incomplete":
        assert verdict.ceiling is not None
        ceiling = verdict.ceiling
        payable = after_overlap(claim, ceiling, verdict.base)
    parts = split(payable, verdict.parts) if payable else []
    return {
        "id": claim.id,
        "measure": claim.measure,
        "clause": CLAUSES[claim.measure],
        "status": status,
        "ceiling": None if ceiling is None else yuan(ceiling),
        "payable": None if payable is None else yuan(payable),
        "instalments": [{"year": n, "amount": yuan(fen)} for n, fen in enumerate(parts, 1)],
        "missing": missing,
    }


def answer(value: object) -> dict[str, Any]:
    """The answer to one JSON object; raises Refused where the contract allows no answer."""
    return judge(read(value))


def answer_line(line: str) -> dict[str, Any]:
    """The answer to one line, or its error with the field to blame."""
    value: object = None
    try:
        value = read_line(line)
        return answer(value)
    except Refused as error:
        name = value.get("id") if isinstance(value, dict) else None
        name = name if isinstance(name, str) else None
        return {"id": name, "error": str(error), "field": error.field}
