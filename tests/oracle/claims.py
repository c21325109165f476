"""Reads one claim as the contract describes it, refusing whatever the contract does not allow."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

KINDS = {"enterprise", "institution", "nonprofit"}
FIELDS = {
    "ai",
    "big-data",
    "cloud",
    "games",
    "industrial-internet",
    "infosec",
    "smart-manufacturing",
    "robotics",
    "metaverse",
    "llm",
    "algorithms-and-compute",
    "future-intelligence",
    "future-space",
    "other",
}
RECOGNISERS = {"national", "municipal", "both", "none"}
LEVELS = {
    "secret-integration": {"甲", "乙"},
    "cs": {"CS1", "CS2", "CS3", "CS4", "CS5"},
    "itss": {"一", "二", "三", "四"},
    "cmmi": {"1", "2", "3", "4", "5"},
}
QUALIFICATIONS = set(LEVELS) | {
    "icp-licence",
    "cisp",
    "ccrc",
    "cesscn",
    "llm-filing",
    "publishing-licence",
    "av-licence",
}
EVERY_LEVEL = set().union(*LEVELS.values())

# Fact kinds: money, yesno, years, text, recogniser, qualification, level.
FACTS: dict[str, dict[str, str]] = {
    "settle": {"granted_before": "money"},
    "office-rent": {"rent_paid": "money", "support_years": "years"},
    "office-purchase": {"price_paid": "money", "granted_before": "money"},
    "rnd": {"project_spend": "money", "has_results": "yesno", "open_project": "yesno"},
    "qualification": {
        "qualification": "qualification",
        "level": "level",
        "granted_before": "money",
    },
    "game-licence": {
        "licence_obtained": "yesno",
        "online": "yesno",
        "revenue": "money",
        "granted_before": "money",
    },
    "game-export": {
        "overseas_online": "yesno",
        "revenue_settled_domestically": "money",
        "granted_before": "money",
    },
    "first-application": {"own_ip": "yesno", "first_of_kind": "yesno", "sales_received": "money"},
    "first-application-recognised": {"recognised_by": "recogniser"},
    "compute": {"compute_cost": "money"},
    "organisation": {"granted_before": "money"},
    "carrier": {"recognised_by": "recogniser", "build_spend": "money"},
    "carrier-startup": {"in_carrier": "yesno", "granted_before": "money"},
    "showcase": {"self_used_rent": "money", "fit_out_cost": "money", "running_cost": "money"},
    "event-host": {"event_spend": "money"},
    "exhibition": {
        "registration_fee": "money",
        "booth_fee": "money",
        "build_fee": "money",
        "granted_before": "money",
    },
    "major-project": {"leading_group_decision": "text", "decided_amount": "money"},
}
TOP_KEYS = {"id", "on", "measure", "policy", "applicant"} | {
    "facts",
    "other_support",
    "overlap",
    "mode",
    "parameters",
}
APPLICANT_KEYS = {"kind", "registered_on", "arrived_on", "field", "breaches"}
BREACH_KEYS = {"on", "repaired", "confirmed", "in_force"}
SUPPORT_KEYS = {"from", "amount"}
MOST_MONEY = 999_999_999_999_999  # fen


class Refused(Exception):
    """A claim the contract does not allow, with the field that is to blame."""

    def __init__(self, field: str | None, value: object = None) -> None:
        super().__init__(f"{field}: {value!r}")
        self.field = field


@dataclass
class Breach:
    """One record of 失信 or 违法."""

    on: date
    repaired: bool
    confirmed: bool
    in_force: bool


@dataclass
class Claim:
    """A claim whose every value has been checked; an absent one is None."""

    id: str | None
    on: date
    measure: str
    kind: str | None
    registered_on: date | None
    arrived_on: date | None
    field: str | None
    breaches: list[Breach] | None
    facts: dict[str, Any]
    support: list[tuple[str, int]]
    overlap: str | None
    mode: str
    new_since: date


def money(value: object, field: str) -> int:
    """Fen from a string of yuan."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", value):
        raise Refused(field, value)
    yuan, _, cents = value.partition(".")
    # A number this long is over the limit, or all leading zeros; int() has a limit of its own.
    fen = int(yuan.lstrip("0")[:30] or "0") * 100 + int((cents + "00")[:2])
    if fen > MOST_MONEY:
        raise Refused(field, value)
    return fen


def day(value: object, field: str) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise Refused(field, value)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Refused(field, value) from error


def yesno(value: object, field: str) -> bool:
    if value is not True and value is not False:
        raise Refused(field, value)
    return bool(value)


