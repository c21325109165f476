"""Looking into the ledger of earlier grants: within a viewer's bounds, and of one enterprise."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Sum

from duixian.kernel.money import Money
from duixian.parties import organisations
from duixian.parties.access import NotSeen, Viewer
from duixian.parties.earlier import EarlierGrant, EarlierImport
from duixian.parties.finding import lookup
from duixian.parties.models import Change, Organisation
from duixian.parties.roles import Role

# Finance pays and supervises what this product grants; it has no part in the ledger.
EVERYWHERE = frozenset({Role.OFFICER, Role.APPROVER, Role.LEADING_GROUP, Role.AUDITOR})
IMPORTERS = frozenset({Role.OFFICER})


def standing() -> QuerySet[EarlierGrant]:
    """The rows in force: those that ended stay for the record only."""
    return EarlierGrant.objects.filter(ended_at=None)


def visible(viewer: Viewer) -> QuerySet[EarlierGrant]:
    """All rows for the commission, the leading group and audit; for a centre those of its own enterprises."""
    if viewer.role in EVERYWHERE:
        return EarlierGrant.objects.all()
    if viewer.role == Role.CENTRE:
        # Row by row along the list's order: a list of all its codes would be made anew each time.
        own = organisations.enterprises(viewer).filter(code=OuterRef("code"))
        return EarlierGrant.objects.filter(Exists(own))
    return EarlierGrant.objects.none()


def get(viewer: Viewer, id_: UUID) -> EarlierGrant:
    """One row, ended ones too; raises NotSeen."""
    found = visible(viewer).select_related("batch__brought_by", "ended_by").filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def search(viewer: Viewer, query: str, fund: str = "", year: str = "") -> QuerySet[EarlierGrant]:
    """The rows in force by words of a name (today's and former ones too), code or initials, by fund and by year, the latest first."""
    found = visible(viewer).filter(ended_at=None).order_by("-year", "name", "fund", "pk")
    if fund in EarlierGrant.Fund.values:
        found = found.filter(fund=fund)
    if year.isascii() and year.isdigit() and len(year) == 4:
        found = found.filter(year=int(year))
    return lookup.find(found, query)


def total(rows: QuerySet[EarlierGrant]) -> Money:
    """What they sum to."""
    return Money(rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def imports(viewer: Viewer) -> QuerySet[EarlierImport]:
    """The sheets that were brought, the latest first; a centre sees none."""
    if viewer.role not in EVERYWHERE:
        return EarlierImport.objects.none()
    return EarlierImport.objects.select_related("file", "brought_by", "decided_by").order_by(
        "-brought_at"
    )


def brought(viewer: Viewer, id_: UUID) -> EarlierImport:
    """One of them; raises NotSeen."""
    found = imports(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def absorbed(successors: Collection[Organisation | UUID]) -> QuerySet[Change]:
    """The mergers into these enterprises."""
    return Change.objects.filter(
        successor__in=successors, kind=Change.Kind.MERGER, state=Change.State.APPROVED
    ).select_related("organisation")


def family(organisation: Organisation, first: Iterable[Change] | None = None) -> list[Organisation]:
    """An enterprise with those that were merged into it, all the way back: their grants are its.

    `first`: the mergers into the enterprise itself, where they are loaded.
    """
    found = {organisation.pk: organisation}
    new = [organisation]
    while new:
        rows = absorbed(new) if first is None else first
        first = None
        new = [row.organisation for row in rows if row.organisation_id not in found]
        found |= {one.pk: one for one in new}
    return list(found.values())


def of(family_: Iterable[Organisation]) -> QuerySet[EarlierGrant]:
    """The rows in force of an enterprise with its family, the earliest first."""
    return (
        standing()
        .filter(code__in=[one.code for one in family_ if one.code])
        .order_by("year", "fund", "pk")
    )
