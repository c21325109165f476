"""What pages show of an enterprise's agreements: a panel on its own page, links beside a case."""

from typing import Any

from django import template
from django.db.models import QuerySet
from django.template.context import RequestContext

from duixian.parties import agreements
from duixian.parties.agreements_rows import Agreement
from duixian.parties.models import Organisation
from duixian.parties.roles import Role
from duixian.parties.signin.visit import viewer_of

register = template.Library()


@register.inclusion_tag("office/agreements/_panel.html", takes_context=True)
def agreement_panel(context: RequestContext, organisation: Organisation) -> dict[str, Any]:
    """Those that the viewer may read, and for its centre the way to enter another; nothing for others."""
    viewer = viewer_of(context["request"])
    reads = viewer is not None and viewer.role in agreements.READERS
    enters = viewer is not None and viewer.role == Role.CENTRE
    return {
        "rows": _rows(context, organisation),
        "reads": reads,
        "enters": enters,
        "firm": organisation,
    }


@register.inclusion_tag("office/agreements/_links.html", takes_context=True)
def agreement_links(context: RequestContext, organisation: Organisation) -> dict[str, Any]:
    """A line for the facts beside a case; nothing where there is none."""
    return {"rows": _rows(context, organisation)}


def _rows(context: RequestContext, organisation: Organisation) -> QuerySet[Agreement]:
    viewer = viewer_of(context["request"])
    return agreements.of(viewer, organisation.pk) if viewer else Agreement.objects.none()
