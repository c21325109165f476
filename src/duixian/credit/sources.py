"""The sources of the register: made and changed by an officer, and whether each can be relied on about an enterprise."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from duixian.audit import trail
from duixian.credit.models import Coverage, Source
from duixian.credit.refusing import denials
from duixian.credit.register import READERS, locked
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.kernel.names import read_name, read_words
from duixian.kernel.text import folded, shown
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.reading import Reading
from duixian.parties.roles import Role

WAY_OUT = "请到“信用”的“信用来源”导入或更新最新名单，再重新核查"
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]", re.ASCII)
MOST_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Relied:
    """A source in use, up to when it tells of an enterprise, and what is wrong with that in Chinese; "" where nothing is."""

    source: Source
    as_of: date | None
    trouble: str


def trouble(source: Source, today: date, asked: date | None = None) -> str:
    """Why the source can't be relied on: it failed, has told nothing yet, or nothing new for too long; "" where it can.

    `asked` is the day on which it was asked about the enterprise in question alone.
    """
    as_of = _newest(source, asked)
    failed_on = clock.local(source.failed_at).date() if source.failed_at else None
    if source.failure and not (asked and failed_on and asked >= failed_on):
        return f"信用来源“{source.name}”最近一次更新失败：{source.failure}"
    if as_of is None:
        return f"信用来源“{source.name}”还没有导入过名单"
    if today > as_of + timedelta(days=source.stale_days):
        return (
            f"信用来源“{source.name}”的数据只到{chinese(as_of)}，超过{source.stale_days}天没有更新"
        )
    return ""


def relied_on(code: str, today: date) -> list[Relied]:
    """Every source in use, as far as it tells of this enterprise."""
    asked = dict(Coverage.objects.filter(code=code).values_list("source", "as_of"))
    return [
        Relied(
            source=one, as_of=_newest(one, asked.get(one.pk)), trouble=trouble(one, today, asked.get(one.pk))
        )
        for one in Source.objects.filter(active=True)
    ]  # fmt: skip


def _newest(source: Source, asked: date | None) -> date | None:
    return max((day for day in (source.as_of, asked) if day), default=None)


def failure(relied: list[Relied]) -> str:
    """Why no screening can be made with these sources, and the way out; "" where one can."""
    if not relied:
        return f"还没有启用任何信用来源。{WAY_OUT}"
    troubles = [one.trouble for one in relied if one.trouble]
    return f"{'；'.join(troubles)}。{WAY_OUT}" if troubles else ""


def every(viewer: Viewer) -> QuerySet[Source]:
    """All sources, those in use first."""
    require(viewer, *READERS)
    return Source.objects.order_by("-active", "name")


def get(viewer: Viewer, id_: int) -> Source:
    """One source. Raises NotSeen."""
    found = every(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def waiting(viewer: Viewer, today: date) -> int:
    """How many sources in use can't be relied on today; for the desk."""
    used = every(viewer).filter(active=True)
    return sum(bool(trouble(one, today)) for one in used)


def create(viewer: Viewer, row: Mapping[str, str]) -> Source:
    """A new source: slug, name, kind, adapter, stale_days. Raises Refused."""
    require(viewer, Role.OFFICER)
    with denials(viewer, "credit.source", "credit"), transaction.atomic():
        source = Source()
        _fill(source, row)
        source.save()
        trail.record(viewer.actor, "credit.source", subject_of(source), payload=_said(source))
    return source


def change(viewer: Viewer, id_: int, row: Mapping[str, str], *, active: bool, why: str) -> Source:
    """Another name, way or limit, in use or not, for a reason. Raises Refused, or NotSeen."""
    require(viewer, Role.OFFICER)
    with denials(viewer, "credit.source", f"credit-source:{id_}"), transaction.atomic():
        source = locked(id_)
        before = _said(source)
        reading = Reading()
        reason = reading.text("why", lambda: read_words(why, "理由", 300))
        _fill(source, {**row, "slug": source.slug}, reading)
        source.active = active
        source.save()
        trail.record(
            viewer.actor, "credit.source", subject_of(source),
            payload={"before": before, "after": _said(source), "why": reason},
        )  # fmt: skip
    return source


def covered(source: Source, codes: Iterable[str], as_of: date) -> None:
    """Note that the source was asked about these; the source is locked."""
    there = {one.code: one for one in Coverage.objects.filter(source=source, code__in=list(codes))}
    for code in codes:
        row = there.get(code) or Coverage(source=source, code=code, as_of=as_of)
        row.as_of = max(row.as_of, as_of)
        row.save()


def subject_of(source: Source) -> str:
    """How the trail names a source."""
    return f"credit-source:{source.pk}"


def _fill(source: Source, row: Mapping[str, str], reading: Reading | None = None) -> None:
    read = reading or Reading()
    source.slug = _slug(row.get("slug", ""), read)
    source.name = read.text("name", lambda: read_name(row.get("name", ""), "来源名称", 100))
    source.kind, source.adapter = row.get("kind", ""), row.get("adapter", "")
    if source.kind not in Source.Kind.values:
        read.fault("kind", "请选择类别")
    if source.adapter not in Source.Adapter.values:
        read.fault("adapter", "请选择更新方式")
    days = folded(row.get("stale_days", ""))
    if days.isascii() and days.isdecimal() and 1 <= int(days[:4]) <= MOST_DAYS:
        source.stale_days = int(days)
    else:
        read.fault("stale_days", f"“{shown(days)}”不行。请填1至{MOST_DAYS}之间的整数")
    others = Source.objects.exclude(pk=source.pk)
    for field, name in (("slug", "标识"), ("name", "名称")):
        if getattr(source, field) and others.filter(**{field: getattr(source, field)}).exists():
            read.fault(field, f"已有{name}相同的信用来源")
    read.done()


def _slug(text: str, reading: Reading) -> str:
    plain = folded(text)
    if _SLUG.fullmatch(plain):
        return plain
    reading.fault("slug", "请用3至40个小写字母、数字和连字符，以字母开头，例如 credit-shanghai")
    return ""


def _said(source: Source) -> dict[str, object]:
    return {
        name: getattr(source, name) for name in ("slug", "name", "kind", "adapter", "stale_days", "active")
    }  # fmt: skip


__all__ = [
    "NotSeen", "Refused", "Relied", "change", "covered", "create", "every", "failure", "get", "relied_on",
    "subject_of", "trouble", "waiting",
]  # fmt: skip
