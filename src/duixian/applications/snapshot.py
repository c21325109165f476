"""What is submitted, once and for all: canonical JSON without personal data but salted hashes; and how two differ."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from django.db import transaction

from duixian.applications.assessment import Assessment
from duixian.applications.commitment import Commitment
from duixian.applications.folder import Folder
from duixian.applications.models import ExpenseLine, PersonalData, Snapshot
from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.parties.access import Viewer
from duixian.parties.models import Profile

FORMAT = "duixian-application-1"
SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A personal value with its salt; only the hash stands in the snapshot."""

    path: str
    salt: str
    value: str

    @property
    def hash(self) -> str:
        return personal_hash(self.salt, self.value)


def personal_hash(salt: str, value: str) -> str:
    """What a snapshot says of a personal value: nothing that could be guessed once the salt is erased."""
    return "sha256:" + hashlib.sha256(f"{salt}\0{value}".encode()).hexdigest()


def take(
    folder: Folder, assessment: Assessment, viewer: Viewer, commitment: Commitment, *, number: str, now: datetime
) -> Snapshot:  # fmt: skip
    """Write the next snapshot of a case, signed by the viewer."""
    application = folder.application
    following = application.snapshots.count() + 1
    personal = _personal(folder, viewer)
    content = {
        **contents(folder, assessment), "number": number, "snapshot": following, "submitted_at": now.isoformat(),
        "commitment": {"version": commitment.version, "sha256": commitment.sha256},
        "personal": {one.path: one.hash for one in personal},
    }  # fmt: skip
    text = rfc8785.dumps(content)
    digest = hashlib.sha256(text).hexdigest()
    made = Snapshot.objects.create(
        application=application, number=following, content=text.decode(), sha256=digest,
        commitment_version=commitment.version, signed_by=viewer.person, submitted_at=now,
        signed_sha256=signed_hash(commitment.sha256, digest, viewer.person.pk, now), trail_head=trail.head().hash,
    )  # fmt: skip
    PersonalData.objects.bulk_create(
        PersonalData(snapshot=made, path=one.path, salt=one.salt, value=one.value)
        for one in personal
    )
    return made


def signed_hash(commitment: str, content: str, person: object, now: datetime) -> str:
    """The hash of what was signed: the text, the contents, by whom and when."""
    signed = {
        "commitment": commitment,
        "content": content,
        "person": str(person),
        "at": now.isoformat(),
    }
    return hashlib.sha256(rfc8785.dumps(signed)).hexdigest()


def contents(folder: Folder, assessment: Assessment) -> dict[str, Any]:
    """What the case says, on the day of the assessment."""
    application, round_ = folder.application, folder.terms.round
    period = (folder.terms.expense_from, folder.terms.expense_to)
    return {
        "format": FORMAT,
        "application": str(application.pk),
        "applicant": {
            "id": str(application.applicant_id), "name": application.applicant.name, "code": application.applicant.code,
        },
        "policy": {"id": round_.policy, "version": round_.policy_version},
        "round": {"number": round_.number, "title": round_.title, "version": round_.version},
        "measure": {"id": folder.measure.id, "name": folder.measure.name, "clause": folder.measure.clause},
        "mode": folder.terms.mode,
        "parameters": folder.terms.parameters,
        "expense_period": [day.isoformat() if day else None for day in period],
        "subject": application.subject,
        "answers": application.answers,
        "lines": [line_of(line) for line in folder.lines],
        "evidence": [
            {"item": one.item, "file": str(one.file_id), "sha256": one.file.sha256, "kind": one.file.kind, "size": one.file.size}
            for one in folder.evidence
        ],
        "other_support": application.other_support,
        "before": _before(folder),
        "entered_by": str(application.entered_by_id) if application.entered_by_id else None,
        "on": assessment.on.isoformat(),
        "assessment": assessment.answer.as_json(),
    }  # fmt: skip


def _before(folder: Folder) -> dict[str, Any] | None:
    """What other cases used up of the limit; None where nothing is counted."""
    had = folder.before
    if had is None:
        return None
    return {
        "granted": _yuan(had.granted), "asked": _yuan(had.asked), "cases": list(had.cases), "renews": had.renews,
    }  # fmt: skip


def line_of(line: ExpenseLine) -> dict[str, Any]:
    """One expense in the contract's words."""
    return {
        "fact": line.fact, "content": line.content, "contract_number": line.contract_number,
        "counterparty": line.counterparty, "invoice_code": line.invoice_code, "invoice_number": line.invoice_number,
        "invoiced_on": line.invoiced_on.isoformat() if line.invoiced_on else None,
        "invoice_amount": _yuan(line.invoice_amount), "amount": _yuan(line.amount),
        "paid_on": line.paid_on.isoformat() if line.paid_on else None, "paid_amount": _yuan(line.paid_amount),
    }  # fmt: skip


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else Money(fen).contract()


def _personal(folder: Folder, viewer: Viewer) -> list[Sealed]:
    """Who signed, and whom to call."""
    profile = Profile.objects.filter(organisation_id=folder.application.applicant_id).first()
    values = {
        "signer.name": viewer.person.name,
        "contact.name": profile.contact_name if profile else "",
        "contact.phone": profile.contact_phone if profile else "",
    }
    return [
        Sealed(path=path, salt=secrets.token_hex(SALT_BYTES), value=value)
        for path, value in values.items()
        if value
    ]


def opened(snapshot: Snapshot) -> dict[str, Any]:
    """The contents, read back."""
    found: dict[str, Any] = json.loads(snapshot.content)
    return found


def personal(snapshot: Snapshot) -> dict[str, str]:
    """The personal values that were not erased, by path."""
    return {one.path: one.value for one in snapshot.personal.all() if one.erased_at is None}


def verified(snapshot: Snapshot) -> list[str]:
    """What does not fit together in a snapshot; empty where all of it does."""
    found = opened(snapshot)
    signed = signed_hash(
        found["commitment"]["sha256"], snapshot.sha256, snapshot.signed_by_id, snapshot.submitted_at
    )
    whole = hashlib.sha256(snapshot.content.encode()).hexdigest()
    return [
        *(["内容与校验值不符"] if whole != snapshot.sha256 else []),
        *(["签署内容与校验值不符"] if signed != snapshot.signed_sha256 else []),
        *(
            f"个人信息“{one.path}”与校验值不符"
            for one in snapshot.personal.all()
            if one.erased_at is None
            and found["personal"].get(one.path) != personal_hash(one.salt, one.value)
        ),
    ]


def erase(snapshot: Snapshot, reason: str, actor: Actor) -> int:
    """Erase the personal values of a snapshot: the hashes in it stay, and nothing leads back from them."""
    with transaction.atomic():
        left = snapshot.personal.filter(erased_at=None)
        paths = sorted(left.values_list("path", flat=True))
        erased = left.update(salt="", value="", erased_at=clock.now())
        trail.record(
            actor, "snapshot.erase", f"application:{snapshot.application_id}",
            payload={"snapshot": snapshot.number, "paths": paths, "reason": reason},
        )  # fmt: skip
    return erased
