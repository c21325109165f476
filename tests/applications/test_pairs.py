"""R2: two operations on one case at the same moment end as one after the other would, in one order or the other."""

from collections.abc import Iterator
from zlib import crc32

import pytest

from duixian.applications import casework, folder, publicity
from duixian.applications.models import Application
from tests.access.stations import builders
from tests.applications import cast as people
from tests.applications import deciding
from tests.applications.cast import District
from tests.applications.pairs import (
    Builder,
    Found,
    Kept,
    after_each_other,
    at_once,
    operations,
    pairs,
    standing,
)
from tests.applications.test_races import meeting, unlocked, wrong_only_on_postgresql
from tests.counted import counted

pytestmark = pytest.mark.django_db(transaction=True)


def marked(cast: District) -> Application:
    """The checklist gone through."""
    return deciding.marked(cast, deciding.filed(cast))


def listed(cast: District) -> Application:
    """Approved, and in a notice that is not posted yet."""
    made = deciding.approved(cast)
    publicity.draft(
        cast.officer, made.round_measure.round, title="拟资助名单公示", contact="021-52564588", cases=[made.pk]
    )  # fmt: skip
    return made


STATIONS: dict[str, Builder] = {**builders(), "marked": marked, "listed": listed}


def wrong(cast: District, name: str, of: int, times: int) -> Iterator[str]:
    """One pair in so many at a station, each raced so many times; what is wrong, "" for what is right."""
    with standing(cast, STATIONS[name]) as case:
        chosen = [
            (one, two)
            for one, two in pairs(cast, case)
            if not crc32(f"{name} {one.name} {two.name}".encode()) % of
        ]
        kept = Kept()
        for one, two in chosen:
            serial = [
                after_each_other(kept, case, one, two),
                after_each_other(kept, case, two, one),
            ]
            serial[1] = Found(said=serial[1].said[::-1], left=serial[1].left)
            for _ in range(times):
                found = at_once(kept, case, one, two)
                told = f"{name}: {one.name} ‖ {two.name}: {found.said}, not {[each.said for each in serial]}"
                yield "" if found in serial else told
        kept.drop()


# A few where much happens in every run, everything in the long one.
EVERY_RUN = [pytest.param(name, 12, 1, id=name) for name in ("begun", "marked", "proposed")]
ALL = [
    pytest.param(name, 1, 20, id=f"{name}-all", marks=pytest.mark.trust)
    for name in sorted(STATIONS)
]


@pytest.mark.parametrize(("name", "of", "times"), [*EVERY_RUN, *ALL])
def test_two_at_once_end_as_one_after_the_other(
    transactional_db: None, name: str, of: int, times: int
) -> None:
    found = list(wrong(people.district(), name, of, times))
    counted(f"成对同时办理 {name}，{of}取1", len(found))
    assert not [one for one in found if one]


def test_without_the_cases_lock_they_do_not(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = people.district()
    with standing(cast, marked) as case:
        ways = {one[0].name: one[0] for one in operations(cast, case)}
        one, two = ways["recall"], ways["admit"]
        kept = Kept()
        serial = [after_each_other(kept, case, one, two), after_each_other(kept, case, two, one)]
        monkeypatch.setattr(casework, "locked", unlocked)
        with meeting(monkeypatch, folder, "load"):
            found = at_once(kept, case, one, two)
        kept.drop()
    both = [serial[0], Found(said=serial[1].said[::-1], left=serial[1].left)]
    wrong_only_on_postgresql(found not in both)
