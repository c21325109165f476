"""Official letters: issue one with the next number, void one, find those of a case. Frozen once issued.

`issue` belongs into the caller's transaction, after every other lock that it takes: it holds the trail's head from its
beginning. The words are frozen at once; the PDF is laid out after the commit (rendering.py).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.files import store
from duixian.letters import finding, kinds, numbering, rendering, wording
from duixian.letters.fields import BadLetter, Fields
from duixian.letters.models import Letter, Void
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.finding import lookup
from duixian.parties.roles import Role

__all__ = ["BadLetter", "get", "issue", "of", "pdf", "search", "standing", "void"]
READERS = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)
VOIDERS = (Role.OFFICER, Role.APPROVER)
STATES = ("standing", "void")
REASON_LENGTH = 500


def issue(
    by: Viewer | Actor, kind: str, subject: str, fields: Fields, at: datetime, *, replaces: Letter | None = None
) -> Letter:  # fmt: skip
    """Give the next number, freeze the words, write the trail. `by` is a viewer, or Actor.job(…) for a job's letter.

    `subject` says what it is about (application:<uuid>). `replaces`: a void letter of the same kind and subject that
    this one stands in for. Raises BadLetter where something is missing: a fault of the caller, nothing for a form.
    """
    row = kinds.checked(kind, fields)
    if replaces is not None:
        _check_replaced(replaces, kind, subject)
    trail.hold()
    number = numbering.take(row, fields.policy, at)
    content = wording.content(row, number, subject, fields, at, replaces=replaces)
    frozen, sha256 = wording.frozen(content)
    letter = Letter(
        series=number.series, sequence=number.sequence, number=str(number), subject=subject, kind=row.id,
        title=content["title"], addressee=fields.addressee, content=frozen, sha256=sha256, replaces=replaces,
        issued_at=at, issued_by=by.person if isinstance(by, Viewer) else None,
    )  # fmt: skip
    trail.record(
        _actor(by), "letter.issue", f"letter:{letter.pk}", files=[sha256], at=at,
        payload={"number": letter.number, "kind": row.id, "subject": subject},
    )  # fmt: skip
    letter.head = trail.signed_head(at)
    letter.save(force_insert=True)
    finding.index([letter])
    rendering.after_commit(letter)
    return letter


def void(viewer: Viewer, letter_id: UUID, reason: str, at: datetime) -> Letter:
    """Declare a letter's number void, with a reason; the number is never given again. Raises Refused, or NotSeen."""
    require(viewer, *VOIDERS)
    try:
        with transaction.atomic():
            return _void(viewer, letter_id, reason.strip(), at)
    except Refused as refused:
        trail.denied(viewer.actor, "letter.void", f"letter:{letter_id}", str(refused))
        raise


def _void(viewer: Viewer, letter_id: UUID, reason: str, at: datetime) -> Letter:
    trail.hold()
    letter = get(viewer, letter_id)
    if faults := _void_faults(viewer, letter, reason):
        raise Refused(*faults)
    Void.objects.create(letter=letter, reason=reason, voided_at=at, voided_by=viewer.person)
    trail.record(
        viewer.actor, "letter.void", f"letter:{letter.pk}", at=at,
        payload={"number": letter.number, "subject": letter.subject, "reason": reason},
    )  # fmt: skip
    return letter


def of(subject: str) -> QuerySet[Letter]:
    """All letters about a subject, first to last, void ones too. Who may see them is the case's own question."""
    return _with_parts(Letter.objects.filter(subject=subject)).order_by("issued_at", "sequence")


def standing(subject: str, kind: str) -> Letter | None:
    """The newest letter of a kind about a subject that is not void."""
    return of(subject).filter(kind=kind, voided=None).last()


def get(viewer: Viewer, letter_id: UUID) -> Letter:
    """One letter, for the desks that see all of them. Raises NotSeen."""
    require(viewer, *READERS)
    found = _with_parts(Letter.objects.filter(pk=letter_id)).first()
    if found is None:
        raise NotSeen(letter_id)
    return found


def pdf(letter: Letter) -> bytes | None:
    """The PDF, verified against its hash; None until it is laid out. Raises files.store.Damaged."""
    return store.opened(letter.pdf) if letter.pdf else None


def search(viewer: Viewer, query: str = "", kind: str = "", state: str = "") -> QuerySet[Letter]:
    """The register, newest first, by number, title or addressee; `state` is "", "standing" or "void"."""
    require(viewer, *READERS)
    found = _with_parts(Letter.objects.all())
    if kind:
        found = found.filter(kind=kind)
    if state in STATES:
        found = found.filter(voided__isnull=state == "standing")
    return lookup.find(found.order_by("-issued_at", "-sequence", "pk"), query)


def _with_parts(found: QuerySet[Letter]) -> QuerySet[Letter]:
    return found.select_related(
        "issued_by", "rendering__file", "voided__voided_by", "replaces", "replaced_by"
    )


def _actor(by: Viewer | Actor) -> Actor:
    return by.actor if isinstance(by, Viewer) else by


def _check_replaced(old: Letter, kind: str, subject: str) -> None:
    if old.kind != kind or old.subject != subject:
        raise BadLetter(f"{old.number}不是同一件事的同一种文书，不能取代")
    if old.void is None:
        raise BadLetter(f"{old.number}还有效，请先作废")


def _void_faults(viewer: Viewer, letter: Letter, reason: str) -> list[tuple[str, str]]:
    faults = []
    if not reason:
        faults.append(("reason", "请写明作废的理由，它会留存备查"))
    if len(reason) > REASON_LENGTH:
        faults.append(("reason", f"理由有{len(reason)}字，请控制在{REASON_LENGTH}字以内"))
    if letter.void is not None:
        faults.append(("", f"{letter.number}已经作废，不用再办"))
    if letter.row.approved and viewer.role != Role.APPROVER:
        faults.append(("", f"{letter.row.name}经审定后印发，须由审定人作废"))
    return faults
