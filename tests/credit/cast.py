"""What these tests share: days, sources in every condition, rows as somebody types them, files as somebody brings them."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from openpyxl import Workbook

from duixian.credit import register
from duixian.credit.entries import COLUMNS
from duixian.credit.importing import Brought
from duixian.credit.models import CreditRecord, Source
from duixian.parties.access import Viewer
from tests.parties import cast

TODAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
CODE = cast.credit_code(7001)
OTHER = cast.credit_code(7002)
ROW: Mapping[str, str] = {
    "code": CODE, "name": "上海云帆智能科技有限公司", "kind": "违法行为处罚", "matter": "未按规定公示年度报告",
    "document_number": "沪市监普处〔2025〕12号", "acted_on": "2025-01-10", "decided_on": "2025-03-01",
    "published_on": "2025-03-05", "repaired_on": "", "until": "",
}  # fmt: skip


def row(**changed: str) -> dict[str, str]:
    """A row that is right, but for what is changed."""
    return {**ROW, **changed}


def source(
    name: str = "信用中国（上海）", *, as_of: date | None = TODAY, days: int = 7, adapter: str = "import", **more: object
) -> Source:  # fmt: skip
    """A source in use, fresh unless told otherwise."""
    number = Source.objects.count() + 1
    return Source.objects.create(
        slug=f"source-{number}", name=name, kind="platform", adapter=adapter, stale_days=days, as_of=as_of, **more
    )  # fmt: skip


def entered(officer: Viewer, where: Source, **changed: str) -> CreditRecord:
    """A record entered by hand."""
    return register.enter(officer, where.pk, row(**changed))


def stale(where: Source) -> None:
    """Let the source grow old."""
    where.as_of = TODAY - timedelta(days=where.stale_days + 1)
    where.save()


def xlsx(rows: Sequence[Mapping[str, object]], *, heads: Sequence[str] = ()) -> bytes:
    """An .xlsx with the register's heads."""
    book = Workbook()
    table = book.active
    assert table is not None
    table.title = "信用记录"
    table.append(list(heads or [one.name for one in COLUMNS.values()]))
    for one in rows:
        table.append([one.get(column) for column in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(rows: Sequence[Mapping[str, str]], encoding: str = "utf-8-sig") -> bytes:
    """The same as .csv."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([one.name for one in COLUMNS.values()])
    writer.writerows([one.get(column, "") for column in COLUMNS] for one in rows)
    return out.getvalue().encode(encoding)


def brought(where: Source, *rows: Mapping[str, str], **more: object) -> Brought:
    """A whole list as a file, of today."""
    given = {"source": where.pk, "as_of": TODAY.isoformat(), "whole": True, "file_name": "名单.csv", "content": csv_of(rows)}  # fmt: skip
    return Brought(**{**given, **more})  # type: ignore[arg-type]
