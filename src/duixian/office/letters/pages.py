"""文书: the register by kind, number and state; one letter as it was issued, its PDF, and declaring it void."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from duixian.kernel import clock
from duixian.letters import letters
from duixian.letters.kinds import CHOICES
from duixian.letters.models import Letter
from duixian.office.lists import asked, filters, listed
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.download import download
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, step_up

COLUMN = "文书"
STATES = (("", "全部"), ("standing", "有效"), ("void", "已作废"))
CASE = "application:"
desk = only(*letters.READERS)


@require_safe
@desk
def index(request: HttpRequest) -> HttpResponse:
    """The register, newest first."""
    query, kind, state = asked(request), asked(request, "kind"), asked(request, "state")
    rows = listed(request, letters.search(acting_viewer(request), query, kind, state))
    return render(
        request, "office/letters/index.html", Page(title="文书", column=COLUMN, index=False),
        rows=rows, query=query, kind=kind, kinds=CHOICES, state=state, states=STATES,
        carried=filters(request, "q", "kind", "state"),
    )  # fmt: skip


@require_safe
@desk
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """A letter as it was issued."""
    return _one(request, id_)


@require_safe
@desk
def pdf(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The PDF, as a download; 404 until it is laid out."""
    letter = letters.get(acting_viewer(request), id_)
    if letter.pdf is None:
        raise Http404("not laid out yet")
    return download(letter.pdf, f"{letter.number}{'（已作废）' if letter.void else ''}.pdf")


@require_POST
@only(*letters.VOIDERS)
@step_up
def void(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Declare the number void."""
    reason = request.POST.get("reason", "")
    try:
        letter = letters.void(acting_viewer(request), id_, reason, clock.now())
    except Refused as refused:
        return _one(request, id_, reason, refused.faults)
    messages.success(request, f"{letter.number}已作废，编号和理由留存备查")
    return redirect("office-letter", id_)


def _one(
    request: HttpRequest, id_: UUID, reason: str = "", faults: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    viewer = acting_viewer(request)
    letter = letters.get(viewer, id_)
    boxes = filled([_REASON], {"reason": reason}, faults)
    return render(
        request, "office/letters/letter.html", Page(title=letter.number, column=COLUMN, index=False),
        letter=letter, content=letter.opened, case=_case(letter), may_void=_may_void(viewer, letter),
        boxes=boxes, errors=summary(boxes, faults),
    )  # fmt: skip


_REASON = Box(
    name="reason",
    label="作废理由",
    style="area",
    hint=f"会留存备查，不超过{letters.REASON_LENGTH}字",
)


def _case(letter: Letter) -> str:
    """Where the application stands that the letter is about; "" where it is about something else."""
    if not letter.subject.startswith(CASE):
        return ""
    return reverse("office-case", args=[letter.subject.removeprefix(CASE)])


def _may_void(viewer: Viewer, letter: Letter) -> bool:
    roles = (Role.APPROVER,) if letter.row.approved else letters.VOIDERS
    return letter.void is None and viewer.role in roles
