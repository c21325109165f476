"""拨款申请: the officer batches instalments that are due and checked, the approver signs, finance sends back.

Four people stand between a decision and the bank; the other two are in payments_release.py. What was signed is never
changed: sent back by finance, a request is void and a new one is drafted.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from duixian.audit import trail
from duixian.funds import (
    instalments,
    payments_accounts,
    payments_items,
    payments_letter,
    stages,
)
from duixian.funds.models import Instalment, PaymentItem, PaymentRequest
from duixian.funds.payments_items import CreditCheck, Faults, Held, Request
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.letters import calendar
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role

__all__ = ["CreditCheck", "alter", "discard", "draft", "recall", "send_back", "sign", "strike", "submit"]  # fmt: skip


def subject_of(request_id: UUID) -> str:
    """How the trail names a request."""
    return f"payment-request:{request_id}"


def draft(viewer: Viewer, instalment_ids: Sequence[UUID], note: str = "") -> PaymentRequest:
    """Begin a request with these instalments, of one policy and one year. Raises Refused ("instalments"), NotSeen."""
    with verb(viewer, "payment.draft", "payments", Role.OFFICER):
        parts = instalments.locked(instalment_ids)
        at = clock.now()
        _check(viewer, parts, at)
        trail.hold()
        request = PaymentRequest.objects.create(
            number=_number(parts[0].year), year=parts[0].year, note=note.strip()[:500], drafted_by=viewer.person,
            drafted_at=at,
        )  # fmt: skip
        _list(request, parts)
        trail.record(
            viewer.actor, "payment.draft", subject_of(request.pk), at=at,
            payload={"number": request.number, "instalments": [str(one.pk) for one in parts]},
        )  # fmt: skip
    return request


def alter(
    viewer: Viewer, request_id: UUID, *, version: int, add: Sequence[UUID] = (), drop: Sequence[UUID] = (), note: str
) -> PaymentRequest:  # fmt: skip
    """Change one's draft: instalments in, instalments out, the note. Raises Refused, NotSeen."""
    with verb(viewer, "payment.alter", subject_of(request_id), Role.OFFICER):
        held, at = payments_items.hold(request_id, add), clock.now()
        request = _own(viewer, _in(held, version, Request.DRAFT))
        there = [one.instalment for one in held.items if one.instalment_id not in set(drop)]
        new = instalments.locked(set(add) - {one.pk for one in there})
        if not there and not new:
            raise Refused(("items", "申请里至少要有一笔；不再申请的，请作废"))
        _check(viewer, new, at, beside=there)
        request.items.all().delete()
        _list(request, [*there, *new])
        request.note, request.version = note.strip()[:500], version + 1
        request.save(update_fields=["note", "version"])
        trail.record(
            viewer.actor, "payment.alter", subject_of(request_id), at=at,
            payload={"added": [str(one.pk) for one in new], "dropped": [str(one) for one in drop]},
        )  # fmt: skip
    return request


def discard(viewer: Viewer, request_id: UUID, reason: str) -> PaymentRequest:
    """Give up a draft: it is void. Raises Refused, NotSeen."""
    with verb(viewer, "payment.discard", subject_of(request_id), Role.OFFICER):
        said = words("reason", reason, "理由")
        held = payments_items.hold(request_id)
        request = _in(held, None, Request.DRAFT)
        request.items.all().delete()
        _moved(request, Request.VOID, returned_reason=said)
        trail.record(
            viewer.actor, "payment.discard", subject_of(request_id), payload={"reason": said}
        )
    return request


def submit(
    viewer: Viewer, request_id: UUID, *, version: int, credit: CreditCheck
) -> PaymentRequest:
    """Hand one's draft to the approver: amounts and accounts are taken anew and hashed. Raises Refused, NotSeen."""
    with verb(viewer, "payment.submit", subject_of(request_id), Role.OFFICER):
        held, at = payments_items.hold(request_id), clock.now()
        request = _own(viewer, _at(held, version, Request.DRAFT))
        for one in held.items:
            payments_items.refresh(one, one.instalment)
        _stop(account_faults(held, at) + payments_items.credit_faults(held.items, credit, at))
        payments_items.purge(request)
        PaymentItem.objects.bulk_update(
            held.items, ["amount", "account", "holder", "bank", "last4", "payee_sha256"]
        )
        _moved(
            request, Request.SUBMITTED, submitted_at=at, sha256=payments_items.fingerprint(held.items), returned_reason=""
        )  # fmt: skip
        _step(viewer, held, "request", "payment.submit", at)
    return request


