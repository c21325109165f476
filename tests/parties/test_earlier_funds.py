"""五（一） 企业综合表: what counts as district funds by year, each once; the ratio; when a proposal needs a remark."""

from typing import Any

import pytest

from duixian.applications.earlier import enterprise_sheet
from duixian.applications.earlier.enterprise_sheet import build, exceeds_rd, percent
from duixian.applications.models import Application, Decision, Proposal
from duixian.applications.states import DECIDED, WITHDRAWN
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.parties.models import Change, EarlierGrant, EarlierImport, Organisation, YearFigures
from tests.applications import filing
from tests.applications.cast import District, district, measure_in, published_round
from tests.parties import cast as people

pytestmark = pytest.mark.django_db
WAN = 1_000_000


@pytest.fixture
def cast() -> District:
    return district()


@pytest.fixture
def firm(cast: District) -> Organisation:
    return cast.owner.organisation


def on_record(cast: District, firm: Organisation, year: int, wan: int, **more: Any) -> EarlierGrant:
    """A grant in the ledger."""
    batch, _ = EarlierImport.objects.get_or_create(
        source="台账", defaults={"file": filing.stored(firm), "brought_by": cast.officer.person}
    )
    given = {"fund": "other", "fund_name": "区科技创新专项", **more}
    return EarlierGrant.objects.create(
        batch=batch, row=2, key=f"{firm.code}-{year}-{wan}-{given['fund']}", code=firm.code or "", name=firm.name,
        year=year, amount=wan * WAN, paid=wan * WAN, **given,
    )  # fmt: skip


def told(firm: Organisation, year: int, rnd: int | None, **more: int) -> None:
    YearFigures.objects.create(
        organisation=firm, year=year, rnd_spend=None if rnd is None else rnd * WAN, **more
    )


def decided(cast: District, case: Application, wan: int) -> Decision:
    """A decision, without the way to it."""
    now = clock.now()
    proposal = Proposal.objects.create(
        application=case, number=1, outcome="grant", amount=wan * WAN, reason="符合条件", state="approved",
        proposed_by=cast.officer.person, proposed_at=now, ceiling=wan * WAN,
    )  # fmt: skip
    Application.objects.filter(pk=case.pk).update(state=DECIDED)
    return Decision.objects.create(
        application=case, number=1, proposal=proposal, outcome="grant", amount=wan * WAN, reason="符合条件",
        decided_by=cast.approver.person, decided_at=now,
    )  # fmt: skip


def filed(cast: District, support: list[dict[str, Any]] | None = None) -> Application:
    case = filing.submitted(cast.owner, measure_in(published_round(cast)))
    Application.objects.filter(pk=case.pk).update(other_support=support or [])
    return filing.fresh(case)


def declared(source: str, amount: str, year: int, state: str = "received") -> dict[str, Any]:
    return {"source": source, "matter": "项目", "same": "否", "amount": amount, "year": str(year), "state": state}  # fmt: skip


