"""Who sees which money. What a viewer can't see does not exist for them (NotSeen, a 404)."""

from uuid import UUID

from django.db.models import QuerySet

from duixian.funds.models import Commitment, Instalment
from duixian.parties.access import NotSeen, Viewer
from duixian.parties.roles import Role

APPLICANTS = frozenset({Role.APPLICANT, Role.APPLICANT_OWNER})
EVERYWHERE = frozenset(
    {Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER, Role.AUDITOR, Role.LEADING_GROUP}
)


def commitments(viewer: Viewer) -> QuerySet[Commitment]:
    """An enterprise's own, a centre's own enterprises', or all."""
    every = Commitment.objects.select_related("organisation")
    if viewer.role in EVERYWHERE:
        return every
    if viewer.role == Role.CENTRE:
        return every.filter(organisation__centre=viewer.organisation)
    if viewer.role in APPLICANTS:
        return every.filter(organisation=viewer.organisation)
    return every.none()


def instalments(viewer: Viewer) -> QuerySet[Instalment]:
    """The parts of those, with their commitments."""
    return Instalment.objects.select_related("commitment__organisation").filter(
        commitment__in=commitments(viewer)
    )


def commitment_for(viewer: Viewer, id_: UUID) -> Commitment:
    """One commitment within the viewer's bounds; raises NotSeen."""
    found = commitments(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found
