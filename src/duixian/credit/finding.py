"""What a credit record is found by: the enterprise's name, code and initials, the document's number with and without its signs."""

from collections.abc import Iterable, Iterator

from duixian.credit.models import CreditRecord, CreditText
from duixian.parties.finding.organisations import parts_of_code
from duixian.parties.finding.tokens import tokens

BATCH = 1000


def index(records: Iterable[CreditRecord]) -> None:
    """Index records that are not indexed yet, many at once; a record never changes."""
    CreditText.objects.bulk_create(
        (CreditText(record=one, tokens=tokens(_texts(one))) for one in records), batch_size=BATCH
    )


def _texts(record: CreditRecord) -> Iterator[str]:
    yield record.name
    yield " ".join(record.pinyin[at:] for at in range(max(len(record.pinyin) - 1, 0)))
    yield record.code
    yield parts_of_code(record.code)
    yield record.document_number
    yield "".join(sign for sign in record.document_number if sign.isalnum())
