"""What a letter is found by: its number, its title, whom it is for and their initials."""

from collections.abc import Iterable, Iterator

from duixian.letters.models import Letter, LetterText
from duixian.parties.finding.tokens import tokens
from duixian.parties.initials import initials

BATCH = 1000


def index(letters: Iterable[Letter]) -> None:
    """Index letters that are not indexed yet; a letter never changes."""
    LetterText.objects.bulk_create(
        (LetterText(letter=one, tokens=tokens(_texts(one))) for one in letters), batch_size=BATCH
    )


def _texts(letter: Letter) -> Iterator[str]:
    yield letter.number
    yield letter.title
    yield letter.addressee
    short = initials(letter.addressee)
    yield " ".join(short[at:] for at in range(max(len(short) - 1, 0)))
