"""What a person is found by: name, pinyin initials, login names; indexed whenever either is saved, so also when erased."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.db.models.signals import post_save
from django.dispatch import receiver

from duixian.parties.finding.tokens import tokens
from duixian.parties.models import Account, Person, PersonText

BATCH = 1000


def texts(person: Person) -> Iterator[str]:
    """What they are found by; reads `accounts` as they were fetched along."""
    yield person.name
    yield " ".join(person.pinyin[at:] for at in range(max(len(person.pinyin) - 1, 0)))
    for account in person.accounts.all():
        yield account.username
        yield account.username.replace("-", "")


def index(people: Iterable[Person]) -> None:
    """Index people who are not indexed yet, many at once (`bulk_create` tells nobody)."""
    rows = list(people)
    prefetch_related_objects(rows, "accounts")
    PersonText.objects.bulk_create(
        (PersonText(person=one, tokens=tokens(texts(one))) for one in rows), batch_size=BATCH
    )


def refresh(id_: UUID) -> None:
    """Index one anew, as the row is now."""
    person = Person.objects.get(pk=id_)
    PersonText.objects.update_or_create(person=person, defaults={"tokens": tokens(texts(person))})


@receiver(post_save, sender=Person)
def _person_saved(
    instance: Person, update_fields: frozenset[str] | None = None, **_given: Any
) -> None:
    if update_fields is None or {"name", "pinyin"} & update_fields:
        refresh(instance.pk)


@receiver(post_save, sender=Account)
def _account_saved(
    instance: Account, update_fields: frozenset[str] | None = None, **_given: Any
) -> None:
    if instance.person_id and (update_fields is None or {"username", "person"} & update_fields):
        refresh(instance.person_id)
