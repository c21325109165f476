"""What must hold of the money at every moment, checked on a journal alone: I1–I20 of docs/explanation/ledger.md. No Django.

Nothing here asks the code that posts: sums are replayed from the transfers, rules are said again in other words. Each
check gives what is wrong, in words; `broken` names the check.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from uuid import UUID

from duixian.funds.chart import POSTINGS, Book, Move, Place
from duixian.funds.journal import Journal, Moved, Taken

OUTSIDE = {"treasury", "outside", "promised", "claimed"}
PAY = ("request", "sign", "prepare", "instruct")
DESKS = ("officer", "approver", "finance-preparer", "finance-releaser")
HAS_MONEY = {"reserved", "requested", "signed", "prepared", "failed"}
WAITS = {"planned", "returned"}


Check = Callable[[Journal], Iterator[str]]


def broken(journal: Journal) -> list[str]:
    """Everything that does not hold, as "I5 …"."""
    return [f"{name} {text}" for name, check in CHECKS.items() for text in check(journal)]


def replayed(transfers: Sequence[Moved]) -> dict[Place, int]:
    """The balances that the transfers alone give."""
    found: dict[Place, int] = defaultdict(int)
    for one in transfers:
        found[one.debit] -= one.amount
        found[one.credit] += one.amount
    return found


def _totals(journal: Journal, of: str) -> dict[UUID, dict[Move, int]]:
    """Sums of every move, by instalment or by claim line."""
    found: dict[UUID, dict[Move, int]] = defaultdict(lambda: defaultdict(int))
    for one in journal.transfers:
        if about := getattr(one, of):
            found[about][one.move] += one.amount
    return found


def whole_amounts(journal: Journal) -> Iterator[str]:
    """Every transfer is a positive number of fen between two accounts that its kind goes between."""
    for one in journal.transfers:
        row = POSTINGS[one.move]
        if type(one.amount) is not int or one.amount <= 0 or one.debit == one.credit:
            yield f"transfer {one.number}: {one.amount!r}"
        if (one.debit.book, one.credit.book) != (row.debit, row.credit):
            yield f"transfer {one.number}: {one.move} from {one.debit.key} to {one.credit.key}"
    if sum(journal.balances.values()):
        yield f"all balances sum to {sum(journal.balances.values())}"


def stored_is_replayed(journal: Journal) -> Iterator[str]:
    """Every stored balance is what the transfers give."""
    there = replayed(journal.transfers)
    for place in there.keys() | journal.balances.keys():
        if there.get(place, 0) != journal.balances.get(place, 0):
            yield f"{place.key}: {journal.balances.get(place, 0)}, replayed {there.get(place, 0)}"


def nothing_owes(journal: Journal) -> Iterator[str]:
    """No account but the outside ones was ever below nothing."""
    there: dict[Place, int] = defaultdict(int)
    for one in journal.transfers:
        there[one.debit] -= one.amount
        there[one.credit] += one.amount
        if there[one.debit] < 0 and one.debit.book not in OUTSIDE:
            yield f"{one.debit.key} at {there[one.debit]} after transfer {one.number}"


def lines_keep_their_money(journal: Journal) -> Iterator[str]:
    """What came to a line from the treasury, less what went back, is what it has, reserved, sent and paid."""
    came: dict[tuple[int, str, str], int] = defaultdict(int)
    there: dict[tuple[int, str, str], int] = defaultdict(int)
    for one in journal.transfers:
        if one.debit.book == Book.TREASURY and one.credit.year:
            came[one.credit.line] += one.amount
        if one.credit.book == Book.TREASURY and one.debit.year:
            came[one.debit.line] -= one.amount
    for place, fen in replayed(journal.transfers).items():
        if place.book in {Book.AVAILABLE, Book.RESERVED, Book.TRANSIT, Book.PAID}:
            there[place.line] += fen
    for line in came.keys() | there.keys():
        if came[line] != there[line]:
            yield f"{line}: {came[line]} came, {there[line]} is there"


def states_say_where_the_money_is(journal: Journal) -> Iterator[str]:
    """Reserved exactly in the states before the bank, in transit exactly at the bank, in the instalment's own year."""
    there = replayed(journal.transfers)
    found: dict[str, dict[tuple[Book, int], int]] = defaultdict(dict)
    for place, fen in there.items():
        if place.book in {Book.RESERVED, Book.TRANSIT} and fen:
            found[place.part][place.book, place.year] = fen
    for part in journal.parts:
        funded = part.state in HAS_MONEY or (part.state == "suspended" and part.funded)
        want = {}
        if funded:
            want = {(Book.RESERVED, part.year): part.amount}
        if part.state == "released":
            want = {(Book.TRANSIT, part.year): part.amount}
        if found.pop(str(part.id), {}) != want or part.funded != funded:
            yield f"{part.id} is {part.state} of {part.amount} in {part.year}, funded {part.funded}"
    for strange in found:
        yield f"money of {strange}, which is no instalment"