def granted(firm: Organisation) -> dict[int, int]:
    """By year, in 万元."""
    return {one.year: one.granted.fen // WAN for one in build(firm).years}


def test_all_district_funds_are_summed_by_year(cast: District, firm: Organisation) -> None:
    on_record(cast, firm, 2023, 30)
    on_record(cast, firm, 2023, 12, fund="2023", fund_name="", measure="settle")
    on_record(cast, firm, 2024, 5)
    case = filed(cast, [declared("district", "8万元", 2024), declared("city", "100万元", 2024)])
    decided(cast, case, 50)
    this_year = clock.today().year
    assert granted(firm) == {2023: 42, 2024: 13, this_year: 50}
    sheet = build(firm)
    assert sheet.granted == Money(105 * WAN)
    uncounted = [one.name for one in sheet.items if not one.counted]
    assert uncounted == ["上海市：项目"]
    own = next(one for one in sheet.items if one.source == enterprise_sheet.OWN)
    assert (own.number, own.asked, own.state) == (case.number, Money(case.ceiling or 0), "给予资助")


def test_the_same_money_is_counted_once(cast: District, firm: Organisation) -> None:
    on_record(cast, firm, 2024, 8)
    twice = declared("district", "8万元", 2024)
    filed(
        cast,
        [
            twice,
            twice,
            declared("district", "9万元", 2024),
            declared("district", "7万元", 2024, "pending"),
        ],
    )
    assert granted(firm)[2024] == 17
    states = [one.state for one in build(firm).items if one.source == enterprise_sheet.DECLARED]
    assert sorted(states) == ["与台账相同，不重复计", "已获得", "申请中"]


def test_what_was_taken_back_or_revoked_does_not_count(cast: District, firm: Organisation) -> None:
    case = filed(cast)
    decision = decided(cast, case, 50)
    assert sum(granted(firm).values()) == 50
    decision.revoked_at = clock.now()
    decision.save()
    assert sum(granted(firm).values()) == 0
    assert build(firm).years[0].asked.fen > 0
    Application.objects.filter(pk=case.pk).update(state=WITHDRAWN)
    assert build(firm).years == ()
    assert [one.state for one in build(firm).items] == ["已撤回"]


def test_a_draft_is_no_request(cast: District, firm: Organisation) -> None:
    filing.begun(cast.owner, measure_in(published_round(cast)))
    assert build(firm).items == ()


def test_a_merged_firm_s_funds_are_its_successor_s(cast: District, firm: Organisation) -> None:
    other = cast.stranger.organisation
    on_record(cast, other, 2023, 20)
    Change.objects.create(
        organisation=other, kind="merger", state="approved", effective_on="2025-01-01", successor=firm,
        evidence=people.licence(cast.officer.person), asked_by=cast.officer.person,
        asked_at_office=cast.officer.organisation, document="合并协议",
    )  # fmt: skip
    assert granted(firm) == {2023: 20}
    assert granted(other) == {2023: 20}


@pytest.mark.parametrize(
    ("rnd", "wan", "expected"),
    [
        (100, 100, ("100.0%", False)), (100, 101, ("101.0%", True)), (300, 1, ("0.3%", False)), (None, 5, ("—", False)),
        (0, 5, ("—", True)), (3, 2, ("66.7%", False)), (2000, 1, ("0.1%", False)),
    ],
)  # fmt: skip
def test_the_ratio_is_exact_and_rounds_half_up(
    cast: District, firm: Organisation, rnd: int | None, wan: int, expected: tuple[str, bool]
) -> None:
    told(firm, 2024, rnd)
    on_record(cast, firm, 2024, wan)
    (year,) = build(firm).years
    assert (percent(year.permille), year.exceeds) == expected


def test_growth_is_over_the_year_before(firm: Organisation) -> None:
    told(firm, 2022, 100, revenue=1000, staff=40)
    told(firm, 2023, 80, revenue=1255, staff=40)
    told(firm, 2025, 80, revenue=1)
    by_year = {one.year: one for one in build(firm).years}
    growth = {
        name: percent(by_year[2023].growth(name)) for name in ("rnd_spend", "revenue", "staff")
    }
    assert growth == {"rnd_spend": "−20.0%", "revenue": "25.5%", "staff": "0.0%"}
    assert by_year[2025].growth("revenue") is None  # 2024 was not told
    assert by_year[2022].growth("revenue") is None
    assert by_year[2023].growth("patents") is None


def test_a_remark_is_asked_for_above_the_r_and_d_spend_and_never_below(
    cast: District, firm: Organisation
) -> None:
    told(firm, 2024, 100)
    on_record(cast, firm, 2024, 60)
    assert exceeds_rd(firm, 2024) is None
    assert exceeds_rd(firm, 2024, Money(40 * WAN)) is None
    assert exceeds_rd(firm, 2024, Money(40 * WAN + 1)) == (
        "2024年享受的区级资金连同本次合计1,000,000.01元，超过2024年的研发费用1,000,000.00元"
    )
    # A year that is not told yet is held against the latest one told before it.
    assert exceeds_rd(firm, 2026, Money(100 * WAN)) is None
    assert "超过2024年的研发费用" in (exceeds_rd(firm, 2026, Money(100 * WAN + 1)) or "")
    assert exceeds_rd(firm, 2023) is None


def test_without_any_r_and_d_spend_there_is_nothing_to_compare(
    cast: District, firm: Organisation
) -> None:
    assert exceeds_rd(firm, 2024) is None
    assert "没有填报研发费用，无法比较" in (exceeds_rd(firm, 2024, Money(1)) or "")
    told(firm, 2025, 100)  # of a later year: not known then
    assert "无法比较" in (exceeds_rd(firm, 2024, Money(1)) or "")


def test_the_number_of_questions_does_not_grow_with_the_rows(
    cast: District, firm: Organisation, django_assert_max_num_queries: Any
) -> None:
    for year in range(2005, 2025):
        on_record(cast, firm, year, year)
        told(firm, year, 1)
    filed(cast, [declared("district", f"{number}万元", 2024) for number in range(1, 9)])
    with django_assert_max_num_queries(9):
        build(firm)
