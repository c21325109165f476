"""How much one enterprise may keep here: the files that its cases hold now, counted under the enterprise's lock."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q, Sum

from duixian.applications.models import Evidence, ExpenseLine
from duixian.files.models import StoredFile
from duixian.files.refusals import Refused as FileRefused
from duixian.parties.access import Refused
from duixian.parties.models import Organisation


def used(organisation: UUID) -> int:
    """Bytes of the files that are attached: evidence that was not removed, originals of invoices in lines."""
    evidence = Evidence.objects.filter(removed_at=None, application__applicant=organisation)
    originals = ExpenseLine.objects.filter(application__applicant=organisation)
    attached = StoredFile.objects.filter(
        Q(pk__in=evidence.values("file"))
        | Q(pk__in=originals.exclude(source_file=None).values("source_file"))
    )
    return attached.aggregate(total=Sum("size"))["total"] or 0


def require(organisation: UUID, size: int, field: str) -> None:
    """There is room for so many bytes more. Raises Refused."""
    most: int = settings.EVIDENCE_OWNER_BYTES
    if used(organisation) + size > most:
        raise Refused((field, str(FileRefused("owner-bytes", detail=f"{most // 1024**2} MB"))))


def hold(organisation: UUID) -> None:
    """Lock the enterprise, inside a transaction: of two files at once the second counts the first."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation)
