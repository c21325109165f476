"""Finding applications by number, name, code, pinyin initials or words of two Chinese signs and more."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects
from django.dispatch import receiver

from duixian.applications.models import Application, SearchText
from duixian.applications.terms import measure_of
from duixian.parties.finding import lookup
from duixian.parties.finding import organisations as found_by
from duixian.parties.finding.tokens import tokens
from duixian.parties.models import Organisation

BATCH = 1000


def find(queryset: QuerySet[Application], text: str) -> QuerySet[Application]:
    """Those of a queryset (which says what may be seen) that hold all the words; all where nothing is asked."""
    return lookup.find(queryset, text)


def refresh(application: Application) -> None:
    """Index a case anew, after its number or subject changed. Its enterprise's name changes at any time: see below."""
    with transaction.atomic():
        SearchText.objects.select_for_update(no_key=True).filter(application=application).first()
        named = Organisation.objects.get(pk=application.applicant_id)
        SearchText.objects.update_or_create(
            application=application, defaults={"tokens": tokens(_texts(application, named))}
        )


def index(applications: Iterable[Application]) -> None:
    """Index cases that are not indexed yet, many at once."""
    cases = list(applications)
    prefetch_related_objects(cases, "applicant__former_names")
    SearchText.objects.bulk_create(
        (SearchText(application=one, tokens=tokens(_texts(one, one.applicant))) for one in cases),
        batch_size=BATCH,
    )


@receiver(found_by.called_anew)
def _called_anew(organisation: Organisation, **_given: Any) -> None:
    """The enterprise has another name: its cases are found by that too, in the same transaction."""
    cases = Application.objects.filter(applicant=organisation)
    for one in cases.select_related("round_measure__round"):
        refresh(one)


def _texts(application: Application, applicant: Organisation) -> Iterator[str]:
    """What a case is found by."""
    parts = (application.number or "").split("-")
    yield " ".join(["".join(parts[at:]) for at in range(len(parts))])
    yield " ".join(parts)
    yield application.subject
    yield measure_of(application.round_measure).name
    yield from found_by.texts(applicant)
