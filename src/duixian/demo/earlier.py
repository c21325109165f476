"""What the firms had before this product, imported by an officer; and firms that changed: renamed, merged, insolvent, gone."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from duixian import policy
from duixian.applications.earlier import imports
from duixian.applications.earlier.template import ledger
from duixian.demo import papers
from duixian.demo.cast import Firm, firms
from duixian.demo.days import shanghai
from duixian.demo.offices import District
from duixian.files import store
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.parties import changes
from duixian.parties.changes import Wanted
from duixian.parties.earlier import EarlierGrant, EarlierImport
from duixian.parties.models import Change

BROUGHT, CHANGED, LAST = date(2025, 3, 3), date(2026, 3, 5), date(2026, 3, 9)
WAN = 10**6
FUND, OPEN = EarlierGrant.Fund, EarlierGrant.Project.OPEN
# Firm's number, fund (a name: another district fund), year, measure, subject, amount and paid in 万元, more.
Grant = tuple[int, str, int, str, str, int, int, Mapping[str, object]]
GRANTS: tuple[Grant, ...] = (
    (2, FUND.V2021, 2022, "qualification", "CMMI三级", 12, 12, {}),
    (2, "区科技创新专项资金（虚构）", 2023, "", "", 30, 30, {}),
    (2, "区人才发展专项资金（虚构）", 2024, "", "", 18, 18, {}),
    (4, FUND.V2023, 2024, "rnd", "", 150, 150, {"project": "accepted"}),
    (4, "区技术改造专项资金（虚构）", 2022, "", "", 80, 80, {}),
    (5, FUND.V2023, 2024, "office-rent", "", 60, 60, {"years": 1}),
    (6, FUND.V2021, 2021, "game-licence", "《苏河旧梦》", 50, 50, {}),
    (8, FUND.V2023, 2024, "rnd", "", 120, 60, {"project": OPEN, "instalments": [{"year": 2026, "fen": 60 * WAN}]}),
    (10, FUND.V2021, 2022, "qualification", "CISP", 10, 10, {}),
    (11, "区大模型专项资金（虚构）", 2025, "", "", 260, 260, {}),
    (18, FUND.V2023, 2023, "game-licence", "《中环往事》", 80, 80, {}),
    (22, "区文化创意专项资金（虚构）", 2025, "", "", 420, 420, {}),
    (22, "区文化创意专项资金（虚构）", 2024, "", "", 150, 150, {}),
)  # fmt: skip
# A second sheet waits to be confirmed: one grant corrected, one more.
SUPPLEMENT: tuple[Grant, ...] = (
    (
        4,
        FUND.V2023,
        2024,
        "rnd",
        "",
        140,
        140,
        {"project": "accepted", "remark": "审计核减（虚构）"},
    ),
    (20, FUND.V2021, 2021, "qualification", "ITSS二级", 15, 15, {}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A change: of which firm, how, by whom recorded, decided by whom ("" waits)."""

    firm: int
    kind: str
    effective: date
    document: str
    by: str
    decider: str = ""
    target: str = ""
    day: date = CHANGED


HAPPENINGS = (
    Happening(firm=29, kind=Change.Kind.RENAME, effective=date(2026, 2, 10), target="上海归云数字科技有限公司",
              document="准予变更登记通知书（虚构）2026-0210", by="zhenru", decider="officer1"),
    Happening(firm=16, kind=Change.Kind.INSOLVENCY, effective=date(2026, 2, 26), document="（2026）沪虚构破3号民事裁定书",
              by="officer2", decider="approver"),
    Happening(firm=33, kind=Change.Kind.MERGER, effective=date(2026, 2, 27), target="21",
              document="合并协议和准予变更登记通知书（虚构）2026-0227", by="zhenru", decider="approver"),
    Happening(firm=14, kind=Change.Kind.MOVE_OUT, effective=date(2026, 3, 2), document="准予迁出调档通知书（虚构）2026-0302",
              by="zhenru", decider="officer2"),
    Happening(firm=13, kind=Change.Kind.RENAME, effective=date(2026, 3, 6), target="上海锦绣里智能机器人有限公司",
              document="准予变更登记通知书（虚构）2026-0306", by="taopu", day=LAST),
    Happening(firm=32, kind=Change.Kind.CENTRE, effective=date(2026, 3, 4), target="武宁",
              document="准予变更登记通知书（虚构）2026-0304", by="taopu", day=LAST),
)  # fmt: skip


def plan(district: District) -> None:
    """Note down the imports and the changes; the last of each still wait."""
    printed = papers.printed({one.document: _paper(one) for one in HAPPENINGS})
    district.diary.note(shanghai(BROUGHT, 10), partial(_bring, district))
    district.diary.note(
        shanghai(LAST, 16, 40),
        partial(_check, district, "officer2", SUPPLEMENT, "补充台账（虚构）"),
    )
    for place, one in enumerate(HAPPENINGS):
        moment = shanghai(one.day, 17, 10 + place)
        district.diary.note(moment, partial(_happen, district, one, printed[one.document]))


def _bring(district: District) -> None:
    brought = _check(district, "officer1", GRANTS, "区科委2021年版、2023年版资助台账（虚构）")
    imports.take(district.staff["officer1"], brought.pk, seen=imports.shown(brought).fingerprint)


def _check(district: District, by: str, rows: tuple[Grant, ...], source: str) -> EarlierImport:
    content = ledger(map(_grant, rows), policy.library().in_force(clock.today()))
    return imports.check(district.staff[by], content, "历次资助台账（虚构）.xlsx", source)


def _grant(row: Grant) -> EarlierGrant:
    number, fund, year, measure, subject, amount, paid, more = row
    other = fund not in FUND.values
    firm = _firm(number)
    return EarlierGrant(
        code=firm.code, name=firm.name, fund=FUND.OTHER if other else fund, fund_name=fund if other else "", year=year,
        measure=measure, subject=subject, document=f"虚构科〔{year}〕{number}号", asked=amount * WAN * 5 // 4,
        amount=amount * WAN, paid=paid * WAN, **more,
    )  # fmt: skip


def _happen(district: District, one: Happening, content: bytes) -> None:
    by = district.staff[one.by]
    kept = store.keep(io.BytesIO(content), "登记文书（虚构）.pdf", owner=None, by=by.person.pk)
    row = changes.ask(by, Wanted(
        organisation=district.owners[_firm(one.firm).code].organisation.pk, kind=one.kind, document=one.document,
        effective_on=one.effective.isoformat(), evidence=kept.pk, target=_target(district, one),
    ))  # fmt: skip
    if one.decider:
        changes.decide(district.staff[one.decider], row.pk, accept=True)


def _target(district: District, one: Happening) -> str:
    match one.kind:
        case Change.Kind.MERGER:
            return _firm(int(one.target)).code
        case Change.Kind.CENTRE:
            return str(district.bureaus[one.target].pk)
    return one.target


def _paper(one: Happening) -> papers.Paper:
    return one.document, (f"单位：{_firm(one.firm).name}", f"日期：{chinese(one.effective)}")


def _firm(number: int) -> Firm:
    return firms()[number - 1]
