"""The office's navigation, by the role in which somebody acts."""

from typing import Any

from django import template
from django.template.context import RequestContext

from duixian.office.desks import desks
from duixian.parties.signin.visit import viewer_of

register = template.Library()


@register.inclusion_tag("office/_nav.html", takes_context=True)
def office_nav(context: RequestContext) -> dict[str, Any]:
    """The viewer's desks; the present one is marked by the page's column."""
    viewer = viewer_of(context["request"])
    return {
        "entries": desks(viewer) if viewer else [],
        "viewer": viewer,
        "column": getattr(context.get("page"), "column", ""),
    }
