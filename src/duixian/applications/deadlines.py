"""Until when the move that a state waits for is due: Chinese working days from the day it was entered, by the round's readings."""

from datetime import date, datetime

from duixian.applications.models import Application, RoundMeasure
from duixian.applications.states import BY_ID
from duixian.applications.terms import terms
from duixian.kernel import clock
from duixian.kernel.workdays import Deadline
from duixian.letters import calendar


def after(day: date, working_days: int) -> Deadline:
    """The last day of a period that starts on the working day after the event."""
    return calendar.current().add(day, working_days)


def reading(one: RoundMeasure, name: str) -> int:
    """A number of days that the round's readings set."""
    return int(terms(one).value(name))


def due_on(application: Application, state: str, now: datetime) -> date | None:
    """The last day for the move that this state waits for, if it was entered now; None where nothing is set."""
    within = BY_ID[state].within
    if within is None:
        return None
    days = within if isinstance(within, int) else reading(application.round_measure, within)
    return after(clock.local(now).date(), days).day


def promised_on(application: Application, now: datetime) -> date:
    """The day promised for the end, counted from admission (四（一）; the round's number of days)."""
    return after(clock.local(now).date(), application.round_measure.round.promised_days).day
