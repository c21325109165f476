"""What an officer reads off the evidence to compare by (reading 7): premises with their months, a certificate's number.

The applicant is asked for neither: both stand on papers that are handed in anyway, a lease and a certificate. Kept once
for a case, they are compared with those of every other live case, of anybody and under any measure.
"""

import re
from collections.abc import Iterator
from datetime import date

from duixian.applications.effects import Faults, Taking
from duixian.applications.folder import Folder
from duixian.applications.models import Application, MatchKey
from duixian.applications.signs import Sign
from duixian.applications.states import ENDED, UNSUBMITTED
from duixian.kernel.dates import BadDate, read_month
from duixian.kernel.names import BadText, read_words
from duixian.kernel.sent import whole
from duixian.kernel.text import bare

Kind = MatchKey.Kind
LONGEST_KEY = 120
# An address is told apart by what stands behind the city and the district: some write them, some don't.
_DISTRICT = re.compile("^(?:[^市区]{2,3}市)?[^市区路]{2,4}区(?=.*(?:路|街|道|弄))")
# The same room: 5号楼302室 and 5号302.
_ROOM = str.maketrans("", "", "室楼层栋幢单元第")


def key_of(kind: str, said: str) -> str:
    """What was read off, without what it can be disguised with."""
    plain = bare(said)
    if kind == Kind.PREMISES:
        plain = _DISTRICT.sub("", plain).translate(_ROOM)
    return plain[:LONGEST_KEY]


def faults(taking: Taking) -> Faults:
    """What is wrong with a key that an officer keeps, by field; or with one that is to go."""
    data, found = taking.data, []
    if data.get("act") == "drop-key":
        return [] if row(taking) else [("", "这一条已经不在了，请刷新页面")]
    kind = str(data.get("kind", ""))
    if kind not in Kind.values:
        found.append(("kind", "请选择是场地还是证书"))
    try:
        said = read_words(str(data.get("said", "")), "地址或者编号", 200)
        if not key_of(kind, said):
            found.append(("said", "里面没有文字或者数字，请照材料填写"))
    except BadText as bad:
        found.append(("said", str(bad)))
    return found + (_month_faults(taking) if kind == Kind.PREMISES else [])


def _month_faults(taking: Taking) -> Faults:
    found, months = [], []
    for name, label in (("first_month", "起始月份"), ("last_month", "截止月份")):
        try:
            months.append(read_month(str(taking.data.get(name, ""))))
        except BadDate as bad:
            found.append((name, f"{label}：{bad}"))
    if not found and months[0] > months[1]:
        found.append(("last_month", "截止月份早于起始月份"))
    return found


def row(taking: Taking) -> MatchKey | None:
    """The kept key that the form names."""
    given = whole(str(taking.data.get("key", "")), 14) or 0
    return taking.application.match_keys.filter(pk=given).first()


def keep(taking: Taking) -> dict[str, object]:
    """Keep a key, or take one away; what the trail says of it."""
    data = taking.data
    if data.get("act") == "drop-key":
        gone = row(taking)
        assert gone is not None
        gone.delete()
        return {"dropped": gone.said}
    kind, said = str(data["kind"]), read_words(str(data["said"]), "地址或者编号", 200)
    months: dict[str, date] = {}
    if kind == Kind.PREMISES:
        months = {name: read_month(str(data[name])) for name in ("first_month", "last_month")}
    MatchKey.objects.create(
        application=taking.application, kind=kind, said=said, key=key_of(kind, said), by=taking.viewer.person,
        at=taking.now, **months,
    )  # fmt: skip
    return {"kind": kind, "said": said, **{name: f"{day:%Y-%m}" for name, day in months.items()}}


def signs(folder: Folder) -> Iterator[Sign]:
    """The same premises in the same month, and the same certificate, in other live cases."""
    for mine in folder.application.match_keys.all():
        rows = (
            MatchKey.objects.filter(kind=mine.kind, key=mine.key)
            .exclude(application=folder.application)
            .exclude(application__state__in=[*ENDED, *UNSUBMITTED])
            .select_related("application__applicant")
        )
        if mine.kind == Kind.PREMISES:
            rows = rows.filter(first_month__lte=mine.last_month, last_month__gte=mine.first_month)
        for theirs in rows:
            yield _sign(mine, theirs, theirs.application)


def _sign(mine: MatchKey, theirs: MatchKey, other: Application) -> Sign:
    where, when = f"{other.number}（{other.applicant.name}）", ""
    if mine.first_month and mine.last_month and theirs.first_month and theirs.last_month:
        first, last = (
            max(mine.first_month, theirs.first_month),
            min(mine.last_month, theirs.last_month),
        )
        when = span(first, last)
    return Sign(
        key=mine.kind, sign=f"{mine.key}:{when}:{other.pk}", other=other, label=f"“{mine.said}”{when}也在{where}中登记",
    )  # fmt: skip


def span(first: date, last: date) -> str:
    """2025年3月, or 2025年3月至2025年6月."""
    said = f"{first.year}年{first.month}月"
    return said if first == last else f"{said}至{last.year}年{last.month}月"
