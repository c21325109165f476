"""What every page that saves a draft answers: kept under this version, or two people wrote the same."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from duixian.applications.drafts import Conflict, Saved
from duixian.kernel import clock
from duixian.portal.filing import merge
from duixian.portal.filing.case import COLUMN, Filing
from duixian.portal.filing.merge import version_of
from duixian.web.page import Page, is_fragment, render

HEAD = Page(title="自动保存", column=COLUMN, index=False)
# htmx's script looks here before it lets a colleague's value replace what is being typed.
OTHERS = "X-Changed-By-Others"


def autosaved(
    request: HttpRequest, filing: Filing, result: Saved, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The parts of the page that change: token, messages, panel, and what a colleague changed meanwhile."""
    response = render(
        request, template, HEAD, **context, oob=True, others=result.others, saved_at=clock.local(clock.now()),
        who=merge.whose(filing, version_of(request)) if result.others else "", changed=merge.names(filing, result.others),
    )  # fmt: skip
    response.headers[OTHERS] = ",".join(result.others)
    return response


def clashing(request: HttpRequest, filing: Filing, found: Conflict, back: str) -> HttpResponse:
    """Two wrote the same field: while typing a note that stops the saving, else the page to decide on."""
    if is_fragment(request):
        return render(
            request, "portal/filing/_clash.html", HEAD, who=merge.whose(filing, version_of(request)), names=merge.names(filing, found.fields)
        )  # fmt: skip
    return merge.decide(request, filing, found, back)
