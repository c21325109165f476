"""Finding applications by number, name, code, pinyin initials or words of two Chinese signs and more."""

from collections.abc import Iterable, Iterator

from django.db.models import BooleanField, F, OuterRef, QuerySet, Subquery

from duixian.applications.models import Application, SearchText
from duixian.applications.terms import measure_of
from duixian.applications.tokens import Query, Shows, terms, tokens

MOST_INITIALS = 30
BATCH = 1000
MANY = 2000


def find(queryset: QuerySet[Application], text: str) -> QuerySet[Application]:
    """Those of a queryset (which says what may be seen) that hold all the words; all where nothing is asked.

    A word that few have is looked up; one that many have is read off the rows in the queryset's order, so that a
    page of them is quick. Count with a most (`[:1001]`), for the same reason.
    """
    if not text.strip():
        return queryset
    wanted = Query(terms=terms(text), most=MANY)
    if not wanted.terms:
        return queryset.none()
    if SearchText.objects.filter(tokens__holds=wanted)[:MANY].count() < MANY:
        return queryset.filter(search_text__tokens__holds=Query(terms=wanted.terms))
    own = SearchText.objects.filter(application=OuterRef("pk"))
    shows = own.values_list(Shows(F("tokens"), wanted))
    return queryset.filter(Subquery(shows, output_field=BooleanField()))


def refresh(application: Application) -> None:
    """Index a case anew, after its number, subject or its enterprise's name changed."""
    SearchText.objects.update_or_create(
        application=application, defaults={"tokens": tokens(texts(application))}
    )


def index(applications: Iterable[Application]) -> None:
    """Index cases that are not indexed yet, many at once."""
    SearchText.objects.bulk_create(
        (SearchText(application=one, tokens=tokens(texts(one))) for one in applications),
        batch_size=BATCH,
    )


def texts(application: Application) -> Iterator[str]:
    """What a case is found by."""
    applicant = application.applicant
    parts = (application.number or "").split("-")
    yield " ".join(["".join(parts[at:]) for at in range(len(parts))])
    yield " ".join(parts)
    yield applicant.name
    yield applicant.code or ""
    yield application.subject
    yield measure_of(application.round_measure).name
    initials = applicant.pinyin[:MOST_INITIALS]
    yield " ".join(initials[at:] for at in range(max(len(initials) - 1, 0)))