def recall(viewer: Viewer, request_id: UUID) -> PaymentRequest:
    """Take one's request back before it is signed: a draft again. Raises Refused, NotSeen."""
    with verb(viewer, "payment.recall", subject_of(request_id), Role.OFFICER):
        held = payments_items.hold(request_id)
        request = _own(viewer, _at(held, None, Request.SUBMITTED))
        _moved(request, Request.DRAFT, submitted_at=None, sha256="")
        _step(viewer, held, "send-back", "payment.recall", clock.now())
    return request


def sign(viewer: Viewer, request_id: UUID, *, read: str, credit: CreditCheck) -> PaymentRequest:
    """The approver's signature under the list whose hash is `read`, and the letter to finance. Raises Refused, NotSeen."""
    with verb(viewer, "payment.sign", subject_of(request_id), Role.APPROVER):
        held, at = payments_items.hold(request_id), clock.now()
        request = _at(held, None, Request.SUBMITTED)
        if viewer.person.pk == request.drafted_by_id:
            raise Refused(("", "起草申请的人不能自己审定，请由另一人办理"))
        if read != payments_items.fingerprint(held.items):
            raise Refused(("", payments_items.MOVED))
        payments_items.purge(request)
        _stop(
            payments_items.differences(held.items)
            + account_faults(held, at)
            + payments_items.credit_faults(held.items, credit, at)
        )
        _moved(request, Request.SIGNED, signed_by=viewer.person, signed_at=at, sha256=read)
        _step(viewer, held, "sign", "payment.sign", at)
        request.letter = payments_letter.issue(viewer, request, held.items, at).number
        request.save(update_fields=["letter"])
    return request


def send_back(viewer: Viewer, request_id: UUID, reason: str) -> PaymentRequest:
    """Not so: before the signature it is a draft again, after it the request is void. Raises Refused, NotSeen."""
    roles = (Role.APPROVER, Role.PREPARER, Role.RELEASER)
    with verb(viewer, "payment.send-back", subject_of(request_id), *roles):
        said = words("reason", reason, "退回理由")
        held, at = payments_items.hold(request_id), clock.now()
        request = _at(held, None, *_whose(viewer.role))
        again = request.state == Request.SUBMITTED
        if not again:
            for one in held.items:
                payments_items.remove(one, said)
        _moved(
            request, Request.DRAFT if again else Request.VOID, returned_by=viewer.person, returned_at=at,
            returned_reason=said,
        )  # fmt: skip
        _step(viewer, held, "send-back", "payment.send-back", at, reason=said)
    return request


def strike(viewer: Viewer, item_id: UUID, reason: str) -> PaymentItem:
    """Take one payment out of a request that was handed in; the others go on. Raises Refused, NotSeen."""
    roles = (Role.APPROVER, Role.PREPARER, Role.RELEASER)
    with verb(viewer, "payment.strike", f"payment-item:{item_id}", *roles):
        said, at = words("reason", reason, "移出理由"), clock.now()
        request_id = PaymentItem.objects.filter(pk=item_id).values_list("request", flat=True)
        held = payments_items.hold(request_id.first() or item_id)
        request = _at(held, None, *_whose(viewer.role))
        chosen = [one for one in held.items if one.pk == item_id]
        if not chosen:
            raise Refused(("", "这一笔已经移出"))
        payments_items.remove(chosen[0], said)
        _step(viewer, Held(request, tuple(chosen)), "send-back", "payment.strike", at, reason=said)
        payments_items.void_if_empty(request, said)
    return chosen[0]


def list_faults(held: Held, at: datetime) -> Faults:
    """What is no longer as it was signed, and what stands against the accounts."""
    changed = payments_items.fingerprint(held.request.items.all()) != held.request.sha256
    faults = [("items", "清单与签署时的校验值不符，不能办理")] if changed else []
    return faults + payments_items.differences(held.items) + account_faults(held, at)


