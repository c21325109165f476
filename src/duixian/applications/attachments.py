"""The files of a draft, each under one item of the round's closed list."""

from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings

from duixian.applications import access, casework, correcting, room, terms
from duixian.applications.models import Application, Evidence
from duixian.audit import trail
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Refused, Viewer


def add_evidence(
    viewer: Viewer, id_: UUID, *, item: str, stream: BinaryIO, name: str, slot: str = "evidence"
) -> Evidence:  # fmt: skip
    """Check, scan and keep an upload, then put it under an item of the list. Raises Refused, or NotSeen."""
    application = access.application_for(viewer, id_)
    held = [one.file for one in _held(application)]
    with casework.denials(viewer, "evidence.add", id_):
        _room(application, item)  # before the bytes are read, and again under the lock
        room.require(application.applicant_id, 1, f"evidence-{item}")
        try:
            kept = store.keep(
                stream,
                name,
                owner=application.applicant_id,
                by=viewer.person.pk,
                slot=slot,
                others=held,
            )
        except store.Refused as refused:
            raise Refused((f"evidence-{item}", f"{name[:60]}：{refused}")) from None
    return attach(viewer, id_, item=item, file=kept)


def attach(viewer: Viewer, id_: UUID, *, item: str, file: StoredFile) -> Evidence:
    """Put a kept file of the applicant's under an item. Raises Refused, or NotSeen."""
    with casework.editing(viewer, id_, "evidence.add") as application:
        if file.owner != application.applicant_id or file.erased_at is not None:
            raise NotSeen(file.pk)
        correcting.require(application, [f"evidence-{item}"])
        _room(application, item)
        room.hold(application.applicant_id)
        room.require(application.applicant_id, file.size, f"evidence-{item}")
        if any(one.item == item and one.file.sha256 == file.sha256 for one in _held(application)):
            raise Refused(
                (f"evidence-{item}", f"{file.name}：这份文件已经在这一项里，不用重复上传")
            )
        made = Evidence.objects.create(
            application=application,
            item=item,
            file=file,
            added_by=viewer.person,
            added_at=clock.now(),
        )
        _touch(application)
        _note(viewer, "evidence.add", made, size=file.size)
    return made


def remove_evidence(viewer: Viewer, id_: UUID, evidence: UUID) -> None:
    """Take a file out of a draft; the row stays, and snapshots that have it still do. Raises Refused, or NotSeen."""
    with casework.editing(viewer, id_, "evidence.remove") as application:
        found = _one(application, evidence)
        correcting.require(application, [f"evidence-{found.item}"])
        found.removed_at = clock.now()
        found.save(update_fields=["removed_at"])
        _touch(application)
        _note(viewer, "evidence.remove", found)


def move_evidence(viewer: Viewer, id_: UUID, evidence: UUID, *, item: str) -> Evidence:
    """Put a file under another item: the list was amended, or the wrong one picked. Raises Refused, or NotSeen."""
    with casework.editing(viewer, id_, "evidence.move") as application:
        found = _one(application, evidence)
        correcting.require(application, [f"evidence-{found.item}", f"evidence-{item}"])
        _room(application, item)
        before, found.item = found.item, item
        found.save(update_fields=["item"])
        _touch(application)
        _note(viewer, "evidence.move", found, before=before)
    return found


def _note(viewer: Viewer, action: str, evidence: Evidence, **more: Any) -> None:
    payload = {
        "evidence": str(evidence.pk),
        "item": evidence.item,
        "name": evidence.file.name,
        **more,
    }
    subject = casework.subject_of(evidence.application_id)
    trail.record(viewer.actor, action, subject, files=[evidence.file.sha256], payload=payload)


def _one(application: Application, evidence: UUID) -> Evidence:
    found = application.evidence.select_related("file").filter(pk=evidence, removed_at=None).first()
    if found is None:
        raise NotSeen(evidence)
    return found


def _held(application: Application) -> list[Evidence]:
    return list(application.evidence.filter(removed_at=None).select_related("file"))


def _item(application: Application, item: str) -> dict[str, Any]:
    """The item of the closed list. Raises Refused."""
    listed = {one["id"]: one for one in terms.terms(application.round_measure).materials}
    if item not in listed:
        raise Refused(("", "材料清单里没有这一项，请刷新后重试"))
    return listed[item]


def _room(application: Application, item: str) -> None:
    """One more file under this item, and in this case. Raises Refused."""
    listed, held = _item(application, item), _held(application)
    if sum(one.item == item for one in held) >= listed["max"]:
        raise Refused(
            (
                f"evidence-{item}",
                f"“{listed['name']}”最多{listed['max']}份文件，请删去不需要的，或合并成一份",
            )
        )
    most: int = settings.EVIDENCE_CASE_FILES
    if len(held) >= most:
        raise Refused(
            (f"evidence-{item}", f"一件申报最多{most}份文件，请删去不需要的，或合并同类材料")
        )


def _touch(application: Application) -> None:
    """What was read for signing is no longer what is there."""
    application.version += 1
    application.updated_at = clock.now()
    application.save(update_fields=["version", "updated_at"])
