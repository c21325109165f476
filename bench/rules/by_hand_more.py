"""Six more measures by hand."""

# ruff: noqa: FURB136 (min() is a call, and dearer than the comparison)

from datetime import date

from bench.rules.by_hand import ELIGIBLE, FIRST, LAST, NO, UNKNOWN, VERIFY, Answer, Breaches, record


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
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or overseas_online is None
        or revenue_settled_domestically is None
        or granted_before is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (kind is not None and kind != "enterprise")
                or overseas_online is False
                or revenue_settled_domestically == 0
                or granted_before
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if (
        not FIRST <= on <= LAST
        or registered_on > on
        or kind != "enterprise"
        or not overseas_online
        or revenue_settled_domestically == 0
        or granted_before
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    return (VERIFY, 200_000_000) if credit or field == "other" else (ELIGIBLE, 200_000_000)


def first_application(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    own_ip: bool | None,
    first_of_kind: bool | None,
    sales_received: int | None,
) -> Answer:
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or own_ip is None
        or first_of_kind is None
        or sales_received is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or own_ip is False
                or first_of_kind is False
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if not FIRST <= on <= LAST or registered_on > on or not own_ip or not first_of_kind:
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    ceiling = sales_received * 3 // 10 if sales_received < 1_666_666_667 else 500_000_000
    return VERIFY if credit or field == "other" else ELIGIBLE, ceiling


def first_application_recognised(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    recognised_by: str | None,
) -> Answer:
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or recognised_by is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or recognised_by == "none"
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if not FIRST <= on <= LAST or registered_on > on or recognised_by == "none":
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    return (VERIFY, 500_000_000) if credit or field == "other" else (ELIGIBLE, 500_000_000)


def compute(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    compute_cost: int | None,
) -> Answer:
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or compute_cost is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (kind is not None and kind != "enterprise")
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if not FIRST <= on <= LAST or registered_on > on or kind != "enterprise":
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    ceiling = compute_cost * 3 // 10 if compute_cost < 1_666_666_667 else 500_000_000
    return VERIFY if credit or field == "other" else ELIGIBLE, ceiling


def organisation(
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
                or (kind is not None and kind != "nonprofit")
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
        or kind != "nonprofit"
        or arrived_on is None
        or not new_since <= arrived_on <= on
        or granted_before
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    return (VERIFY, 100_000_000) if credit or field == "other" else (ELIGIBLE, 100_000_000)


def carrier(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    recognised_by: str | None,
    build_spend: int | None,
) -> Answer:
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or recognised_by is None
        or build_spend is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or recognised_by == "none"
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if not FIRST <= on <= LAST or registered_on > on or recognised_by == "none":
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    most = 100_000_000 if recognised_by == "municipal" else 200_000_000
    share = build_spend * 3 // 10
    ceiling = share if share < most else most
    return VERIFY if credit or field == "other" else ELIGIBLE, ceiling
