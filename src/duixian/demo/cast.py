"""The cast: a fictional district's centres, bureaus, officials and enterprises. Nobody here is real."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from duixian.kernel.dates import read_iso
from duixian.parties.roles import Kind, Role

PASSWORD = "Duixian-2026-Demo"  # noqa: S105  shown on the sign-in page of a demonstration


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """One enterprise or institution of the demonstration."""

    code: str
    name: str
    centre: str
    kind: str
    field: str
    registered_on: date
    arrived_on: date
    staff: int


@dataclass(frozen=True, slots=True)
class Bureau:
    """One public body: a key to name it by, what it is, and how it is reached."""

    key: str
    kind: Kind
    name: str
    area: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Official:
    """One person on staff: sign-in name, name, where and as what."""

    login: str
    name: str
    bureau: str
    role: Role


BUREAUS = (
    Bureau("长风", Kind.CENTRE, "长风投资促进中心", "长风新村街道、长寿路街道", "021-5550 1001（虚构）"),
    Bureau("桃浦", Kind.CENTRE, "桃浦投资促进中心", "桃浦镇、万里街道", "021-5550 1002（虚构）"),
    Bureau("真如", Kind.CENTRE, "真如投资促进中心", "真如镇街道、石泉路街道", "021-5550 1003（虚构）"),
    Bureau("武宁", Kind.CENTRE, "武宁投资促进中心", "曹杨新村街道、甘泉路街道、宜川路街道、长征镇", "021-5550 1004（虚构）"),
    Bureau("科委", Kind.COMMISSION, "普陀区科学技术委员会"),
    Bureau("领导小组", Kind.LEADING_GROUP, "普陀区投资促进领导小组"),
    Bureau("财政", Kind.FINANCE, "普陀区财政局"),
    Bureau("审计", Kind.AUDIT, "普陀区审计局"),
    Bureau("专家库", Kind.EXPERTS, "评审专家库"),
    Bureau("运行", Kind.OPERATOR, "系统运行组"),
)  # fmt: skip

OFFICIALS = (
    Official("admin1", "管一新", "运行", Role.ADMIN),
    Official("admin2", "管二平", "运行", Role.ADMIN),
    Official("changfeng", "常青", "长风", Role.CENTRE),
    Official("taopu", "陶朴", "桃浦", Role.CENTRE),
    Official("zhenru", "甄如", "真如", Role.CENTRE),
    Official("wuning", "吴宁", "武宁", Role.CENTRE),
    Official("officer1", "经纬", "科委", Role.OFFICER),
    Official("officer2", "景文", "科委", Role.OFFICER),
    Official("approver", "沈定", "科委", Role.APPROVER),
    Official("approver2", "沈宁", "科委", Role.APPROVER),
    Official("leader", "凌导", "领导小组", Role.LEADING_GROUP),
    *(
        Official(f"expert{number}", name, "专家库", Role.EXPERT)
        for number, name in enumerate(("庄嘉一", "詹其二", "翟善三", "祝思四", "卓五知"), 1)
    ),
    Official("preparer", "贝和", "财政", Role.PREPARER),
    Official("releaser", "傅款", "财政", Role.RELEASER),
    Official("auditor", "申清", "审计", Role.AUDITOR),
)


@cache
def firms() -> tuple[Firm, ...]:
    """The enterprises of enterprises.txt, in its order."""
    text = Path(__file__).with_name("enterprises.txt").read_text(encoding="utf-8")
    rows = (line.split() for line in text.splitlines() if line and line[0] != "#")
    return tuple(
        Firm(
            code=code, name=name, centre=centre, kind=kind, field=field,
            registered_on=read_iso(registered), arrived_on=read_iso(arrived), staff=int(staff),
        )
        for code, name, centre, kind, field, registered, arrived, staff in rows
    )  # fmt: skip
