"""Finding applications by number, name, code, pinyin initials or words of two Chinese signs and more."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from duixian.applications.models import Application, SearchText
from duixian.applications.terms import measure_of
from duixian.applications.tokens import terms, tokens

MOST_INITIALS = 30
BATCH = 1000


def find(queryset: QuerySet[Application], text: str) -> QuerySet[Application]:
    """Those of a queryset (which says what may be seen) that hold all the words; all where nothing is asked."""
    if not text.strip():
        return queryset
    wanted = terms(text)
    return queryset.filter(search_text__tokens__holds=wanted) if wanted else queryset.none()


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
    yield application.number or ""
    yield (application.number or "").replace("-", "")
    yield applicant.name
    yield applicant.code or ""
    yield application.subject
    yield measure_of(application.round_measure).name
    initials = applicant.pinyin[:MOST_INITIALS]
    yield " ".join(initials[at:] for at in range(max(len(initials) - 1, 0)))
