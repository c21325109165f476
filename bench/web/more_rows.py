"""The rows of deciding: letters, credit records, earlier grants, enterprise changes, public notices, messages."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import models
from tests.applications.cast import District
from tests.credit import cast as credit
from tests.letters.samples import SAMPLES

from duixian.applications.models import Application, NoticeItem, PublicNotice
from duixian.credit import finding as credit_words
from duixian.credit.models import CreditRecord
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.letters import finding as letter_words
from duixian.letters.letters import issue
from duixian.letters.models import Letter, Series
from duixian.outbox.models import Notice
from duixian.parties.earlier import EarlierGrant, EarlierImport
from duixian.parties.finding import earlier as earlier_words
from duixian.parties.models import Change, Organisation

Bulk = Callable[[type[models.Model], Iterator[Any]], None]
LETTERS_EACH, RECORDS_EACH, GRANTS_EACH, CHANGES_EACH, NOTICES_EACH, ITEMS = 2, 10, 5, 50, 500, 20
# Pages of few rows would be quick for that alone.
LEAST = 100
SHOWN = {
    "number": "PT",
    "enterprise": "某公司",
    "measure": "算力",
    "clause": "三（六）",
    "subject": "",
    "amount": "1.00",
}


def fill(people: District, firms: list[Organisation], cases: list[Application], bulk: Bulk) -> dict[str, Any]:  # fmt: skip
    """So many of each for so many cases; returns what the pages' addresses need."""
    today, size = clock.today(), len(cases)
    few = partial(max, LEAST)
    letters = list(_letters(cases, few(size // LETTERS_EACH)))
    bulk(Letter, iter(letters))
    letter_words.index(letters)
    whole = issue(
        people.officer, "reply", f"application:{cases[0].pk}", SAMPLES["reply"], clock.now()
    )
    records = _records(firms, few(size // RECORDS_EACH), today)
    bulk(CreditRecord, iter(records))
    credit_words.index(records)
    paper = StoredFile.objects.create(
        name="台账.xlsx", kind="xlsx", size=1, sha256=uuid.uuid4().hex * 2, scanned_by="bench"
    )
    brought = EarlierImport.objects.create(
        file=paper, source="台账", state="taken", brought_by=people.officer.person
    )
    grants = list(_grants(brought, firms, few(size // GRANTS_EACH)))
    bulk(EarlierGrant, iter(grants))
    earlier_words.index(grants)
    changes = list(_changes(people, firms, paper, few(size // CHANGES_EACH)))
    bulk(Change, iter(changes))
    notices = _notices(people, cases, few(size // NOTICES_EACH))
    bulk(PublicNotice, iter(notices))
    bulk(NoticeItem, _items(notices, cases))
    bulk(Notice, (
        Notice(person=people.owner.person.pk, template="application-filed", subject=f"申报{n}", body="已提交", link="/my/")
        for n in range(few(size // LETTERS_EACH))
    ))  # fmt: skip
    return {
        "letter": str(whole.pk), "record": str(CreditRecord.objects.order_by("-pk")[0].pk),
        "grant": str(grants[0].pk), "change": str(changes[0].pk), "notice": str(notices[0].pk),
    }  # fmt: skip


def _letters(cases: list[Application], count: int) -> Iterator[Letter]:
    series = Series.objects.create(name="普科智软测〔2026〕", last=count)
    for n in range(count):
        case = cases[n % len(cases)]
        yield Letter(
            series=series, sequence=n + 1, number=f"{series.name}{n + 1}号", subject=f"application:{case.pk}", kind="reply",
            title="答复函", addressee=case.applicant.name, content="{}", sha256=f"{n:064x}", head="",
            issued_at=clock.now() - timedelta(minutes=n),
        )  # fmt: skip


def _records(firms: list[Organisation], count: int, today: date) -> list[CreditRecord]:
    source = credit.source(as_of=today)
    return [
        CreditRecord(
            source=source, code=firms[n % len(firms)].code, name=firms[n % len(firms)].name,
            pinyin=firms[n % len(firms)].pinyin, kind="penalty", matter="未按期年报", document_number=f"沪市监处〔2025〕{n}号",
            decided_on=today - timedelta(days=n % 900), key=f"penalty|{n}",
        )
        for n in range(count)
    ]  # fmt: skip


def _grants(
    brought: EarlierImport, firms: list[Organisation], count: int
) -> Iterator[EarlierGrant]:
    for n in range(count):
        firm = firms[n % len(firms)]
        yield EarlierGrant(
            batch=brought, row=n + 2, key=f"{n:064x}", code=firm.code, name=firm.name, fund=("2021", "2023", "other")[n % 3],
            year=2021 + n % 4, measure="compute", amount=1_000_000, paid=1_000_000,
        )  # fmt: skip


def _changes(people: District, firms: list[Organisation], paper: StoredFile, count: int) -> Iterator[Change]:  # fmt: skip
    for n in range(count):
        yield Change(
            organisation=firms[n % len(firms)], kind="move-out", state="waiting" if n < 5 else "refused", document=f"通知{n}",
            effective_on=clock.today(), evidence=paper, asked_by=people.officer.person,
            asked_at_office=people.officer.organisation, asked_at=clock.now() - timedelta(minutes=n),
        )  # fmt: skip


def _notices(people: District, cases: list[Application], count: int) -> list[PublicNotice]:
    return [
        PublicNotice(
            number=f"公示〔2026〕{n + 1}号", round=cases[0].round_measure.round, title=f"拟资助名单公示（第{n + 1}批）",
            state="posted" if n < 2 else "ended", contact="区科委", drafted_by=people.officer.person,
            posted_by=people.approver.person, posted_at=clock.now() - timedelta(hours=n),
            first_on=clock.today() - timedelta(days=n // 24), last_on=clock.today() + timedelta(days=9),
        )
        for n in range(count)
    ]  # fmt: skip


def _items(notices: list[PublicNotice], cases: list[Application]) -> Iterator[NoticeItem]:
    for n, notice in enumerate(notices):
        for k in range(min(ITEMS, len(cases))):
            case = cases[(n * ITEMS + k) % len(cases)]
            yield NoticeItem(notice=notice, application=case, position=k + 1, shown=SHOWN)
