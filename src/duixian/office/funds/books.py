"""账册: kinds of account, accounts, the transfers of a figure, and one transfer followed to its entry, case and clause."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian.applications import access, casework
from duixian.applications.models import Application, Decision
from duixian.funds import figures, freeze
from duixian.funds.chart import BOOKS, POSTINGS, Book, Move
from duixian.funds.models import (
    BudgetAct,
    ClaimLine,
    Commitment,
    Instalment,
    LedgerAccount,
    Posting,
    Recovery,
    Transfer,
    Verification,
)
from duixian.kernel.money import Money
from duixian.kernel.sent import whole
from duixian.letters import letters
from duixian.office.funds import desk
from duixian.office.lists import asked, filters, listed
from duixian.parties.access import NotSeen, Viewer
from duixian.web.viewer import acting_viewer, only

PART = "office-books"
Row = dict[str, Any]


@require_safe
@only(*desk.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """Every kind of account with its balance; together they are nothing."""
    sums = LedgerAccount.objects.values_list("book").annotate(
        count=Count("pk"), fen=Sum(F("credits") - F("debits"))
    )
    there = {book: (count, fen) for book, count, fen in sums.order_by()}
    rows = [
        {"book": book, "rule": rule, "count": there.get(book, (0, 0))[0], "balance": Money(there.get(book, (0, 0))[1])}
        for book, rule in BOOKS.items()
    ]  # fmt: skip
    return desk.shown(
        request, "office/funds/books.html", "账册", PART, rows=rows, total=Money(sum(row["balance"].fen for row in rows)),
        last=Verification.objects.order_by("-pk").first(), frozen=freeze.current(), transfers=_last_number(),
    )  # fmt: skip


@require_safe
@only(*desk.READERS)
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts, by kind, year and measure."""
    book, year, measure = asked(request, "book"), asked(request, "year"), asked(request, "measure")
    found = LedgerAccount.objects.order_by("pk")
    if book in BOOKS:
        found = found.filter(book=book)
    if _number(year):
        found = found.filter(year=_number(year))
    if measure:
        found = found.filter(measure=measure)
    if asked(request, "all") != "1":
        found = found.exclude(credits=F("debits"))
    rows = listed(request, found)
    return desk.shown(
        request, "office/funds/accounts.html", "账户", PART, rows=rows, accounts=named(rows), books=BOOKS.items(),
        book=book, year=year, measure=measure, every=asked(request, "all") == "1", measures=measures(),
        carried=filters(request, "book", "year", "measure", "all"),
    )  # fmt: skip


@require_safe
@only(*desk.READERS)
def account(request: HttpRequest, key: str) -> HttpResponse:
    """One account: what came in, what went out, each transfer with its sign."""
    found = LedgerAccount.objects.filter(pk=key).first()
    if found is None:
        raise NotSeen(key)
    moved = Transfer.objects.filter(Q(debit=key) | Q(credit=key)).order_by("-pk")
    rows = listed(request, moved.select_related("posting__entry"))
    (shown,) = named([found])
    return desk.shown(
        request, "office/funds/account.html", shown["name"], PART, account=shown, rows=rows, carried="",
        moved=[moved_row(one, 1 if one.credit_id == key else -1) for one in with_parts(rows)],
        debits=Money(found.debits), credits=Money(found.credits),
    )  # fmt: skip


@require_safe
@only(*desk.READERS)
def transfers(request: HttpRequest) -> HttpResponse:
    """The transfers of which a figure is made, with their sum; or all of them."""
    figure = figures.FIGURES.get(asked(request, "figure"))
    given = _given(request)
    kept = {name: value for name, value in given.items() if name != "move"}
    found = (
        figures.transfers(figure, given)
        if figure
        else Transfer.objects.filter(**given).order_by("-pk")
    )
    rows = listed(request, found.select_related("posting__entry"))
    total = Money(figures.amount(figure, kept)) if figure and "move" not in given else None
    return desk.shown(
        request, "office/funds/transfers.html", figure.name if figure else "转账", PART, rows=rows, figure=figure,
        moved=[moved_row(one, figure.signs[Move(one.move)] if figure else 1) for one in with_parts(rows)], total=total,
        figures=figures.FIGURES.values(), measures=measures(), moves=[(move.value, row.name) for move, row in POSTINGS.items()],
        carried=filters(request, "figure", "year", "measure", "month", "move"), given=given, where=_where(given),
    )  # fmt: skip


@require_safe
@only(*desk.READERS)
def transfer(request: HttpRequest, id_: int) -> HttpResponse:
    """One transfer, and the way from it to its trail entry, its case, its decision and its clause."""
    viewer = acting_viewer(request)
    found = (
        Transfer.objects.select_related("posting__entry", "debit", "credit", "reverses", "instalment__commitment__organisation",
                                        "claim_line__recovery")
        .filter(pk=id_).first()
    )  # fmt: skip
    if found is None:
        raise NotSeen(id_)
    debit, credit = named([found.debit, found.credit])
    part = found.instalment
    return desk.shown(
        request, "office/funds/transfer.html", f"第{found.pk}笔转账", PART, found=moved_row(found, 1), debit=debit, credit=credit,
        taken_back=found.reversals.order_by("pk"), siblings=found.posting.transfers.count(),
        papers=BudgetAct.objects.filter(posting=found.posting, line__measure=found.measure).select_related("by"),
        **(chain(viewer, part.commitment) if part else {}),
    )  # fmt: skip


