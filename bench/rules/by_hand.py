"""The seventeen measures as an engineer in a hurry would write them: plain Python, no steps.

Each function takes the checked values of one claim and gives (status, ceiling in fen).
The order of arguments is the same everywhere: the claim, the applicant, then the measure's facts.
"""

# ruff: noqa: FURB136 (min() is a call, and dearer than the comparison)

from datetime import date

INELIGIBLE, INCOMPLETE, VERIFY, ELIGIBLE = 0, 1, 2, 3
STATUSES = ("ineligible", "incomplete", "verify", "eligible")
Answer = tuple[int, int | None]
Breaches = tuple[tuple[date, bool, bool, bool], ...] | None  # on, repaired, confirmed, in force

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
NO: Answer = (INELIGIBLE, 0)
UNKNOWN: Answer = (INCOMPLETE, None)
GOOD_LEVELS = {
    "secret-integration": ("甲",),
    "cs": ("CS4", "CS5"),
    "itss": ("一", "二"),
    "cmmi": ("3", "4", "5"),
}


def record(breaches: Breaches, on: date) -> int:
    """0: clean; 1: an officer must look; 2: confirmed."""
    worst = 0
    try:
        edge = on.replace(year=on.year - 3)
    except ValueError:
        edge = on.replace(year=on.year - 3, day=28) if on.year > 3 else date.min
    for day, repaired, confirmed, in_force in breaches or ():
        if not repaired and (in_force or edge <= day <= on):
            if confirmed:
                return 2
            worst = 1
    return worst


def settle(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    granted_before: int | None,
) -> Answer:
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or granted_before is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (kind is not None and kind != "enterprise")
                or arrived_on is None
                or not new_since <= arrived_on <= on
                or granted_before
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if (
        not FIRST <= on <= LAST
        or registered_on > on
        or kind != "enterprise"
        or arrived_on is None
        or not new_since <= arrived_on <= on
        or granted_before
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    return (VERIFY, 500_000_000) if credit or field == "other" else (ELIGIBLE, 500_000_000)


def office_rent(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    rent_paid: int | None,
    support_years: int | None,
) -> Answer:
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or rent_paid is None
        or support_years is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (kind is not None and kind != "enterprise")
                or arrived_on is None
                or not new_since <= arrived_on <= on
                or (support_years is not None and support_years >= 3)
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if (
        not FIRST <= on <= LAST
        or registered_on > on
        or kind != "enterprise"
        or arrived_on is None
        or not new_since <= arrived_on <= on
        or support_years >= 3
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    ceiling = rent_paid if rent_paid < 100_000_000 else 100_000_000
    return VERIFY if credit or field == "other" else ELIGIBLE, ceiling


def office_purchase(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    price_paid: int | None,
    granted_before: int | None,
) -> Answer:
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or price_paid is None
        or granted_before is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (kind is not None and kind != "enterprise")
                or arrived_on is None
                or not new_since <= arrived_on <= on
                or granted_before
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if (
        not FIRST <= on <= LAST
        or registered_on > on
        or kind != "enterprise"
        or arrived_on is None
        or not new_since <= arrived_on <= on
        or granted_before
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    ceiling = price_paid // 50 if price_paid < 15_000_000_000 else 300_000_000
    return VERIFY if credit or field == "other" else ELIGIBLE, ceiling


def rnd(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    project_spend: int | None,
    has_results: bool | None,
    open_project: bool | None,
) -> Answer:
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or project_spend is None
        or (has_results is None and mode == "grant")
        or open_project is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (mode == "grant" and has_results is False)
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if not FIRST <= on <= LAST or registered_on > on or (mode == "grant" and not has_results):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    ceiling = project_spend // 2 if project_spend < 600_000_000 else 300_000_000
    return VERIFY if credit or field == "other" or open_project else ELIGIBLE, ceiling


def qualification(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    qualification: str | None,
    level: str | None,
    granted_before: int | None,
) -> Answer:
    good = None if qualification is None else GOOD_LEVELS.get(qualification)
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or qualification is None
        or (good is not None and level is None)
        or granted_before is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (kind is not None and kind != "enterprise")
                or (granted_before is not None and granted_before >= 20_000_000)
                or (good is not None and level is not None and level not in good)
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if (
        not FIRST <= on <= LAST
        or registered_on > on
        or kind != "enterprise"
        or granted_before >= 20_000_000
        or (good is not None and level not in good)
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    ceiling = 20_000_000 - granted_before
    return VERIFY if credit or field == "other" else ELIGIBLE, ceiling


def game_licence(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    licence_obtained: bool | None,
    online: bool | None,
    revenue: int | None,
    granted_before: int | None,
) -> Answer:
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or licence_obtained is None
        or online is None
        or revenue is None
        or granted_before is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (kind is not None and kind != "enterprise")
                or (licence_obtained is False or online is False)
                or revenue == 0
                or granted_before
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if (
        not FIRST <= on <= LAST
        or registered_on > on
        or kind != "enterprise"
        or not (licence_obtained and online)
        or revenue == 0
        or granted_before
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    return (VERIFY, 100_000_000) if credit or field == "other" else (ELIGIBLE, 100_000_000)
