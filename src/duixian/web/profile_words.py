"""An enterprise's profile in words: the same for its own people and for officials."""

from collections.abc import Mapping
from typing import Any

from duixian import policy
from duixian.applications import words
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.parties import profiles
from duixian.parties.models import Profile, YearFigures
from duixian.policy import Fact
from duixian.web.boxes import Box

BASIC_BOXES = (
    Box(
        name="industry_class", label="行业代码（GB/T 4754）", optional=True,
        hint="国民经济行业分类，一个字母加2至4位数字，例如 I6513（应用软件开发）",
    ),
    Box(name="address", label="注册地址", wide=True, optional=True, complete="street-address"),
    Box(
        name="legal_person", label="法定代表人", optional=True, hint="与营业执照一致；合伙企业填执行事务合伙人或委派代表",
    ),
    Box(
        name="shareholders", label="持股25%以上的股东", style="area", optional=True,
        hint="每行一个，写全称，最多4个；没有的不填。审核时用来查看关联单位是否申报同一事项",
    ),
    Box(name="contact_name", label="联系人", optional=True, complete="name"),
    Box(name="contact_phone", label="联系电话", mode="tel", optional=True, complete="tel"),
)  # fmt: skip
BOX_NAMES = tuple(box.name for box in BASIC_BOXES)
COUNTS = (
    ("staff", "职工人数", "人"),
    ("rnd_staff", "研发人员", "人"),
    ("revenue", "营业收入", "元"),
    ("rnd_spend", "研发费用", "元"),
    ("patents", "发明专利", "件"),
    ("copyrights", "软件著作权", "件"),
)
MONEY = {"revenue", "rnd_spend"}


def facts() -> tuple[Fact, ...]:
    """What the policy in force asks once of every applicant."""
    return profiles.kept(policy.library().in_force(clock.today()))


def in_words(fact: Fact, answers: Mapping[str, Any]) -> str:
    """A kept answer for reading; "" where there is none."""
    return words.said(fact, answers[fact.id]) if fact.id in answers else ""


def labels() -> dict[str, str]:
    """The names of everything that can differ between two versions."""
    years = {
        f"{year}-{name}": f"{year}年{label}"
        for year in profiles.years_asked()
        for name, label, _ in COUNTS
    }
    return {
        **{fact.id: fact.name for fact in facts()},
        **{box.name: box.label for box in BASIC_BOXES},
        **years,
    }


def sections(profile: Profile) -> dict[str, Any]:
    """A profile for reading."""
    told = [(fact.name, in_words(fact, profile.answers)) for fact in facts()]
    own = [(box.label, getattr(profile, box.name)) for box in BASIC_BOXES]
    return {
        "profile": profile,
        "organisation": profile.organisation,
        "told": [*told, *own],
        "years": [(row.year, _cells(row)) for row in profile.years],
        "columns": [f"{label}（{unit}）" for _, label, unit in COUNTS],
        "bank": profile.bank,
        "missing": profiles.missing(profile),
    }


def _cells(row: YearFigures) -> list[str]:
    return [_cell(name, getattr(row, name)) for name, _, _ in COUNTS]


def _cell(name: str, value: int | None) -> str:
    if value is None:
        return "—"
    return Money(value).yuan_text().removesuffix("元") if name in MONEY else f"{value:,}"