@require_safe
@only(*desk.READERS)
def posting(request: HttpRequest, id_: int) -> HttpResponse:
    """Transfers that were posted together, and the entry that vouches for them."""
    found = Posting.objects.select_related("entry").filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    rows = listed(request, found.transfers.order_by("pk").select_related("posting__entry"))
    return desk.shown(
        request, "office/funds/posting.html", f"第{found.pk}笔业务", PART, found=found, rows=rows, carried="",
        moved=[moved_row(one, 1) for one in with_parts(rows)], papers=BudgetAct.objects.filter(posting=found).select_related("line", "by"),
    )  # fmt: skip


def chain(viewer: Viewer, made: Commitment) -> Row:
    """From a commitment to its decision, letter, case and clause; what the viewer may not open is named, not linked."""
    decision = (
        Decision.objects.select_related("letter", "decided_by").filter(commitment=made.pk).first()
    )
    return {
        "made": made, "granted": Money(made.amount), "measure": desk.measure_of(made.policy, made.measure),
        "measure_name": desk.called(made.policy, made.measure), "decision": decision, "case": case_of(viewer, made.subject),
        "reads_letters": viewer.role in letters.READERS,
    }  # fmt: skip


def named(found: Iterable[LedgerAccount]) -> list[Row]:
    """Accounts with the names that people give them, and their balances."""
    every = list(found)
    parts = {UUID(one.part) for one in every if one.part}
    titles: dict[str, str] = {}
    for part in Instalment.objects.filter(pk__in=parts).select_related("commitment__organisation"):
        titles[str(part.pk)] = f"{part.commitment.organisation.name}第{part.number}期"
    for line in ClaimLine.objects.filter(pk__in=parts).select_related("recovery"):
        titles[str(line.pk)] = f"追缴{line.recovery.number}"
    for recovery in Recovery.objects.filter(pk__in=parts):
        titles[str(recovery.pk)] = f"追缴{recovery.number}"
    return [_named(one, titles.get(one.part, "")) for one in every]


def measures() -> list[tuple[str, str]]:
    """The measures that have accounts, to filter by."""
    known = LedgerAccount.objects.exclude(measure="").values_list("policy", "measure").distinct()
    every = sorted(known.order_by(), key=lambda key: desk.place(*key))
    return list({measure: desk.called(policy, measure) for policy, measure in every}.items())


def _named(one: LedgerAccount, title: str) -> Row:
    words = [f"{one.year}年" if one.year else "", BOOKS[Book(one.book)].name]
    about = [desk.called(one.policy, one.measure) if one.measure else "", title]
    return {
        "row": one, "name": "".join(words), "about": "，".join(word for word in about if word), "balance": Money(one.balance),
    }  # fmt: skip


def with_parts(rows: Iterable[Transfer]) -> list[Transfer]:
    """The transfers with their accounts' and instalments' names, asked for together."""
    every = list(rows)
    parts = Instalment.objects.select_related("commitment__organisation").in_bulk(
        [one.instalment_id for one in every if one.instalment_id]
    )
    for one in every:
        if one.instalment_id:
            one.instalment = parts[one.instalment_id]
    return every


def moved_row(one: Transfer, sign: int) -> Row:
    """A transfer as pages show it; `sign`: whether it counts for (1) or against (-1) what is shown."""
    row = POSTINGS[Move(one.move)]
    part = one.instalment if one.instalment_id else None
    about = f"{part.commitment.organisation.name}第{part.number}期" if part else ""
    return {
        "row": one, "move": row.name, "from": BOOKS[row.debit].name, "to": BOOKS[row.credit].name, "sign": sign,
        "amount": Money(one.amount), "about": about, "measure": desk.called(one.policy, one.measure) if one.measure else "",
    }  # fmt: skip


def _given(request: HttpRequest) -> dict[str, object]:
    """The filters of the address that mean something."""
    found: dict[str, object] = {}
    for name in ("year", "month"):
        if number := _number(asked(request, name)):
            found[name] = number
    if measure := asked(request, "measure"):
        found["measure"] = measure
    if (move := asked(request, "move")) in {one.value for one in Move}:
        found["move"] = move
    return found


def _where(given: Mapping[str, object]) -> str:
    """The filters in words."""
    month = int(str(given.get("month", 0)))
    measure = str(given.get("measure", ""))
    words = [
        f"{given['year']}年" if "year" in given else "", dict(measures()).get(measure, measure),
        f"{month // 100}年{month % 100}月" if month else "",
    ]  # fmt: skip
    return "，".join(word for word in words if word)


def _number(text: str) -> int:
    return whole(text, 6) or 0


def _last_number() -> int:
    last = Transfer.objects.order_by("-pk").first()
    return last.pk if last else 0


def case_of(viewer: Viewer, subject: str) -> Application | None:
    """The case that a commitment's subject names, where the viewer may open it."""
    try:
        id_ = UUID(subject.removeprefix("application:"))
    except ValueError:
        return None
    found = access.applications(viewer).filter(pk=id_).first()
    return found if found and casework.subject_of(found.pk) == subject else None
