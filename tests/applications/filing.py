"""What tests about filing share: a draft with everything filled in, and the ways to spoil it."""

import hashlib
import itertools
from typing import Any
from uuid import UUID

from duixian.applications import attachments, casework, commitment, drafts, rounds
from duixian.applications.models import Application, RoundMeasure
from duixian.files.models import StoredFile
from duixian.parties.access import Viewer
from duixian.parties.models import Organisation, Profile

FIRM = {
    "kind": "enterprise", "registered_on": "2025-03-01", "arrived_on": "2025-03-01", "field": "ai",
}  # fmt: skip
LINE = {
    "content": "算力租用费", "counterparty": "上海云海算力有限公司", "contract_number": "HT-2025-01",
    "invoice_number": "25312000000012345678", "invoiced_on": "2025-06-30", "invoice_amount": "100万元",
    "amount": "100万元", "paid_on": "2025-07-05", "paid_amount": "1000000",
}  # fmt: skip
_files = itertools.count(1)


def profiled(organisation: Organisation) -> None:
    """Give the enterprise the profile of a firm that may apply for everything."""
    Profile.objects.get_or_create(
        organisation=organisation,
        defaults={"answers": dict(FIRM), "contact_name": "方小明", "contact_phone": "13800000000"},
    )


def stored(organisation: Organisation, name: str = "合同.pdf", size: int = 1000) -> StoredFile:
    """A file that passed every check, without one."""
    content = f"{name}{next(_files)}".encode()
    return StoredFile.objects.create(
        owner=organisation.pk, name=name, kind="pdf", size=size, sha256=hashlib.sha256(content).hexdigest(),
        scanned_by="test",
    )  # fmt: skip


def begun(viewer: Viewer, one: RoundMeasure, **given: Any) -> Application:
    """A draft by the applicant."""
    profiled(given.get("applicant") or viewer.organisation)
    return drafts.start(viewer, one, **given)


def saved(viewer: Viewer, application: Application, **answers: Any) -> drafts.Saved:
    """Save over the newest version; nobody else is there to clash with."""
    result = drafts.save(
        viewer, application.pk, version=fresh(application).version, answers=answers
    )
    assert isinstance(result, drafts.Saved), result
    return result


def completed(
    viewer: Viewer, application: Application, lines: list[dict[str, Any]] | None = None
) -> Application:
    """Fill in a draft under `compute`."""
    saved(viewer, application, breaches=[], **{"other-support": []})
    drafts.set_lines(
        viewer,
        application.pk,
        [LINE] if lines is None else lines,
        version=fresh(application).version,
    )
    for item in rounds.terms(application.round_measure).materials:
        attachments.attach(
            viewer, application.pk, item=item["id"], file=stored(application.applicant)
        )
    return fresh(application)


def signature(viewer: Viewer, application: Application, **changed: Any) -> dict[str, Any]:
    """What the last check page sends."""
    given = {
        "signed_name": viewer.person.name, "commitment": commitment.current().version, "stepped_up": True,
        "version": fresh(application).version,
    }  # fmt: skip
    return given | changed


def submitted(viewer: Viewer, one: RoundMeasure, **lines: Any) -> Application:
    """An application under `compute`, filed."""
    application = completed(viewer, begun(viewer, one), **lines)
    return casework.take(viewer, application.pk, "submit", **signature(viewer, application))


def fresh(application: Application) -> Application:
    """As it is in the database now."""
    return get(application.pk)


def get(pk: UUID) -> Application:
    """By its key."""
    return Application.objects.select_related("round_measure__round", "applicant").get(pk=pk)