def account_faults(held: Held, at: datetime) -> Faults:
    """What stands against the accounts of a request (readings 9; the cool-off of three working days)."""
    commitments = {one.instalment.commitment for one in held.items}
    found = payments_accounts.problems(commitments, clock.local(at).date(), calendar.current())
    return [
        ("items", f"{payments_items.who(one)}：{reason}")
        for one in held.items
        for reason in found.get(one.instalment.commitment_id, ())
    ]


def _check(
    viewer: Viewer, parts: Sequence[Instalment], at: datetime, beside: Sequence[Instalment] = ()
) -> None:
    """Whether these can be asked for, together with what is in the list already. Raises Refused."""
    every = [*beside, *parts]
    faults: Faults = []
    if not every or len(every) > payments_items.MOST:
        faults.append(("instalments", f"请选择1至{payments_items.MOST}笔"))
    if len({(one.year, one.commitment.policy) for one in every}) > 1:
        faults.append(("instalments", "一份申请只能有同一个政策、同一年度的拨款，请分开申请"))
    pictures = instalments.pictures(parts, at)
    asked = set(
        PaymentItem.objects.filter(instalment__in=parts, state="live").values_list(
            "instalment", flat=True
        )
    )
    for one in parts:
        reasons = stages.STEPS["request"].refusals(pictures[one.pk], viewer.role)
        if one.pk in asked:
            reasons.append("已经在另一份申请中")
        faults += [("instalments", f"{instalments.named(one)}：{reason}") for reason in reasons]
    _stop(faults)


def _list(request: PaymentRequest, parts: Sequence[Instalment]) -> None:
    PaymentItem.objects.bulk_create(
        payments_items.item(request, one, position) for position, one in enumerate(parts, 1)
    )


def _number(year: int) -> str:
    """The next number of the year; the trail's head is held, so nobody else takes it."""
    series = f"BK{year}-"
    count = PaymentRequest.objects.filter(number__startswith=series).count()
    return f"{series}{count + 1:06d}"


def _in(held: Held, version: int | None, *states: str) -> PaymentRequest:
    """The request, if it is in one of these states and at this version; raises Refused."""
    request = held.request
    if request.state not in states:
        raise Refused(("", f"{request.number}现在是“{Request(request.state).label}”，不能这样办"))
    if version not in {None, request.version}:
        raise Refused(("", "申请刚刚有人改过，请刷新后再办"))
    return request


def _at(held: Held, version: int | None, *states: str) -> PaymentRequest:
    """The same, for a request that still has something to pay; raises Refused."""
    request = _in(held, version, *states)
    if not held.items:
        raise Refused(("items", payments_items.EMPTY))
    return request


def _own(viewer: Viewer, request: PaymentRequest) -> PaymentRequest:
    """The drafter's own, so that nobody signs what they have worked on; raises Refused."""
    if request.drafted_by_id != viewer.person.pk:
        raise Refused(
            ("", f"这份申请由{request.drafted_by.name}起草，请由其办理；也可以作废后另行起草")
        )
    return request


def _whose(role: Role) -> tuple[str, ...]:
    """The states in which a role sends back."""
    if role == Role.APPROVER:
        return (Request.SUBMITTED,)
    return (Request.SIGNED,) if role == Role.PREPARER else (Request.PREPARED,)


def _moved(request: PaymentRequest, state: str, **changes: Any) -> None:
    request.state, request.version = state, request.version + 1
    for name, value in changes.items():
        setattr(request, name, value)
    request.save(update_fields=["state", "version", *changes])


def _step(viewer: Viewer, held: Held, step: str, action: str, at: datetime, **payload: Any) -> None:
    """A step of the instalments, with the verb's trail entry."""
    request = held.request
    instalments.take(
        viewer, held.takings(step), action=action, subject=subject_of(request.pk), key=f"{action}:{request.pk}:{request.version}",
        at=at, payload={"number": request.number, "sha256": request.sha256, **payload},
    )  # fmt: skip


def _stop(faults: Faults) -> None:
    if faults:
        raise Refused(*faults)
