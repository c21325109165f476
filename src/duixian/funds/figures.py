"""The figures of the money's pages: each is the transfers that cross the edge of some kinds of account.

What crosses into them counts, what crosses out of them counts against it; so a figure and the list of its transfers
can't disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, F, QuerySet, Sum, When

from duixian.funds.chart import POSTINGS, Book, Move
from duixian.funds.models import MonthTotal, Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. `books`: its kinds of account; `moves`: only these kinds of transfer (none: every one)."""

    id: str
    name: str
    books: frozenset[Book]
    moves: frozenset[Move] = frozenset()

    @property
    def signs(self) -> dict[Move, int]:
        """Which kinds of transfer count, and whether for it (1) or against it (-1)."""
        found = {
            move: (row.credit in self.books) - (row.debit in self.books)
            for move, row in POSTINGS.items()
            if not self.moves or move in self.moves
        }
        return {move: sign for move, sign in found.items() if sign}


def _figure(id_: str, name: str, *books: Book, moves: frozenset[Move] = frozenset()) -> Figure:
    return Figure(id=id_, name=name, books=frozenset(books), moves=moves)


LINE_BOOKS = (Book.AVAILABLE, Book.RESERVED, Book.TRANSIT, Book.PAID)
ISSUING = frozenset({Move.ISSUE, Move.ADD, Move.CARRY, Move.CUT})
FIGURES = {
    one.id: one
    for one in (
        _figure("issued", "已下达", *LINE_BOOKS, moves=ISSUING),
        _figure("lapsed", "年终收回", Book.TREASURY, moves=frozenset({Move.LAPSE})),
        _figure("committed", "已安排", Book.RESERVED, Book.TRANSIT, Book.PAID),
        _figure("newly", "新安排", Book.RESERVED, Book.TRANSIT,
                moves=frozenset({Move.RESERVE, Move.UNRESERVE, Move.FAIL_CANCELLED})),
        _figure("reserved", "已安排未发出", Book.RESERVED),
        _figure("transit", "在途", Book.TRANSIT),
        _figure("paid", "已拨付", Book.PAID),
        _figure("returned", "退回和追回", Book.TREASURY, Book.AVAILABLE,
                moves=frozenset({Move.BOUNCE, Move.RECOVER, Move.RESTORE})),
        _figure("left", "可用", Book.AVAILABLE),
    )
}  # fmt: skip


def transfers(figure: Figure, filters: Mapping[str, object]) -> QuerySet[Transfer]:
    """The transfers that a figure is made of, the latest first, each with `counted` (fen, signed)."""
    signs = figure.signs
    whens = [When(move=move, then=F("amount") * sign) for move, sign in signs.items()]
    return (
        Transfer.objects.filter(move__in=[*signs], **filters)
        .annotate(counted=Case(*whens, output_field=BigIntegerField()))
        .order_by("-pk")
    )


def amount(figure: Figure, filters: Mapping[str, object]) -> int:
    """The figure in fen, from the totals that are kept; `filters` are of year, policy, measure, month."""
    rows = MonthTotal.objects.filter(move__in=[*figure.signs], **filters).values_list("move")
    return sum(
        figure.signs[Move(move)] * fen for move, fen in rows.annotate(fen=Sum("amount")).order_by()
    )
