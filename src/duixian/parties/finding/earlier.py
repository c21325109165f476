"""What an earlier grant is found by: its enterprise's name as the sheet had it and as it is called here, code, initials."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.dispatch import receiver

from duixian.parties.earlier import EarlierGrant
from duixian.parties.finding import organisations
from duixian.parties.finding.organisations import MOST_INITIALS, parts_of_code
from duixian.parties.finding.tokens import tokens
from duixian.parties.initials import initials
from duixian.parties.models import EarlierText, Organisation

BATCH = 1000


def index(grants: Iterable[EarlierGrant]) -> None:
    """Index grants that are not indexed yet, many at once."""
    rows = list(grants)
    codes = {one.code for one in rows}
    here = Organisation.objects.filter(code__in=codes).prefetch_related("former_names")
    called = {one.code: one for one in here}
    EarlierText.objects.bulk_create(
        (EarlierText(grant=one, tokens=_tokens(one, called.get(one.code))) for one in rows),
        batch_size=BATCH,
    )


def _tokens(grant: EarlierGrant, called: Organisation | None) -> str:
    return tokens(_texts(grant, called))


def _texts(grant: EarlierGrant, called: Organisation | None) -> Iterator[str]:
    yield grant.name
    letters = initials(grant.name)[:MOST_INITIALS]
    yield " ".join(letters[at:] for at in range(max(len(letters) - 1, 0)))
    yield grant.code
    yield parts_of_code(grant.code)
    if called is not None:
        yield from organisations.texts(called)


@receiver(organisations.called_anew)
def _called_anew(organisation: Organisation, **_given: object) -> None:
    """The enterprise has another name, or is here at last: its grants are found by that too."""
    held = EarlierText.objects.filter(grant__code=organisation.code).order_by("pk")
    if not organisation.code or not held.exists():
        return
    with transaction.atomic():
        rows = list(held.select_for_update(of=("self",), no_key=True).select_related("grant"))
        for one in rows:
            one.tokens = _tokens(one.grant, organisation)
        EarlierText.objects.bulk_update(rows, ["tokens"], batch_size=BATCH)
