"""A great deal of everything that a page may list: rows beside those of the world, written straight into the tables."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import models

from duixian.applications.models import (
    Application,
    Evidence,
    ExpenseLine,
    NoticeItem,
    PublicNotice,
    Remark,
    Taken,
)
from duixian.audit import trail
from duixian.credit.models import CreditRecord
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.letters.models import Letter
from duixian.outbox.models import Notice
from duixian.parties.access import Viewer
from duixian.parties.earlier import EarlierGrant
from duixian.parties.models import Change

LINES, FILES, ENTRIES, ROWS = 50, 40, 30, 30


def enlarge(case: Application, by: Viewer) -> None:
    """Fifty lines, forty files, thirty steps with their entries, thirty remarks."""
    ExpenseLine.objects.bulk_create(_lines(case))
    files = StoredFile.objects.bulk_create(_files(case))
    Evidence.objects.bulk_create(
        Evidence(application=case, item="m1", file=file, added_by=by.person) for file in files
    )
    Taken.objects.bulk_create(
        Taken(
            application=case, step="save", source=case.state, to=case.state, person=by.person, role=by.role,
            organisation=by.organisation, at=clock.now(),
        )
        for _ in range(ENTRIES)
    )  # fmt: skip
    for _ in range(ENTRIES):
        trail.record(by.actor, "application.save", f"application:{case.pk}")
    Remark.objects.bulk_create(
        Remark(application=case, label=f"第{n}处", text="请说明", by=by.person) for n in range(ROWS)
    )


def _lines(case: Application) -> Iterator[ExpenseLine]:
    for n in range(LINES):
        yield ExpenseLine(
            application=case, position=1000 + n, fact="compute_cost", content=f"算力租用第{n}期", counterparty="某公司",
            invoice_number=f"9{n:019d}", invoice_key=f"|9{n:019d}", amount=100, invoice_amount=100, paid_amount=100,
            invoiced_on=clock.today(), paid_on=clock.today(),
        )  # fmt: skip


def _files(case: Application) -> Iterator[StoredFile]:
    for n in range(FILES):
        digest = _digest(f"{case.pk} {n}")
        yield StoredFile(
            owner=case.applicant_id, name=f"材料{n}.pdf", kind="pdf", size=9, sha256=digest, scanned_by="test"
        )  # fmt: skip


def copies(row: Any, own: Callable[[int], dict[str, Any]] = lambda n: {}) -> list[Any]:
    """The row thirty times more, each with a key of its own and with what may be there once only."""
    model = type(row)
    key = model._meta.pk
    kept = [one.attname for one in model._meta.concrete_fields if not one.generated and one != key]
    values = {name: getattr(row, name) for name in kept}
    keyed = isinstance(key, models.UUIDField)
    made = ({**values, **({"pk": uuid.uuid4()} if keyed else {}), **own(n)} for n in range(ROWS))
    found: list[Any] = model._default_manager.bulk_create(model(**one) for one in made)
    return found


def fill_lists() -> None:
    """Thirty more of each letter, public notice, credit record, earlier grant, change and message."""
    for place, letter in enumerate(list(Letter.objects.all()), 1):
        copies(letter, partial(_letter, letter, place))
    for notice in list(PublicNotice.objects.all()):
        item = notice.items.all()[0]
        for made in copies(notice, partial(_notice, notice)):
            NoticeItem.objects.create(
                notice=made, application=item.application, position=1, shown=item.shown
            )
    copies(
        CreditRecord.objects.all()[0], lambda n: {"key": f"key{n}", "document_number": f"文{n}号"}
    )
    for grant in list(EarlierGrant.objects.all()):
        copies(grant, partial(_grant, grant))
    for message in list(Notice.objects.exclude(person=None))[:20]:
        copies(message, lambda n: {"key": ""})
    for change in list(Change.objects.all()):
        copies(change, lambda n: {"state": Change.State.REFUSED})


def _letter(one: Letter, place: int, n: int) -> dict[str, Any]:
    return {
        "sequence": 1000 * place + n,
        "number": f"{one}-{n}",
        "sha256": _digest(f"{one.pk} {n}"),
    }


def _notice(one: PublicNotice, n: int) -> dict[str, Any]:
    return {"number": one.number and f"{one.number}-{n}"}


def _grant(one: EarlierGrant, n: int) -> dict[str, Any]:
    return {"key": f"{one.pk.hex[:20]}{n}"}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