def paid_once(journal: Journal) -> Iterator[str]:
    """Of an instalment at most one payment is at the bank or done, and no more than its amount is ever paid."""
    totals = _totals(journal, "instalment")
    for part in journal.parts:
        done = totals[part.id]
        out = done[Move.INSTRUCT] - done[Move.FAIL] - done[Move.FAIL_CANCELLED] - done[Move.BOUNCE]
        if out not in {0, part.amount}:
            yield f"{part.id}: {out} is out, of {part.amount}"
        if (part.state == "paid") != (done[Move.CONFIRM] - done[Move.BOUNCE] == part.amount > 0):
            yield f"{part.id} is {part.state} with {done[Move.CONFIRM]} paid, {done[Move.BOUNCE]} back"


def sent_in_time(journal: Journal) -> Iterator[str]:
    """Nothing is sent before it is due, before what was named for it was found, or with another year's money."""
    parts = {part.id: part for part in journal.parts}
    for one in journal.transfers:
        if one.move != Move.INSTRUCT or one.instalment is None:
            continue
        part = parts[one.instalment]
        if one.on < part.due:
            yield f"{part.id} sent on {one.on}, due {part.due}"
        if part.number > 1 and not part.passed:
            yield f"{part.id} sent unchecked"
        if one.debit.year != one.on.year or one.on > journal.cut_offs.get(one.on.year, date.max):
            yield f"{part.id} sent on {one.on} with the money of {one.debit.year}"


def four_desks(journal: Journal) -> Iterator[str]:
    """Before the bank an instalment passed officer, approver, preparer and releaser, in this order, each since the last."""
    ways: dict[UUID, list[Taken]] = defaultdict(list)
    for step in journal.steps:
        ways[step.instalment].append(step)
        if step.step == "instruct":
            last = ways[step.instalment][-len(PAY) :]
            if [each.step for each in last] != [*PAY] or [each.role for each in last] != [*DESKS]:
                yield f"{step.instalment} sent after {[(each.step, each.role) for each in last]}"


def closed_is_closed(journal: Journal) -> Iterator[str]:
    """In a closed year nothing stands but what was paid, and nothing comes to it any more."""
    standing = {Book.AVAILABLE, Book.RESERVED, Book.TRANSIT, Book.LOAD}
    for place, fen in replayed(journal.transfers).items():
        if place.year in journal.closed and place.book in standing and fen:
            yield f"{place.key}: {fen}"
    for one in journal.transfers:
        if one.number > journal.closed.get(one.credit.year, one.number):
            yield f"transfer {one.number} to {one.credit.key}"


def nothing_is_stranded(journal: Journal) -> Iterator[str]:
    """No unpaid instalment stands in a closed year."""
    for part in journal.parts:
        if part.year in journal.closed and part.state not in {"paid", "cancelled"}:
            yield f"{part.id} is {part.state} in {part.year}"


def within_the_cap(journal: Journal) -> Iterator[str]:
    """A commitment is more than nothing and within what the measure allows."""
    for one in journal.promises:
        if not 0 < one.amount <= one.cap or (one.recognised or 0) > one.amount:
            yield f"{one.id}: {one.amount} of {one.cap}, recognised {one.recognised}"


def plans_sum_exactly(journal: Journal) -> Iterator[str]:
    """Instalments sum to their commitment; equal parts differ by a fen at most, the larger ones first."""
    for one in journal.promises:
        parts = [part for part in journal.parts if part.commitment == one.id]
        planned = [part.planned_amount for part in sorted(parts, key=lambda part: part.number)]
        if sum(planned) != one.amount:
            yield f"{one.id}: {planned} sum to {sum(planned)}, not {one.amount}"
        if one.equal and (max(planned) - min(planned) > 1 or planned != sorted(planned)[::-1]):
            yield f"{one.id}: {planned} is not equal"
        alive = sum(part.amount for part in parts if part.state != "cancelled")
        if one.recognised is not None and alive > one.recognised:
            yield f"{one.id}: {alive} still to pay, recognised {one.recognised}"


def claims_within_what_was_paid(journal: Journal) -> Iterator[str]:
    """Recovered and written off is at most what is claimed, and that at most what was paid and did not bounce."""
    lines = _totals(journal, "claim_line")
    claimed: dict[UUID, int] = defaultdict(int)
    for line, done in lines.items():
        open_ = done[Move.CLAIM] - done[Move.REDUCE] - done[Move.SETTLE] - done[Move.WRITE_OFF]
        place = Place(book=Book.CLAIM, part=str(line))
        if open_ < 0 or journal.balances.get(place, 0) != open_:
            yield f"claim {line}: {dict(done)}, {journal.balances.get(place, 0)} open"
    for one in journal.transfers:
        if one.move in {Move.CLAIM, Move.REDUCE} and one.instalment:
            claimed[one.instalment] += one.amount if one.move == Move.CLAIM else -one.amount
    paid = _totals(journal, "instalment")
    for instalment, fen in claimed.items():
        if fen > paid[instalment][Move.CONFIRM] - paid[instalment][Move.BOUNCE]:
            yield f"{fen} claimed of {instalment}, {dict(paid[instalment])}"


