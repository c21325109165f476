"""The seventeen measures as an engineer in a hurry would write them: plain Python, no steps.

Each function takes the checked values of one claim and gives (status, ceiling in fen).
The order of arguments is the same everywhere: the claim, the applicant, then the measure's facts.
"""

from datetime import date

INELIGIBLE, INCOMPLETE, VERIFY, ELIGIBLE = 0, 1, 2, 3
STATUSES = ("ineligible", "incomplete", "verify", "eligible")
Answer = tuple[int, int | None]
Breaches = tuple[tuple[date, bool, bool, bool], ...] | None  # on, repaired, confirmed, in force

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
WAN = 1_000_000  # fen
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
        not FIRST <= on <= LAST
        or (kind != "enterprise" and kind is not None)
        or arrived_on is None
        or not new_since <= arrived_on <= on
        or (registered_on is not None and registered_on > on)
        or granted_before
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or granted_before is None
    ):
        return UNKNOWN
    return VERIFY if credit or field == "other" else ELIGIBLE, 500 * WAN


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
        not FIRST <= on <= LAST
        or (kind != "enterprise" and kind is not None)
        or arrived_on is None
        or not new_since <= arrived_on <= on
        or (registered_on is not None and registered_on > on)
        or (support_years is not None and support_years >= 3)
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or rent_paid is None
        or support_years is None
    ):
        return UNKNOWN
    ceiling = min(100 * WAN, rent_paid)
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
        not FIRST <= on <= LAST
        or (kind != "enterprise" and kind is not None)
        or arrived_on is None
        or not new_since <= arrived_on <= on
        or (registered_on is not None and registered_on > on)
        or granted_before
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or price_paid is None
        or granted_before is None
    ):
        return UNKNOWN
    ceiling = price_paid // 50 if price_paid < 15_000 * WAN else 300 * WAN
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
        not FIRST <= on <= LAST
        or (registered_on is not None and registered_on > on)
        or (has_results is False and mode == "grant")
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or project_spend is None
        or open_project is None
        or (has_results is None and mode == "grant")
    ):
        return UNKNOWN
    ceiling = project_spend // 2 if project_spend < 600 * WAN else 300 * WAN
    return VERIFY if credit or open_project or field == "other" else ELIGIBLE, ceiling


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
        not FIRST <= on <= LAST
        or (kind != "enterprise" and kind is not None)
        or (registered_on is not None and registered_on > on)
        or (granted_before is not None and granted_before >= 20 * WAN)
        or (good is not None and level is not None and level not in good)
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or granted_before is None
        or qualification is None
        or (good is not None and level is None)
    ):
        return UNKNOWN
    return VERIFY if credit or field == "other" else ELIGIBLE, 20 * WAN - granted_before


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
        not FIRST <= on <= LAST
        or (kind != "enterprise" and kind is not None)
        or (registered_on is not None and registered_on > on)
        or licence_obtained is False
        or online is False
        or revenue == 0
        or granted_before
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
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
        return UNKNOWN
    return VERIFY if credit or field == "other" else ELIGIBLE, 100 * WAN


def game_export(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    overseas_online: bool | None,
    revenue_settled_domestically: int | None,
    granted_before: int | None,
) -> Answer:
    if (
        not FIRST <= on <= LAST
        or (kind != "enterprise" and kind is not None)
        or (registered_on is not None and registered_on > on)
        or overseas_online is False
        or revenue_settled_domestically == 0
        or granted_before
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or overseas_online is None
        or revenue_settled_domestically is None
        or granted_before is None
    ):
        return UNKNOWN
    return VERIFY if credit or field == "other" else ELIGIBLE, 200 * WAN
