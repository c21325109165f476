"""The files that came along with a step of a case: proofs of an explanation or a review, photographs, reports, minutes."""

from uuid import UUID

from django.db.models import Q, QuerySet

from duixian.applications.access import APPLICANTS, EVERYWHERE, application_for
from duixian.applications.lettering import subject_of
from duixian.applications.models import (
    Acceptance,
    Application,
    Approval,
    Countersignature,
    Reexamination,
    Visit,
)
from duixian.credit.models import Explanation
from duixian.files.models import StoredFile
from duixian.parties.access import NotSeen, Viewer


def file_for(viewer: Viewer, case: UUID, id_: UUID) -> StoredFile:
    """One of them: the commission opens all of a case that it sees, an applicant what it brought. Raises NotSeen."""
    found = _of(application_for(viewer, case)).filter(pk=id_)
    if viewer.role in APPLICANTS:
        found = found.filter(owner=viewer.organisation.pk)
    elif viewer.role not in EVERYWHERE:
        raise NotSeen(id_)
    file = found.first()
    if file is None:
        raise NotSeen(id_)
    return file


def _of(one: Application) -> QuerySet[StoredFile]:
    brought = (
        Explanation.objects.filter(finding__subject=subject_of(one)).values("proofs"),
        Reexamination.objects.filter(application=one).values("files"),
        Acceptance.objects.filter(application=one).values("report"),
        Acceptance.objects.filter(application=one).values("audit"),
        Visit.objects.filter(application=one).values("files"),
        Approval.objects.filter(proposal__application=one).values("scan"),
        Countersignature.objects.filter(proposal__application=one).values("scan"),
    )
    any_of = Q()
    for rows in brought:
        any_of |= Q(pk__in=rows)
    return StoredFile.objects.filter(any_of)
