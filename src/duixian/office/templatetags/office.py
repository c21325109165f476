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
    entries = desks(viewer) if viewer else []
    column = getattr(context.get("page"), "column", "")
    seldom = [one for one in entries if one.desk.seldom]
    return {
        "often": [one for one in entries if not one.desk.seldom],
        "seldom": seldom,
        "seldom_here": any(one.desk.name == column for one in seldom),
        "column": column,
    }
