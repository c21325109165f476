"""从高不重复: signs that the same matter is supported elsewhere, found by keys from strict to loose, and how each was settled.

Keys (reading 7): invoice number; contract and counterparty; premises and month; certificate; product, event or
qualification; what the applicant declared; what other district funds gave; and affiliates that ask for the same measure.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from duixian.applications import matching, support
from duixian.applications.earlier import ledger
from duixian.applications.effects import Effect, Faults, Said, Taking
from duixian.applications.folder import Folder
from duixian.applications.models import Application, ExpenseLine, Overlap
from duixian.applications.reviewing import filed_on
from duixian.applications.signs import Sign
from duixian.applications.states import ENDED, UNSUBMITTED
from duixian.kernel.money import BadAmount, read_amount
from duixian.kernel.sent import whole
from duixian.kernel.text import bare
from duixian.parties.affiliates import affiliates
from duixian.parties.earlier import EarlierGrant

Settled = Overlap.Settled
DISTRICT, YEARS_BACK = "district", 1
KEYS = frozenset({"key", "drop-key"})


def scan(folder: Folder) -> list[Sign]:
    """Every sign in one case, strict keys first."""
    return [
        *_declared(folder), *_invoices(folder), *_contracts(folder), *matching.signs(folder), *_subjects(folder),
        *_elsewhere(folder), *_affiliates(folder),
    ]  # fmt: skip


def _declared(folder: Folder) -> Iterator[Sign]:
    rows, _ = support.read(folder.policy, folder.application.other_support)
    names = {one.id: one.name for one in folder.policy.sources}
    for number, row in enumerate(rows):
        state = support.STATES[row.state]
        yield Sign(
            key="declared", sign=f"{number}:{bare(row.matter)}", source=row.source, amount=row.amount,
            label=f"申报单位说明：{names.get(row.source, row.source)}“{row.matter}”，{row.year}年，{state}"
            + ("，同一事项" if row.same else "，不是同一事项"),
        )  # fmt: skip


def _live(folder: Folder) -> Q:
    return ~Q(application__state__in=[*ENDED, *UNSUBMITTED]) & ~Q(application=folder.application)


def _invoices(folder: Folder) -> Iterator[Sign]:
    own = {line.invoice_key for line in folder.lines if line.invoice_key}
    rows = ExpenseLine.objects.filter(_live(folder), invoice_key__in=own).select_related(
        "application__applicant"
    )
    yield from _of_lines("invoice", "同一张发票", rows, lambda row: row.invoice_key)


def _contracts(folder: Folder) -> Iterator[Sign]:
    own = {line.contract_key for line in folder.lines if line.contract_key}
    rows = ExpenseLine.objects.filter(_live(folder), contract_key__in=own).select_related(
        "application__applicant"
    )
    yield from _of_lines("contract", "同一份合同", rows, lambda row: row.contract_key)


def _of_lines(key: str, what: str, rows: Iterable[ExpenseLine], sign_of) -> Iterator[Sign]:  # type: ignore[no-untyped-def]
    sums: dict[tuple[str, Application], int] = {}
    for row in rows:
        place = (sign_of(row), row.application)
        sums[place] = sums.get(place, 0) + row.amount
    for (sign, other), amount in sums.items():
        yield Sign(
            key=key, sign=f"{sign}:{other.pk}", other=other, amount=amount,
            label=f"{what}也在{other.number}（{other.applicant.name}）中申报",
        )  # fmt: skip


def _subjects(folder: Folder) -> Iterator[Sign]:
    application = folder.application
    if not application.subject_key:
        return
    rows = (
        Application.objects.filter(subject_key=application.subject_key)
        .exclude(pk=application.pk)
        .exclude(state__in=[*ENDED, *UNSUBMITTED])
        .select_related("applicant")
    )
    for other in rows:
        yield Sign(
            key="subject", sign=str(other.pk), other=other,
            label=f"“{application.subject}”也在{other.number}（{other.applicant.name}）中申报",
        )  # fmt: skip


def _elsewhere(folder: Folder) -> Iterator[Sign]:
    """What other district funds gave of late, by the ledger; whether it is the same matter only a person can say."""
    since = filed_on(folder).year - YEARS_BACK
    rows = ledger.of(ledger.family(folder.application.applicant)).filter(
        fund=EarlierGrant.Fund.OTHER
    )
    for one in rows.filter(year__gte=since):
        yield Sign(
            key="earlier", sign=str(one.pk), source=DISTRICT, amount=one.amount,
            label=f"台账：{one.year}年{one.fund_name}{f'（{one.subject}）' if one.subject else ''}",
        )  # fmt: skip


def _affiliates(folder: Folder) -> Iterator[Sign]:
    """Others under the same measure of the same round that look like one with the applicant."""
    application = folder.application
    signs = affiliates(application.applicant)
    rows = (
        Application.objects.filter(round_measure=application.round_measure_id, applicant__in=signs)
        .exclude(state__in=[*ENDED, *UNSUBMITTED])
        .select_related("applicant")
    )
    for other in rows:
        yield Sign(
            key="affiliate", sign=str(other.pk), other=other,
            label=f"疑似关联单位{other.applicant.name}（{'、'.join(signs[other.applicant_id])}）也申报了本事项：{other.number}",
        )  # fmt: skip


# --- 处理


def _faults(taking: Taking) -> Faults:
    data = taking.data
    if data.get("act") == "scan":
        return []
    if data.get("act") in KEYS:
        return matching.faults(taking)
    row = _row(taking)
    if row is None:
        return [("", "这一条已经不在了，请刷新页面")]
    found: Faults = []
    if data.get("settled") not in set(Settled.values) - {""}:
        found.append(("settled", "请选择怎样处理"))
    if not str(data.get("reason", "")).strip():
        found.append(("reason", "请写明理由"))
    if data.get("settled") in {Settled.DIFFERENCE, Settled.STACK}:
        found += _counted_faults(str(data.get("counted", "")))
    return found


def _counted_faults(text: str) -> Faults:
    try:
        return [] if read_amount(text).fen >= 0 else [("counted", "金额不能小于0")]
    except BadAmount as bad:
        return [("counted", str(bad))]


def _row(taking: Taking) -> Overlap | None:
    given = whole(str(taking.data.get("overlap", "")), 14) or 0
    return taking.application.overlaps.filter(pk=given).first()


def _write(taking: Taking) -> Said:
    if taking.data.get("act") == "scan":
        return _scanned(taking)
    if taking.data.get("act") in KEYS:
        kept = matching.keep(taking)  # looked for at once, so that a scan has always seen every key
        return Said(payload=kept | _scanned(taking).payload)
    row = _row(taking)
    assert row is not None
    row.settled, row.reason = str(taking.data["settled"]), str(taking.data["reason"]).strip()[:500]
    counts = row.settled in {Settled.DIFFERENCE, Settled.STACK}
    row.counted = read_amount(str(taking.data["counted"])).fen if counts else 0
    row.source = row.source or taking.folder.policy.sources[0].id
    row.by, row.at = taking.viewer.person, taking.now
    row.save()
    return Said(
        payload={
            "overlap": row.pk,
            "settled": row.settled,
            "counted": row.counted,
            "reason": row.reason,
        }
    )


def _scanned(taking: Taking) -> Said:
    """Keep what is found; what was settled before stays settled."""
    found = scan(taking.folder)
    for sign in found:
        Overlap.objects.get_or_create(
            application=taking.application, key=sign.key, sign=sign.sign[:200],
            defaults={"label": sign.label[:300], "other": sign.other, "source": sign.source, "amount": sign.amount},
        )  # fmt: skip
    return Said(payload={"found": len(found)})


EFFECTS = {"settle-overlap": Effect(faults=_faults, write=_write)}
