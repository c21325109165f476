"""“过去三年” to the day: both ends, leap days, repair before and after, listings in force; and rules that are a day off."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from duixian.credit import lookback
from duixian.credit.lookback import Dated, Kind, Why, Window, judge, window
from duixian.kernel.dates import read_iso

SUBMITTED, CHECKED = "2026-03-10", "2026-06-01"
DAY = timedelta(days=1)


def verdict(kind: Kind, decided: str, repaired: str = "", until: str = "", *, submitted: str = SUBMITTED,
            checked: str = CHECKED, years: int = 3, serious_only: bool = False) -> Why:  # fmt: skip
    record = Dated(
        kind=kind, decided_on=read_iso(decided), repaired_on=read_iso(repaired) if repaired else None,
        until=read_iso(until) if until else None,
    )  # fmt: skip
    return judge(record, window(read_iso(submitted), read_iso(checked), years), serious_only=serious_only)  # fmt: skip


# kind, decided, repaired, until → why; submitted on 2026-03-10, checked on 2026-06-01
CASES = [
    # the first day, three years before submission, is included
    (Kind.PENALTY, "2023-03-09", "", "", Why.EARLIER),
    (Kind.PENALTY, "2023-03-10", "", "", Why.IN_PERIOD),
    (Kind.PENALTY, "2023-03-11", "", "", Why.IN_PERIOD),
    # it runs on past submission to the day of the check, included
    (Kind.PENALTY, "2026-03-10", "", "", Why.IN_PERIOD),
    (Kind.PENALTY, "2026-03-11", "", "", Why.IN_PERIOD),
    (Kind.PENALTY, "2026-05-31", "", "", Why.IN_PERIOD),
    (Kind.PENALTY, "2026-06-01", "", "", Why.IN_PERIOD),
    (Kind.PENALTY, "2026-06-02", "", "", Why.LATER),
    # repaired by the day of the check counts no more, whether before submission or after; later does
    (Kind.PENALTY, "2025-01-01", "2026-03-09", "", Why.REPAIRED),
    (Kind.PENALTY, "2025-01-01", "2026-03-11", "", Why.REPAIRED),
    (Kind.PENALTY, "2025-01-01", "2026-06-01", "", Why.REPAIRED),
    (Kind.PENALTY, "2025-01-01", "2026-06-02", "", Why.IN_PERIOD),
    (Kind.SERIOUS, "2025-01-01", "2026-05-01", "2030-01-01", Why.REPAIRED),
    # a listing counts whatever its date, as long as it is in force; its last day is included
    (Kind.SERIOUS, "2015-01-01", "", "", Why.IN_FORCE),
    (Kind.ABNORMAL, "2015-01-01", "", "", Why.IN_FORCE),
    (Kind.OTHER, "2015-01-01", "", "", Why.IN_FORCE),
    (Kind.SERIOUS, "2015-01-01", "", "2026-05-31", Why.EARLIER),
    (Kind.SERIOUS, "2015-01-01", "", "2026-06-01", Why.IN_FORCE),
    (Kind.SERIOUS, "2015-01-01", "", "2026-06-02", Why.IN_FORCE),
    (Kind.SERIOUS, "2015-01-01", "2026-06-01", "", Why.REPAIRED),
    (Kind.SERIOUS, "2015-01-01", "2026-06-02", "", Why.IN_FORCE),
    # a penalty is no listing, unless it bars until a day
    (Kind.PENALTY, "2015-01-01", "", "", Why.EARLIER),
    (Kind.GRAVE, "2015-01-01", "", "", Why.EARLIER),
    (Kind.GRAVE, "2015-01-01", "", "2026-06-01", Why.IN_FORCE),
    (Kind.GRAVE, "2025-01-01", "", "2025-02-01", Why.IN_PERIOD),
    # in force and within the period: in force says more
    (Kind.SERIOUS, "2025-01-01", "", "", Why.IN_FORCE),
    # decided after the check, it is not there yet
    (Kind.SERIOUS, "2026-06-02", "", "2030-01-01", Why.LATER),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "decided", "repaired", "until", "why"), CASES)
def test_what_counts(kind: Kind, decided: str, repaired: str, until: str, why: Why) -> None:
    assert verdict(kind, decided, repaired, until) == why
    assert why.counts == (why in {Why.IN_PERIOD, Why.IN_FORCE})


@pytest.mark.parametrize(
    ("submitted", "years", "first"),
    [
        ("2024-02-29", 3, "2021-02-28"),  # no 29 February: it goes back to 28
        ("2027-02-28", 3, "2024-02-28"),  # not on to the leap day
        ("2027-03-01", 3, "2024-03-01"),
        ("2028-02-29", 4, "2024-02-29"),
        ("2026-03-10", 1, "2025-03-10"),
        ("2026-03-10", 0, "2026-03-10"),
        ("2026-03-10", 5, "2021-03-10"),
    ],
)
def test_the_first_day(submitted: str, years: int, first: str) -> None:
    period = window(read_iso(submitted), read_iso(submitted), years)
    assert period == Window(first=read_iso(first), last=read_iso(submitted))
    before = (read_iso(first) - DAY).isoformat()
    for decided, why in ((first, Why.IN_PERIOD), (before, Why.EARLIER)):
        found = verdict(Kind.PENALTY, decided, submitted=submitted, checked=submitted, years=years)
        assert found == why


def test_a_leap_day_counts_on_the_day_three_years_later_and_not_the_day_after() -> None:
    for submitted, why in (("2027-02-28", Why.IN_PERIOD), ("2027-03-01", Why.EARLIER)):
        assert verdict(Kind.PENALTY, "2024-02-29", submitted=submitted, checked=submitted) == why


def test_a_check_comes_with_submission_or_after_it() -> None:
    day = date(2026, 3, 10)
    assert window(day, day).last == day
    with pytest.raises(ValueError, match="2026-03-09"):
        window(day, day - DAY)


def test_a_round_may_count_serious_ones_only_and_still_every_listing_in_force() -> None:
    for kind, why in (
        (Kind.SERIOUS, Why.IN_FORCE), (Kind.GRAVE, Why.IN_PERIOD), (Kind.PENALTY, Why.LIGHT), (Kind.ABNORMAL, Why.IN_FORCE),
    ):  # fmt: skip
        assert verdict(kind, "2025-01-01", serious_only=True) == why
    assert verdict(Kind.ABNORMAL, "2025-01-01", until="2025-02-01", serious_only=True) == Why.LIGHT


def test_every_kind_and_every_reason_has_a_name() -> None:
    assert set(lookback.KIND_NAMES) == set(Kind)
    assert set(lookback.WHY_NAMES) == set(Why)


def _late(submitted_on: date, checked_on: date, years: int = 3) -> Window:
    return Window(
        first=lookback.window(submitted_on, checked_on, years).first + DAY, last=checked_on
    )


def _until_submission(submitted_on: date, checked_on: date, years: int = 3) -> Window:
    return Window(first=lookback.window(submitted_on, checked_on, years).first, last=submitted_on)


def _from_the_check(submitted_on: date, checked_on: date, years: int = 3) -> Window:
    return lookback.window(checked_on, checked_on, years)


WRONG: list[Callable[[date, date, int], Window]] = [_late, _until_submission, _from_the_check]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_rule_that_is_off_fails_the_table(
    wrong: Callable[[date, date, int], Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = [verdict(*case[:4]) == case[4] for case in CASES]
    monkeypatch.setitem(globals(), "window", wrong)
    off = [verdict(*case[:4]) == case[4] for case in CASES]
    assert all(right)
    assert not all(off)