def paid_net(journal: Journal) -> Iterator[str]:
    """What stands as paid is what was paid, less what bounced and what was recovered."""
    net: dict[str, int] = defaultdict(int)
    for place, fen in journal.balances.items():
        if place.book == Book.PAID:
            net[place.part] += fen
    for instalment, done in _totals(journal, "instalment").items():
        want = done[Move.CONFIRM] - done[Move.BOUNCE] - done[Move.RECOVER] - done[Move.RESTORE]
        if net.get(str(instalment), 0) != want:
            yield f"{instalment}: {net.get(str(instalment), 0)} stands as paid, {want} is"


def the_bank_agrees(journal: Journal) -> Iterator[str]:
    """Line by line: what the bank did is what was sent to it, and every payment has one outcome at most."""
    for instalment, done in _totals(journal, "instalment").items():
        outcomes = done[Move.CONFIRM] + done[Move.FAIL] + done[Move.FAIL_CANCELLED]
        if outcomes > done[Move.INSTRUCT]:
            yield f"{instalment}: {dict(done)}"


def held_stays_held(journal: Journal) -> Iterator[str]:
    """While an enterprise is held nothing is sent to it, and nothing of it goes on but what the bank has."""
    owner = {one.id: one.organisation for one in journal.promises}
    whose = {part.id: owner[part.commitment] for part in journal.parts}
    now = {stop.organisation for stop in journal.stops if stop.until is None}
    for part in journal.parts:
        if whose[part.id] in now and part.state not in {"suspended", "released", "paid", "cancelled"}:  # fmt: skip
            yield f"{part.id} is {part.state}"
    for one in journal.transfers:
        if one.move == Move.INSTRUCT and one.instalment:
            for stop in journal.stops:
                until = one.number if stop.until is None else stop.until
                if stop.organisation == whose[one.instalment] and stop.since < one.number <= until:
                    yield f"{one.instalment} sent while held"


def in_the_period(journal: Journal) -> Iterator[str]:
    """What a commitment rests on was admitted within the policy's period; nothing else is bound by it."""
    begins, ends = journal.period
    for one in journal.promises:
        if not begins <= one.basis_on <= ends:
            yield f"{one.id} rests on {one.basis_on}"


def load_is_what_waits(journal: Journal) -> Iterator[str]:
    """The forward load of a line is the sum of its instalments that wait for money; and nothing of a promise is lost."""
    lines = {one.id: (one.policy, one.measure) for one in journal.promises}
    waits: dict[tuple[int, str, str], int] = defaultdict(int)
    for part in journal.parts:
        if part.state in WAITS or (part.state == "suspended" and not part.funded):
            waits[part.year, *lines[part.commitment]] += part.amount
    loads = {
        place.line: fen
        for place, fen in replayed(journal.transfers).items()
        if place.book == Book.LOAD and fen
    }
    if loads != {line: fen for line, fen in waits.items() if fen}:
        yield f"load {loads}, waiting {dict(waits)}"


def corrections_are_named(journal: Journal) -> Iterator[str]:
    """What takes back an earlier transfer names it, takes it from where it went, and never more than it was."""
    numbered = {one.number: one for one in journal.transfers}
    taken: dict[int, int] = defaultdict(int)
    for one in journal.transfers:
        corrects = POSTINGS[one.move].corrects
        if (corrects is None) != (one.reverses is None):
            yield f"transfer {one.number}: {one.move} names {one.reverses}"
        if one.reverses is not None:
            original = numbered[one.reverses]
            taken[one.reverses] += one.amount
            if original.move != corrects or original.credit != one.debit or original.number > one.number:  # fmt: skip
                yield f"transfer {one.number} does not take back {original.number}"
    for number, fen in taken.items():
        if fen > numbered[number].amount:
            yield f"{fen} taken back of transfer {number}"


def carried_two_years(journal: Journal) -> Iterator[str]:
    """What is carried over had lapsed, and is used within two years of its own."""
    lapsed: dict[int, int] = defaultdict(int)
    for one in journal.transfers:
        if one.move == Move.LAPSE:
            lapsed[one.debit.year] += one.amount
    carried: dict[int, int] = defaultdict(int)
    for each in journal.carried:
        carried[each.source] += each.amount
        if not each.origin <= each.source < each.to <= each.origin + 2:
            yield f"{each.amount} of {each.origin} carried to {each.to}"
    for year, fen in carried.items():
        if fen > lapsed[year]:
            yield f"{fen} carried from {year}, {lapsed[year]} lapsed"


CHECKS: dict[str, Check] = {
    "I1": whole_amounts, "I2": stored_is_replayed, "I3": nothing_owes, "I4": lines_keep_their_money,
    "I5": states_say_where_the_money_is, "I6": paid_once, "I7": sent_in_time, "I8": four_desks,
    "I9": closed_is_closed, "I10": nothing_is_stranded, "I11": within_the_cap, "I12": plans_sum_exactly,
    "I13": claims_within_what_was_paid, "I14": paid_net, "I15": the_bank_agrees, "I16": held_stays_held,
    "I18": in_the_period, "I19": load_is_what_waits, "I20": corrections_are_named, "I21": carried_two_years,
}  # fmt: skip
