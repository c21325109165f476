"""The letters of an application, for the applicant to keep."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian.applications import access
from duixian.applications.lettering import subject_of
from duixian.applications.models import Application, Service
from duixian.letters import letters
from duixian.letters.models import Letter
from duixian.parties.access import NotSeen
from duixian.portal.filing.case import applicants
from duixian.web.download import PDF, attachment
from duixian.web.viewer import acting_viewer

# A decision reaches the applicant by the centre's reply (四（二）), not before.
WITH_THE_REPLY = ("decision", "refusal", "reply")


def served(application: Application) -> QuerySet[Letter]:
    """The letters that have reached the applicant, the newest first; void ones are not among them."""
    found = letters.of(subject_of(application)).filter(voided=None)
    if not Service.objects.filter(decision__application=application).exists():
        found = found.exclude(kind__in=WITH_THE_REPLY)
    return found


@require_safe
@applicants
def pdf(request: HttpRequest, id_: UUID, letter: UUID) -> HttpResponse:
    """One letter of the applicant's own case, once it has reached it. Raises NotSeen."""
    application = access.application_for(acting_viewer(request), id_)
    found = served(application).filter(pk=letter).first()
    content = letters.pdf(found) if found else None
    if found is None or content is None:
        raise NotSeen(letter)
    return attachment(content, f"{found.number}.pdf", PDF)