def choice(value: object, allowed: set[str], field: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise Refused(field, value)
    return value


def keys(value: object, allowed: set[str], field: str, naming_key: bool = True) -> dict[str, Any]:
    """The object itself, once every key is known."""
    if not isinstance(value, dict):
        raise Refused(field, value)
    for key in value:
        if key not in allowed:
            raise Refused(key if naming_key else field, value[key])
    return value


def records(value: object, field: str) -> list[Any]:
    if not isinstance(value, list):
        raise Refused(field, value)
    return value


def fact(kind: str, value: object, name: str, facts: dict[str, Any]) -> object:
    """One fact, checked; None where it is absent."""
    if value is None:
        return None
    if kind == "money":
        return money(value, name)
    if kind == "yesno":
        return yesno(value, name)
    if kind == "years":
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise Refused(name, value)
        return value
    if kind == "recogniser":
        return choice(value, RECOGNISERS, name)
    if kind == "qualification":
        return choice(value, QUALIFICATIONS, name)
    if kind == "level":
        return level(value, facts.get("qualification"))
    if not isinstance(value, str) or not value.strip():
        raise Refused(name, value)
    return value


def level(value: object, qualification: object) -> str | None:
    if isinstance(qualification, str) and qualification in LEVELS:
        return choice(value, LEVELS[qualification], "level")
    if isinstance(qualification, str):
        return None  # this one has no levels: what is given is ignored
    return choice(value, EVERY_LEVEL, "level")


def breach(value: object) -> Breach:
    record = keys(value, BREACH_KEYS, "breaches", naming_key=False)
    return Breach(
        on=day(record.get("on"), "breaches"),
        repaired=yesno(record.get("repaired"), "breaches"),
        confirmed=yesno(record.get("confirmed"), "breaches"),
        in_force=yesno(record.get("in_force"), "breaches"),
    )


def support(value: object) -> tuple[str, int]:
    record = keys(value, SUPPORT_KEYS, "other_support", naming_key=False)
    giver = choice(record.get("from"), {"city", "district", "national"}, "other_support")
    return giver, money(record.get("amount"), "other_support")


def day_or_none(value: object, field: str) -> date | None:
    return None if value is None else day(value, field)


def read_facts(measure: str, value: object) -> dict[str, Any]:
    given = {} if value is None else value
    given = keys(given, set(FACTS[measure]), "facts")
    return {name: fact(kind, given.get(name), name, given) for name, kind in FACTS[measure].items()}


def name_of(raw: dict[str, Any]) -> str | None:
    identifier = raw.get("id")
    if identifier is not None and not isinstance(identifier, str):
        raise Refused("id", identifier)
    return identifier


def read(value: object) -> Claim:
    """The claim in one JSON object."""
    raw = keys(value, TOP_KEYS, "claim")
    measure = choice(raw.get("measure"), set(FACTS), "measure")
    who = keys(raw.get("applicant"), APPLICANT_KEYS, "applicant")
    parameters = {} if raw.get("parameters") is None else raw["parameters"]
    parameters = keys(parameters, {"new_since"}, "parameters")
    if raw.get("policy") is not None:
        choice(raw["policy"], {"putuo-2024-3"}, "policy")
    modes, overlaps = {"grant", "project"}, {"difference", "exclude", "stack"}
    overlap, since, breaches = raw.get("overlap"), parameters.get("new_since"), who.get("breaches")
    given = raw.get("other_support")
    return Claim(
        id=name_of(raw),
        on=day(raw.get("on"), "on"),
        measure=measure,
        kind=None if who.get("kind") is None else choice(who["kind"], KINDS, "kind"),
        registered_on=day_or_none(who.get("registered_on"), "registered_on"),
        arrived_on=day_or_none(who.get("arrived_on"), "arrived_on"),
        field=None if who.get("field") is None else choice(who["field"], FIELDS, "field"),
        breaches=None
        if breaches is None
        else [breach(one) for one in records(breaches, "breaches")],
        facts=read_facts(measure, raw.get("facts")),
        support=[] if given is None else [support(one) for one in records(given, "other_support")],
        overlap=None if overlap is None else choice(overlap, overlaps, "overlap"),
        mode="grant" if raw.get("mode") is None else choice(raw["mode"], modes, "mode"),
        new_since=date(2025, 1, 1) if since is None else day(since, "new_since"),
    )


def no_constant(text: str) -> object:
    raise Refused(None, text)


def no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refused(key, value)
        found[key] = value
    return found


def read_line(line: str) -> object:
    """The JSON value of one line."""
    try:
        return json.loads(line, parse_constant=no_constant, object_pairs_hook=no_twice)
    except (ValueError, RecursionError) as error:
        raise Refused(None, line) from error
