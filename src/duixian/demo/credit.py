"""The credit register: two sources whose lists an officer imports every other month, and the few records on them."""

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from duixian.credit import importing, sources
from duixian.credit.entries import COLUMNS
from duixian.credit.importing import Brought
from duixian.credit.models import Source
from duixian.demo import cast
from duixian.demo.days import shanghai
from duixian.demo.offices import District
from duixian.kernel.dates import read_iso

FIRST, EVERY, LAST = date(2025, 2, 24), timedelta(days=54), date(2026, 3, 9)
STALE_DAYS = 90  # the demo's days go on, and nobody imports
PLATFORM, MARKET = "credit-shanghai", "gsxt"
SOURCES: Mapping[str, Mapping[str, str]] = {
    PLATFORM: {"name": "信用中国（上海）", "kind": "platform", "adapter": "import"},
    MARKET: {"name": "国家企业信用信息公示系统", "kind": "market", "adapter": "import"},
}
GAMES, ROBOTS = 17, 12  # their places in enterprises.txt
# source, enterprise, and the record: one serious and in force, one old, one trivial and repaired since
RECORDS: tuple[tuple[str, int, Mapping[str, str]], ...] = (
    (PLATFORM, GAMES, {
        "kind": "严重失信", "matter": "有能力履行而拒不履行生效法律文书确定的义务（虚构）",
        "document_number": "（2024）沪0107执虚构第18号", "acted_on": "2024-03-20", "decided_on": "2024-06-12",
        "published_on": "2024-06-17", "until": "2027-06-11",
    }),
    (PLATFORM, GAMES, {
        "kind": "违法行为处罚", "matter": "发布广告使用绝对化用语，罚款2万元（虚构）",
        "document_number": "普市监处〔2021〕虚构7号", "acted_on": "2020-12-02", "decided_on": "2021-05-14",
        "published_on": "2021-05-18",
    }),
    (MARKET, ROBOTS, {
        "kind": "违法行为处罚", "matter": "未按期公示年度报告，罚款500元（虚构）",
        "document_number": "普市监简处〔2025〕虚构31号", "acted_on": "2024-07-01", "decided_on": "2025-04-18",
        "published_on": "2025-04-22", "repaired_on": "2025-10-28",
    }),
)  # fmt: skip


def plan(district: District) -> None:
    """Note down the sources and every list."""
    note = district.diary.note
    note(shanghai(FIRST, 9), partial(_sources, district))
    day = FIRST
    while day < LAST:
        note(shanghai(day, 9, 30), partial(_import, district, day))
        day += EVERY
    note(shanghai(LAST, 9, 30), partial(_import, district, LAST))


def _sources(district: District) -> None:
    for slug, one in SOURCES.items():
        sources.create(district.staff["officer1"], {"slug": slug, **one, "stale_days": str(STALE_DAYS)})  # fmt: skip


def _import(district: District, day: date) -> None:
    """Each source's whole list as it stood that morning."""
    officer = district.staff["officer1"]
    for slug in SOURCES:
        made = importing.try_(officer, Brought(
            source=Source.objects.get(slug=slug).pk, as_of=day.isoformat(), whole=True,
            file_name=f"{slug}-{day.isoformat()}.csv", content=_listed(slug, day),
        ))  # fmt: skip
        importing.apply(officer, made.pk, read=importing.differences(made).fingerprint)


def _listed(slug: str, day: date) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([one.name for one in COLUMNS.values()])
    for source, place, record in RECORDS:
        if source == slug and read_iso(record["published_on"]) <= day:
            firm = cast.firms()[place]
            row = {**record, "code": firm.code, "name": firm.name}
            if row.get("repaired_on", "") > day.isoformat():
                row["repaired_on"] = ""
            writer.writerow([row.get(column, "") for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")
