"""What pages show of an enterprise's changes: short notes on a case, names and changes on its own page."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.db.models import QuerySet
from django.template.context import RequestContext

from duixian.applications.earlier import ledger
from duixian.kernel import clock
from duixian.parties import changes
from duixian.parties.access import Viewer
from duixian.parties.changes_names import names
from duixian.parties.changes_notes import notes
from duixian.parties.models import BankAccount, Change, Organisation
from duixian.parties.roles import Role
from duixian.parties.signin.visit import viewer_of

register = template.Library()


@register.inclusion_tag("office/changes/_notes.html")
def change_notes(
    organisation: Organisation, accounts: Sequence[BankAccount] | None = None
) -> dict[str, Any]:
    """The notes that every open case shows; nothing where there are none. `accounts` in force, where they are loaded."""
    return {"notes": notes(organisation, clock.today(), accounts)}


@register.inclusion_tag("office/changes/_panel.html", takes_context=True)
def change_panel(context: RequestContext, organisation: Organisation) -> dict[str, Any]:
    """The notes, the names over time, the changes, and the way to record another."""
    viewer = viewer_of(context["request"])
    called = names(organisation)
    return {
        "notes": notes(organisation, clock.today()), "names": called, "former": called[1:], "firm": organisation,
        "rows": _rows(viewer, organisation) if viewer else [],
        "sheet": viewer is not None and viewer.role in ledger.EVERYWHERE | {Role.CENTRE},
        "records": viewer is not None and viewer.role in changes.ASKS,
    }  # fmt: skip


def _rows(viewer: Viewer, organisation: Organisation) -> QuerySet[Change]:
    found = changes.visible(viewer).filter(organisation=organisation)
    return found.order_by("-effective_on", "-asked_at")
