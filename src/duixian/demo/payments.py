"""拨付: last year's requests to the bank and its answers (paid, returned, failed, paid at last), and one that waits for release."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from uuid import UUID

from duixian.applications import paying
from duixian.demo.days import shanghai
from duixian.demo.offices import District
from duixian.funds import commitments, payments, payments_answers, payments_items, payments_release
from duixian.funds.bank import answers, outgoing
from duixian.funds.models import Instalment, InstalmentCheck, PaymentFile, PaymentRequest
from duixian.kernel import clock

GOOD = ("成功", "")
Key = tuple[int, str, str]  # firm, round, measure
LICENCE: Key = (6, "2025", "game-licence")


@dataclass(slots=True)
class Batch:
    """One request: whose cases (firm, round, measure), drafted on which day, the bank's day."""

    cases: tuple[Key, ...]
    day: date
    bank: date | None
    results: Mapping[Key, tuple[str, str]] = field(default_factory=dict)  # by case
    returned: tuple[date, Key, str] | None = None  # later: the day, whose, why
    made: UUID | None = None


BATCHES = (
    Batch(
        cases=((8, "2025", "compute"), LICENCE), day=date(2025, 6, 16), bank=date(2025, 6, 18),
        returned=(date(2025, 6, 24), LICENCE, "收款账户已销户（虚构）"),
    ),
    Batch(cases=(LICENCE,), day=date(2025, 7, 8), bank=date(2025, 7, 10),
          results={LICENCE: ("失败", "户名核对不一致（虚构）")}),
    Batch(cases=(LICENCE,), day=date(2025, 7, 16), bank=date(2025, 7, 18)),
    Batch(cases=((2, "2025", "rnd"),), day=date(2025, 12, 8), bank=date(2025, 12, 10)),
    Batch(cases=((6, "2026", "exhibition"),), day=date(2026, 3, 9), bank=None),
)  # fmt: skip


def plan(district: District) -> None:
    """Note down every request: drafted, signed, checked; then, where the bank has answered, released and what it said."""
    note = district.diary.note
    for one in BATCHES:
        note(shanghai(one.day, 17, 10), partial(_ask, district, one))
        note(shanghai(one.day, 17, 40), partial(_sign, district, one))
        if one.bank is None:
            continue
        note(shanghai(one.day, 17, 50), partial(_release, district, one))
        note(shanghai(one.bank, 16), partial(_answer, district, one, one.bank, one.results))
        if one.returned:
            day, key, why = one.returned
            note(
                shanghai(day, 10),
                partial(_answer, district, one, day, {key: ("退汇", why)}, only=True),
            )
            note(shanghai(day, 15), partial(_fund, district, one))


def _parts(district: District, one: Batch) -> list[Instalment]:
    ids = [str(made.pk) for key in one.cases if (made := district.cases[key].made)]
    subjects = [f"{paying.CASE}{id_}" for id_ in ids]
    found = Instalment.objects.filter(commitment__subject__in=subjects).exclude(state="cancelled")
    return sorted(found, key=lambda part: subjects.index(part.commitment.subject))


def _ask(district: District, one: Batch) -> None:
    officer = district.staff["officer1"]
    made = payments.draft(officer, [part.pk for part in _parts(district, one)])
    paying.screen(officer, [item.instalment.commitment for item in payments_items.live(made)])
    one.made = made.pk
    payments.submit(officer, made.pk, version=made.version, credit=paying.against)


def _now(one: Batch) -> PaymentRequest:
    assert one.made is not None
    return PaymentRequest.objects.get(pk=one.made)


def _read(made: PaymentRequest) -> str:
    return payments_items.fingerprint(payments_items.live(made))


def _sign(district: District, one: Batch) -> None:
    made = _now(one)
    payments.sign(district.staff["approver"], made.pk, read=_read(made), credit=paying.against)
    number = f"ZFSQ{made.year}{made.number[-4:]}（虚构）"
    payments_release.prepare(
        district.staff["preparer"], made.pk, finance_number=number, read=_read(made)
    )


def _release(district: District, one: Batch) -> None:
    made = _now(one)
    payments_release.release(
        district.staff["releaser"], made.pk, read=_read(made), credit=paying.against
    )


def _answer(
    district: District, one: Batch, day: date, results: Mapping[Key, tuple[str, str]], *, only: bool = False
) -> None:  # fmt: skip
    """The bank's answer as a file; `only` about these cases (a later 退汇)."""
    file = PaymentFile.objects.get(request=one.made)
    sent = payments_release.outgoing_file(file)
    names = {district.cases[key].owner.organisation.name: said for key, said in results.items()}
    rows = {line.row: names[line.payee] for line in sent.lines if line.payee in names}
    content = written(sent, day, rows, only=only)
    if not file.exports.exists():
        payments_release.export(district.staff["releaser"], file.pk, payments_release.EXCEL)
    payments_answers.take(
        district.staff["preparer"], file.pk, name=f"银行答复-{file.number}-{day:%m%d}.csv", content=content
    )  # fmt: skip


def written(
    file: outgoing.PaymentFile, day: date, results: Mapping[int, tuple[str, str]], *, only: bool
) -> bytes:
    """An answer in the form that docs/reference/bank-files.md asks of the bank."""
    lines = [one for one in file.lines if one.row in results or not only]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(answers.HEADS)
    for one in lines:
        result, why = results.get(one.row, GOOD)
        writer.writerow(
            [file.batch, one.row, one.key, one.payee, one.account, one.amount.contract(), result, day.isoformat(), why]
        )  # fmt: skip
    total = sum(one.amount.fen for one in lines)
    writer.writerow(["合计", len(lines), "", "", "", f"{total // 100}.{total % 100:02d}", "", "", ""])  # fmt: skip
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _fund(district: District, one: Batch) -> None:
    """What came back: the account is looked at with the enterprise, and money reserved anew."""
    officer = district.staff["officer1"]
    back = [part for part in _parts(district, one) if part.state == "returned"]
    for check in InstalmentCheck.objects.filter(instalment__in=back):
        commitments.record_check(
            officer, check.pk, passed=True, note="已与单位财务负责人电话核对，账户已恢复（虚构）"
        )
    commitments.fund(officer, [part.pk for part in back])
    assert back, clock.today()
