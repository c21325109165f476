"""The daily digest: what was held back, and what may have got lost on its way, in one mail for each person."""

from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from duixian.kernel import clock
from duixian.outbox import sending
from duixian.outbox.letters import message_id
from duixian.outbox.models import Mail

State = Mail.State


def gather() -> str:
    """Make today's digests and queue them; a person gets at most one a day."""
    held = (
        Mail.objects.filter(Q(state=State.HELD) | Q(state=State.UNCLEAR), digest=None)
        .exclude(notice=None)
        .exclude(notice__person=None)
        .order_by("notice__person", "-pk")
        .values_list("notice__person", "address", "pk")
    )
    made = 0
    for person, rows in groupby(held, key=lambda row: row[0]):
        parts = list(rows)
        made += _digest(person, parts[0][1], [pk for _, _, pk in parts])
    return f"汇总{made}人"


def _digest(person: UUID | None, address: str, parts: list[int]) -> bool:
    """One person's digest, to the address that their newest mail had."""
    with transaction.atomic():
        mail, new = Mail.objects.get_or_create(
            message_id=message_id(f"digest.{person}.{clock.today()}"), defaults={"address": address}
        )
        if new:
            Mail.objects.filter(pk__in=parts, digest=None).update(digest=mail)
            sending.after_commit([mail.pk])
    return new
