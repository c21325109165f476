"""追缴意见审批表: what was proposed, what the enterprise had stated, who proposed and who decided, on paper for the file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from duixian.funds import recovery_queries
from duixian.funds.recovery_picture import Folder
from duixian.kernel import clock
from duixian.kernel.capital import capital
from duixian.office.recovery.pages import desk, proposed, undisbursed
from duixian.parties.access import NotSeen
from duixian.web.download import PDF, attachment
from duixian.web.paper import pdf_of
from duixian.web.viewer import acting_viewer


@require_safe
@desk
def approval(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The form of the newest proposal; there is none before one was made."""
    viewer = acting_viewer(request)
    seen = recovery_queries.folder(viewer, id_)
    made = next((one for one in reversed(seen.steps) if one.step == "propose"), None)
    if made is None:
        raise NotSeen(id_)
    found, said = seen.recovery, proposed(seen)
    assert said is not None
    html = render_to_string("office/recovery/approval_paper.html", {
        "one": found, "made": made, "proposal": said, "capital": capital(said["total"]), "stated": stated(seen),
        "cancelled": undisbursed(seen), "returned": [one for one in seen.steps if one.step == "return" and one.pk > made.pk], "today": clock.today(),
        "viewer": viewer,
    }, request)  # fmt: skip
    return attachment(pdf_of(html, "voucher.css"), f"追缴意见审批表-{found.number}.pdf", PDF)


def stated(seen: Folder) -> list[object]:
    """What was stated, the first first."""
    return [one for one in seen.steps if one.step == "state"]
