"""The instalments and payments of one application, for its applicant's page."""

from typing import Any

from django.db.models import Prefetch

from duixian.applications.lettering import subject_of
from duixian.applications.models import Application
from duixian.funds import access, recovery_queries
from duixian.funds.models import Attempt, Recovery
from duixian.funds.stages import State
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.parties.access import Viewer
from duixian.parties.organisations import APPLICANTS
from duixian.portal.money.words import line


def of(viewer: Viewer, application: Application) -> dict[str, Any] | None:
    """The instalments that were promised, paid or not, and open recoveries; None before a decision."""
    attempts = Prefetch("attempts", Attempt.objects.order_by("-sent_on", "-key"), to_attr="tried")
    parts = (
        access.instalments(viewer)
        .filter(commitment__subject=subject_of(application))
        .prefetch_related(attempts)
        .order_by("commitment__committed_at", "number")
    )
    today = clock.today()
    rows = [line(one, next(iter(one.tried), None), today) for one in parts]
    if not rows:
        return None
    paid = sum(one.part.amount for one in rows if one.part.state == State.PAID)
    return {"lines": rows, "paid": Money(paid), "recoveries": recoveries(viewer)}


def recoveries(viewer: Viewer) -> list[Recovery]:
    """The enterprise's own recoveries that have not ended; for its own people."""
    if viewer.role not in APPLICANTS:
        return []
    return list(recovery_queries.recoveries(viewer).exclude(stage__in=("closed", "dropped")))
