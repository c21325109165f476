"""The one clock: Shanghai's day, a demonstration's shift, a moment held."""

from datetime import UTC, date, datetime, timedelta

import time_machine

from duixian.kernel import clock

EVENING = datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai


def test_the_day_is_shanghais() -> None:
    with time_machine.travel(EVENING, tick=False):
        assert clock.today() == date(2026, 3, 2)
    with time_machine.travel(EVENING + timedelta(seconds=1), tick=False):
        assert clock.today() == date(2026, 3, 3)


def test_a_moment_is_held_only_inside() -> None:
    with time_machine.travel(EVENING, tick=False):
        with clock.at(EVENING - timedelta(days=1)):
            assert clock.now() == EVENING - timedelta(days=1)
        assert clock.now() == EVENING


def test_a_shift_moves_every_later_reading() -> None:
    try:
        with time_machine.travel(EVENING, tick=False):
            clock.shift(timedelta(days=-100))
            assert clock.now() == EVENING - timedelta(days=100)
    finally:
        clock.shift(timedelta())


def test_a_moment_reads_as_shanghais_clocks_do() -> None:
    assert clock.local(EVENING).hour == 23
