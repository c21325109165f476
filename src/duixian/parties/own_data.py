"""A copy of one's own data: a zip with a JSON file for programs and an Excel workbook for people."""

import json
from datetime import datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from xlsxwriter import Workbook

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.kernel import clock
from duixian.parties import people, privacy
from duixian.parties.access import Refused
from duixian.parties.models import Account

Sheets = dict[str, list[dict[str, str]]]


def export(account: Account, *, actor: Actor | None = None) -> bytes:
    """The zip; that it was taken is recorded. Raises Refused after so many of one person in a day."""
    sheets = privacy.held_of(account)
    by = actor or people.who(account)
    with transaction.atomic():
        if account.person is not None:
            people.locked(account.person.pk)
        if _taken(account) >= settings.OWN_DATA_A_DAY:
            raise Refused(("", f"今天已经下载{settings.OWN_DATA_A_DAY}次，请明天再下载"))
        trail.record(
            by, "privacy.export", f"account:{account.pk}",
            payload={"sheets": {name: len(rows) for name, rows in sheets.items()}},
        )  # fmt: skip
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as packed:
        packed.writestr("我的数据.json", json.dumps(sheets, ensure_ascii=False, indent=2))
        packed.writestr("我的数据.xlsx", workbook(sheets))
    return made.getvalue()


def _taken(account: Account) -> int:
    """How many copies the person has taken today, by whatever account of theirs."""
    since = datetime.combine(clock.today(), time(), tzinfo=clock.SHANGHAI)
    mine = Account.objects.filter(Q(pk=account.pk) | Q(person=account.person, person__isnull=False))
    return sum(
        trail.of(f"account:{pk}").filter(action="privacy.export", at__gte=since).count()
        for pk in mine.values_list("pk", flat=True)
    )


def workbook(sheets: Sheets) -> bytes:
    """One sheet for each part; every cell is a text, so that nothing in it is ever a formula."""
    made = BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            columns = list(rows[0]) if rows else ["无记录"]
            sheet.set_column(0, len(columns) - 1, 22)
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(columns):
                sheet.write_string(0, column, title, head)
                for line, row in enumerate(rows, start=1):
                    sheet.write_string(line, column, row[title])
    return made.getvalue()
