"""The other ten measures by hand, and the list of all seventeen."""

from collections.abc import Callable
from datetime import date

from bench.rules.by_hand import (
    ELIGIBLE,
    FIRST,
    LAST,
    NO,
    UNKNOWN,
    VERIFY,
    WAN,
    Answer,
    Breaches,
    game_export,
    game_licence,
    office_purchase,
    office_rent,
    qualification,
    record,
    rnd,
    settle,
)


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
        not FIRST <= on <= LAST
        or (registered_on is not None and registered_on > on)
        or own_ip is False
        or first_of_kind is False
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
        or own_ip is None
        or first_of_kind is None
        or sales_received is None
    ):
        return UNKNOWN
    ceiling = sales_received * 3 // 10 if sales_received < 1_666_666_667 else 500 * WAN
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
        not FIRST <= on <= LAST
        or (registered_on is not None and registered_on > on)
        or recognised_by == "none"
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
        or recognised_by is None
    ):
        return UNKNOWN
    return VERIFY if credit or field == "other" else ELIGIBLE, 500 * WAN


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
        not FIRST <= on <= LAST
        or (kind != "enterprise" and kind is not None)
        or (registered_on is not None and registered_on > on)
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
        or compute_cost is None
    ):
        return UNKNOWN
    ceiling = compute_cost * 3 // 10 if compute_cost < 1_666_666_667 else 500 * WAN
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
        not FIRST <= on <= LAST
        or (kind != "nonprofit" and kind is not None)
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
    return VERIFY if credit or field == "other" else ELIGIBLE, 100 * WAN


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
        not FIRST <= on <= LAST
        or (registered_on is not None and registered_on > on)
        or recognised_by == "none"
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
        or recognised_by is None
        or build_spend is None
    ):
        return UNKNOWN
    most = 100 * WAN if recognised_by == "municipal" else 200 * WAN
    ceiling = build_spend * 3 // 10 if build_spend < 666_666_667 else most
    return VERIFY if credit or field == "other" else ELIGIBLE, min(most, ceiling)


def carrier_startup(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    in_carrier: bool | None,
    granted_before: int | None,
) -> Answer:
    if (
        not FIRST <= on <= LAST
        or (kind != "enterprise" and kind is not None)
        or (registered_on is not None and not new_since <= registered_on <= on)
        or in_carrier is False
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
        or in_carrier is None
        or granted_before is None
    ):
        return UNKNOWN
    return VERIFY if credit or field == "other" else ELIGIBLE, 10 * WAN


def showcase(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    self_used_rent: int | None,
    fit_out_cost: int | None,
    running_cost: int | None,
) -> Answer:
    if (
        not FIRST <= on <= LAST
        or (registered_on is not None and registered_on > on)
        or self_used_rent == 0
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
        or self_used_rent is None
        or fit_out_cost is None
        or running_cost is None
    ):
        return UNKNOWN
    half = (self_used_rent + fit_out_cost + running_cost) // 2
    ceiling = min(200 * WAN, half)
    return VERIFY if credit or field == "other" else ELIGIBLE, ceiling


def event_host(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    event_spend: int | None,
) -> Answer:
    if not FIRST <= on <= LAST or (registered_on is not None and registered_on > on):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or event_spend is None
    ):
        return UNKNOWN
    ceiling = event_spend // 2 if event_spend < 400 * WAN else 200 * WAN
    return VERIFY if credit or field == "other" else ELIGIBLE, ceiling


def exhibition(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    registration_fee: int | None,
    booth_fee: int | None,
    build_fee: int | None,
    granted_before: int | None,
) -> Answer:
    if (
        not FIRST <= on <= LAST
        or (registered_on is not None and registered_on > on)
        or (granted_before is not None and granted_before >= 20 * WAN)
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
        or registration_fee is None
        or booth_fee is None
        or build_fee is None
        or granted_before is None
    ):
        return UNKNOWN
    half, left = (registration_fee + booth_fee + build_fee) // 2, 20 * WAN - granted_before
    return VERIFY if credit or field == "other" else ELIGIBLE, min(left, half)


def major_project(
    on: date,
    new_since: date,
    mode: str,
    kind: str | None,
    registered_on: date | None,
    arrived_on: date | None,
    field: str | None,
    breaches: Breaches,
    leading_group_decision: str | None,
    decided_amount: int | None,
) -> Answer:
    if not FIRST <= on <= LAST or (registered_on is not None and registered_on > on):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or leading_group_decision is None
        or decided_amount is None
    ):
        return UNKNOWN
    return VERIFY if credit or field == "other" else ELIGIBLE, decided_amount


MEASURES: dict[str, Callable[..., Answer]] = {
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
