"""我的视图: a worklist's filters kept under a name, for one person in one role. The address stays the truth."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from duixian.applications.models import SavedView
from duixian.audit import trail
from duixian.kernel.names import read_name
from duixian.parties import people
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.reading import Reading

MOST, LONGEST = 20, 20


def of(viewer: Viewer) -> QuerySet[SavedView]:
    """The viewer's own, the oldest first."""
    return SavedView.objects.filter(person=viewer.person, role=viewer.role)


def keep(viewer: Viewer, name: str, query: str) -> SavedView:
    """Keep filters (what stands behind the “?” of the address) under a name; a name that is there gets the new ones.

    Raises Refused.
    """
    plain = _read(name)
    with transaction.atomic():
        people.locked(viewer.person.pk)
        there = of(viewer)
        if not there.filter(name=plain).exists() and there.count() >= MOST:
            raise Refused(("name", f"最多存{MOST}个视图，请先删去不用的"))
        made, _ = SavedView.objects.update_or_create(
            person=viewer.person, role=viewer.role, name=plain, defaults={"query": query}
        )
        _record(viewer, "view.keep", made)
    return made


def rename(viewer: Viewer, id_: UUID, name: str) -> SavedView:
    """Another name. Raises Refused, or NotSeen."""
    plain = _read(name)
    with transaction.atomic():
        people.locked(viewer.person.pk)
        row = _one(viewer, id_)
        if of(viewer).filter(name=plain).exclude(pk=id_).exists():
            raise Refused(("name", f"已经有名为“{plain}”的视图，请换一个名称"))
        row.name = plain
        row.save(update_fields=["name"])
        _record(viewer, "view.rename", row)
    return row


def forget(viewer: Viewer, id_: UUID) -> SavedView:
    """Forget it. Raises NotSeen."""
    with transaction.atomic():
        row = _one(viewer, id_)
        _record(viewer, "view.forget", row)
        of(viewer).filter(pk=id_).delete()
    return row


def _read(name: str) -> str:
    reading = Reading()
    plain = reading.text("name", lambda: read_name(name, "视图名称", LONGEST))
    reading.done()
    return plain


def _one(viewer: Viewer, id_: UUID) -> SavedView:
    found = of(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def _record(viewer: Viewer, action: str, row: SavedView) -> None:
    trail.record(
        viewer.actor, action, f"view:{row.pk}",
        payload={"role": row.role, "name": row.name, "query": row.query},
    )  # fmt: skip
