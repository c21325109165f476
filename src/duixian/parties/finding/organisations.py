"""What an organisation is found by: its names (former ones too), code, pinyin initials; indexed whenever it is saved."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

from duixian.parties.changes_rows import FormerName
from duixian.parties.finding.tokens import tokens
from duixian.parties.models import Organisation, OrganisationText

MOST_INITIALS = 30
SHORTEST = 4  # a part of a code from its middle on is found by this many signs and more
BATCH = 1000
FOUND_BY = frozenset({"name", "pinyin", "code"})
# Sent in the transaction that made an organisation or gave it another name (or code), with `organisation`: whoever keeps
# words of its own about it writes them anew.
called_anew = Signal()


def texts(organisation: Organisation) -> Iterator[str]:
    """What it is found by; reads `former_names` as they were fetched along."""
    yield organisation.code or ""
    former = [(one.name, one.pinyin) for one in organisation.former_names.all()]
    for name, pinyin in [(organisation.name, organisation.pinyin), *former]:
        yield name
        initials = pinyin[:MOST_INITIALS]
        yield " ".join(initials[at:] for at in range(max(len(initials) - 1, 0)))


def _own_texts(organisation: Organisation) -> Iterator[str]:
    """And by any part of its code."""
    yield from texts(organisation)
    yield parts_of_code(organisation.code or "")


def parts_of_code(code: str) -> str:
    """A code from each of its signs on, so that any part of it is the beginning of a word."""
    return " ".join(code[at:] for at in range(1, len(code) - SHORTEST + 1))


def index(organisations: Iterable[Organisation]) -> None:
    """Index organisations that are not indexed yet, many at once (`bulk_create` tells nobody)."""
    rows = list(organisations)
    prefetch_related_objects(rows, "former_names")
    OrganisationText.objects.bulk_create(
        (OrganisationText(organisation=one, tokens=tokens(_own_texts(one))) for one in rows),
        batch_size=BATCH,
    )


def refresh(id_: UUID) -> None:
    """Index one anew, as the row is now, and tell whoever keeps words about it."""
    organisation = Organisation.objects.get(pk=id_)
    made = tokens(_own_texts(organisation))
    row, new = OrganisationText.objects.get_or_create(
        organisation=organisation, defaults={"tokens": made}
    )
    if not new:
        if row.tokens == made:
            return
        row.tokens = made
        row.save(update_fields=["tokens"])
    called_anew.send(Organisation, organisation=organisation)


@receiver(post_save, sender=Organisation)
def _saved(
    instance: Organisation, update_fields: frozenset[str] | None = None, **_given: Any
) -> None:
    if update_fields is None or FOUND_BY & update_fields:
        refresh(instance.pk)


@receiver(post_save, sender=FormerName)
def _once_named(instance: FormerName, **_given: Any) -> None:
    refresh(instance.organisation_id)
