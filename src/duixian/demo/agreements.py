"""投资协议 of some firms: what they promised, how it stands, and what their centres noted. All of it is made up."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from duixian.demo.cast import firms
from duixian.demo.days import shanghai
from duixian.demo.offices import District
from duixian.parties import agreements
from duixian.parties.agreements import Row, Wanted

ENTERED = date(2026, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """An agreement: of which firm, its promises (kind, text, last day, how it stands), follow-ups by day."""

    firm: int
    number: str
    title: str
    signed: str
    until: str
    promises: tuple[tuple[str, str, str, str], ...]
    notes: tuple[tuple[str, str], ...] = ()


AGREED = (
    Agreed(
        firm=3, number="普投协（虚构）〔2023〕8号", title="工业仿真软件研发中心投资协议（虚构）", signed="2023-05-16", until="2028-05-15",
        promises=(
            ("tax", "2024年度在本区纳税不低于200万元", "2024-12-31", "met"),
            ("tax", "2025年度在本区纳税不低于300万元", "2025-12-31", "part"),
            ("research", "三年内研发投入累计不低于2000万元", "2026-05-15", "pending"),
            ("people", "2025年底以前研发人员不少于60人", "2025-12-31", "met"),
        ),
        notes=(
            ("2025-07-10", "上门走访：研发中心已投入使用，研发人员54人。"),
            ("2026-01-15", "企业说明2025年纳税268万元，与承诺差32万元，主要是两份合同延到2026年一季度验收。"),
        ),
    ),
    Agreed(
        firm=0, number="普投协（虚构）〔2025〕3号", title="智能软件总部项目投资协议（虚构）", signed="2025-03-20", until="2030-03-19",
        promises=(
            ("land", "租用长风生态商务区办公用房2000平方米，租期不少于五年", "2025-06-30", "met"),
            ("output", "2026年度营业收入不低于8000万元", "2026-12-31", "pending"),
            ("tax", "2026年度在本区纳税不低于400万元", "2026-12-31", "pending"),
        ),
        notes=(("2025-07-02", "核对租赁合同和入驻照片，办公用房已落实。"),),
    ),
    Agreed(
        firm=8, number="普投协（虚构）〔2022〕15号", title="云计算平台项目投资协议（虚构）", signed="2022-09-08", until="2025-09-07",
        promises=(("research", "三年研发投入累计不低于900万元", "2025-09-07", "missed"),),
    ),
)  # fmt: skip


def plan(district: District) -> None:
    """Note down the day on which each centre entered its own."""
    for place, one in enumerate(AGREED):
        district.diary.note(shanghai(ENTERED, 14, 10 * place), partial(enter, district, one))


def enter(district: District, one: Agreed) -> None:
    """By whoever sits at the firm's centre."""
    firm = firms()[one.firm]
    where = district.owners[firm.code].organisation
    clerk = next(
        each for each in district.staff.values() if each.organisation.pk == where.centre_id
    )
    made = agreements.enter(clerk, where.pk, Wanted(
        number=one.number, title=one.title, signed_on=one.signed, until=one.until, state="running",
        promises=[Row(kind=kind, text=text, due_on=due, state=state) for kind, text, due, state in one.promises],
    ))  # fmt: skip
    for day, text in one.notes:
        agreements.follow_up(clerk, made.pk, day, text)
