"""The filters of the worklists: what the address says is what is listed, exported and kept as a view."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict

from duixian.applications import access, process, search, states, worklists
from duixian.applications.models import Application
from duixian.kernel import clock
from duixian.kernel.sent import identifier
from duixian.office.lists import QUERY_LENGTH, asked
from duixian.parties.access import Viewer

FILTERS = ("list", "q", "state", "round", "who", "late", "rating", "sort")
# Behind “更多条件”, which stands open where one of them is used.
MORE = ("round", "who", "late", "rating", "sort")
STATES = tuple((one.id, one.name) for one in states.STATES if one.id != states.DISCARDED)
WHO = (("", "不限"), ("me", "分派给我的"), ("none", "还没有分派的"), ("given", "已经分派的"))
SORTS: Mapping[str, tuple[str, tuple[str | OrderBy, ...]]] = {
    "newest": ("最近提交的在前", access.NEWEST),
    "oldest": ("最早提交的在前", ("arrived_at", "pk")),
    "due": ("期限近的在前", (F("due_on").asc(nulls_last=True), "pk")),
    "amount": ("测算上限高的在前", (F("ceiling").desc(nulls_last=True), "pk")),
}


def which(request: HttpRequest, viewer: Viewer) -> str:
    """The list that was asked for; at first what waits, for those whom something can wait for."""
    given = asked(request, "list")
    if given in worklists.NAMES:
        return given
    searching = any(asked(request, name) for name in FILTERS)
    return worklists.ALL if searching or not process.awaited(viewer.role) else worklists.WAITING


def selected(request: HttpRequest, viewer: Viewer) -> QuerySet[Application]:
    """The list with its filters, in its order."""
    found = worklists.of(viewer, which(request, viewer))
    if query := asked(request):
        found = search.find(found, query)
    if (state := asked(request, "state")) in dict(STATES):
        found = found.filter(state=state)
    if round_ := identifier(asked(request, "round")):
        found = found.filter(round_measure__round=round_)
    match asked(request, "who"):
        case "me":
            found = found.filter(assignee=viewer.person)
        case "none":
            found = found.filter(assignee=None)
        case "given":
            found = found.exclude(assignee=None)
    if asked(request, "late"):
        found = found.filter(due_on__lt=clock.today()).exclude(state__in=states.ENDED)
    if asked(request, "rating"):
        found = found.filter(pk__in=worklists.complaints(viewer).values("pk"))
    if (sort := asked(request, "sort")) in SORTS:
        found = found.order_by(*SORTS[sort][1])
    return found


def order_said(request: HttpRequest, viewer: Viewer) -> str:
    """In which order they stand, in words."""
    usual = "due" if which(request, viewer) == worklists.WAITING else "newest"
    return SORTS.get(asked(request, "sort"), SORTS[usual])[0]


def kept(query: str) -> str:
    """The filters out of an address, in one order, others left out: what a view keeps, and how one is recognised."""
    given = QueryDict(query[:2000])
    values = {
        name: given.get(name, "").replace("\0", "").strip()[:QUERY_LENGTH] for name in FILTERS
    }
    return urlencode({name: value for name, value in values.items() if value})
