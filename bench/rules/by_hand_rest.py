"""The last five measures by hand, and the list of all seventeen."""

# ruff: noqa: FURB136 (min() is a call, and dearer than the comparison)

from collections.abc import Callable
from datetime import date

from bench.rules.by_hand import (
    ELIGIBLE,
    FIRST,
    LAST,
    NO,
    UNKNOWN,
    VERIFY,
    Answer,
    Breaches,
    game_licence,
    office_purchase,
    office_rent,
    qualification,
    record,
    rnd,
    settle,
)
from bench.rules.by_hand_more import (
    carrier,
    compute,
    first_application,
    first_application_recognised,
    game_export,
    organisation,
)


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
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or in_carrier is None
        or granted_before is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (kind is not None and kind != "enterprise")
                or (registered_on is not None and registered_on < new_since)
                or in_carrier is False
                or granted_before
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if (
        not FIRST <= on <= LAST
        or registered_on > on
        or kind != "enterprise"
        or registered_on < new_since
        or not in_carrier
        or granted_before
    ):
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    return (VERIFY, 10_000_000) if credit or field == "other" else (ELIGIBLE, 10_000_000)


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
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or self_used_rent is None
        or fit_out_cost is None
        or running_cost is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or self_used_rent == 0
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if not FIRST <= on <= LAST or registered_on > on or self_used_rent == 0:
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    half = (self_used_rent + fit_out_cost + running_cost) // 2
    ceiling = half if half < 200_000_000 else 200_000_000
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
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or event_spend is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if not FIRST <= on <= LAST or registered_on > on:
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    ceiling = event_spend // 2 if event_spend < 400_000_000 else 200_000_000
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
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or registration_fee is None
        or booth_fee is None
        or build_fee is None
        or granted_before is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (granted_before is not None and granted_before >= 20_000_000)
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if not FIRST <= on <= LAST or registered_on > on or granted_before >= 20_000_000:
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
    half = (registration_fee + booth_fee + build_fee) // 2
    left = 20_000_000 - granted_before
    ceiling = half if half < left else left
    return VERIFY if credit or field == "other" else ELIGIBLE, ceiling


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
    if (
        kind is None
        or registered_on is None
        or field is None
        or breaches is None
        or leading_group_decision is None
        or decided_amount is None
    ):
        return (
            NO
            if (
                not FIRST <= on <= LAST
                or (registered_on is not None and registered_on > on)
                or (breaches and record(breaches, on) == 2)
            )
            else UNKNOWN
        )
    if not FIRST <= on <= LAST or registered_on > on:
        return NO
    credit = record(breaches, on) if breaches else 0
    if credit == 2:
        return NO
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
