"""从高不重复 by keys: an invoice under twelve disguises, premises and month, certificates, other district funds."""

from datetime import date
from typing import Any

import pytest

from duixian import policy
from duixian.applications import lines, matching
from duixian.applications.lines import BadLines, invoice_key
from duixian.applications.models import Application
from duixian.applications.rounds import terms
from duixian.parties.access import Refused
from duixian.parties.models import Profile
from tests.applications import deciding
from tests.applications.cast import District, district, measure_in, published_round
from tests.applications.filing import LINE, fresh, submitted

NUMBER = "25312000000010012345"
# One number as people write it. The last four pass for it and are none: they are refused, and would be the same key.
DISGUISES = (
    NUMBER, "２５３１２０００００００１００１２３４５", "2531 2000 0000 1001 2345", "  25312000000010012345\t", "2531-2000-0000-1001-2345",
    "2531－2000－0000－1001－2345", "2531—2000—0000—1001—2345", "2531\u30002000\u30000000\u30001001\u30002345", "№25312000000010012345".replace("№", ""),
    "25312OOOOOOO1OO12345", "25312ooooooo1oo12345", "253l2000000010012345", "25312000000OlOOI2345",
)  # fmt: skip
COMPUTE = policy.library().get("putuo-2024-3").measure("compute")


@pytest.mark.parametrize("typed", DISGUISES)
def test_an_invoice_is_one_however_its_number_is_disguised(typed: str) -> None:
    assert len(set(DISGUISES)) >= 12
    assert invoice_key("", typed) == NUMBER
    row = {**LINE, "invoice_number": typed}
    if typed.isascii() and any(sign.isalpha() for sign in typed):
        with pytest.raises(BadLines, match="请对照发票填写"):
            lines.read(COMPUTE, [row], date(2026, 3, 2))
    else:
        (line,) = lines.read(COMPUTE, [row], date(2026, 3, 2))
        assert line.invoice_key == NUMBER


@pytest.mark.parametrize(
    "typed",
    [
        "上海市普陀区金沙江路1628弄5号楼302室", "普陀区金沙江路１６２８弄５号３０２", "金沙江路 1628弄 5号楼 3O2室", "上海市普陀区金沙江路1628弄5号-302室",
    ],
)  # fmt: skip
def test_premises_are_one_however_the_address_is_written(typed: str) -> None:
    assert matching.key_of("premises", typed) == "金沙江路1628弄5号302"
    assert matching.key_of("premises", "金沙江路1628弄5号303室") != matching.key_of(
        "premises", typed
    )


@pytest.fixture
def cast() -> District:
    return district()


def two(cast: District) -> tuple[Application, Application]:
    """Cases of two firms, both under review."""
    one = measure_in(published_round(cast))
    other = [
        {
            **LINE,
            "invoice_number": "25312000000099999999",
            "contract_number": "",
            "counterparty": "某公司",
        }
    ]
    mine = deciding.reviewing(cast, submitted(cast.applicant, one))
    theirs = submitted(cast.stranger, one, lines=other)
    for item in matching_materials(theirs):
        deciding.take(
            cast.other_centre, theirs, "examine", act="mark", item=item, verdict="fit", note=""
        )
    deciding.take(cast.other_centre, theirs, "admit")
    deciding.take(cast.other_centre, theirs, "recommend", favourable="yes", opinion="同意")
    return mine, fresh(theirs)


def matching_materials(case: Application) -> list[str]:
    return [str(one["id"]) for one in terms(case.round_measure).materials]


def kept(cast: District, case: Application, said: str, **more: str) -> None:
    given = {"kind": "premises", "first_month": "2025-03", "last_month": "2025年9月", **more}
    deciding.take(cast.officer, case, "settle-overlap", act="key", said=said, **given)


def found(case: Application) -> list[tuple[str, str]]:
    return [
        (one.key, one.label) for one in case.overlaps.filter(key__in=["premises", "certificate"])
    ]


@pytest.mark.django_db
def test_the_same_premises_in_the_same_month_are_found_and_other_months_are_not(
    cast: District,
) -> None:
    mine, theirs = two(cast)
    kept(cast, theirs, "上海市普陀区金沙江路1628弄5号楼302室")
    kept(cast, mine, "金沙江路1628弄5号302", first_month="2025-08", last_month="2025-12")
    where = f"{theirs.number}（上海远山软件有限公司）"
    assert found(mine) == [
        ("premises", f"“金沙江路1628弄5号302”2025年8月至2025年9月也在{where}中登记")
    ]
    kept(cast, mine, "金沙江路1628弄5号302", first_month="2025-10", last_month="2025-12")
    assert len(found(mine)) == 1
    with pytest.raises(Refused, match="可能重复的支持没有处理：“金沙江路1628弄5号302”"):
        deciding.take(cast.officer, mine, "propose", amount="20万元", reason="符合")


@pytest.mark.django_db
def test_the_same_certificate_is_found_under_another_writing(cast: District) -> None:
    mine, theirs = two(cast)
    kept(cast, theirs, "国新出审〔2025〕O123号", kind="certificate")
    kept(cast, mine, "国新出审[2025] 0123 号", kind="certificate")
    assert [key for key, _ in found(mine)] == ["certificate"]
    row = mine.match_keys.get()
    assert (row.first_month, row.last_month) == (None, None)
    deciding.take(cast.officer, mine, "settle-overlap", act="drop-key", key=str(row.pk))
    assert not mine.match_keys.exists()


@pytest.mark.parametrize(
    ("number", "party"),
    [
        ("HT-2025-01", "上海云海算力有限公司"), ("\uff28\uff34２０２５０１", "上海 云海算力有限公司"), ("ht 2025-O1", "上海云海算力有限公司 "), ("HT—2025—0l", "上海云海算力有限公司"),
    ],
)  # fmt: skip
def test_a_contract_is_one_however_its_number_and_party_are_written(
    number: str, party: str
) -> None:
    (line,) = lines.read(COMPUTE, [{**LINE, "contract_number": number, "counterparty": party}], date(2026, 3, 2))  # fmt: skip
    assert line.contract_key == "HT202501@上海云海算力有限公司"
    for other in ({"contract_number": "HT-2025-02"}, {"counterparty": "上海云山算力有限公司"}):
        (far,) = lines.read(COMPUTE, [{**LINE, **other}], date(2026, 3, 2))
        assert far.contract_key != line.contract_key
    (none,) = lines.read(COMPUTE, [{**LINE, "contract_number": "——"}], date(2026, 3, 2))
    assert none.contract_key == ""


@pytest.mark.django_db
def test_the_same_contract_and_an_affiliate_are_found_in_another_case(cast: District) -> None:
    one = measure_in(published_round(cast))
    mine = deciding.reviewing(cast, submitted(cast.applicant, one))
    copied = {
        **LINE,
        "invoice_number": "25312000000099999999",
        "counterparty": "上海 云海算力有限公司",
    }
    submitted(cast.stranger, one, lines=[{**copied, "contract_number": "\uff28\uff34 2025 O1"}])
    for firm in (cast.applicant.organisation, cast.stranger.organisation):
        Profile.objects.filter(organisation=firm).update(legal_person="方知行")
    deciding.take(cast.officer, mine, "settle-overlap", act="scan")
    rows = {row.key: row for row in mine.overlaps.all()}
    assert rows["contract"].amount == 100_000_000
    assert "法定代表人相同" in rows["affiliate"].label


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field", "word"),
    [
        ({"kind": "车位"}, "kind", "场地还是证书"),
        ({"said": " "}, "said", "请填写地址或者编号"),
        ({"said": "——"}, "said", "没有文字或者数字"),
        ({"first_month": "三月"}, "first_month", "起始月份：月份“三月”无法识别"),
        ({"last_month": ""}, "last_month", "截止月份"),
        ({"last_month": "2025-01"}, "last_month", "早于起始月份"),
    ],
)
def test_a_key_is_refused_by_field(
    cast: District, wrong: dict[str, Any], field: str, word: str
) -> None:
    case = deciding.reviewing(cast)
    given = {
        "kind": "premises",
        "said": "金沙江路1号",
        "first_month": "2025-03",
        "last_month": "2025-09",
    }
    with pytest.raises(Refused) as refused:
        deciding.take(cast.officer, case, "settle-overlap", act="key", **(given | wrong))
    ((name, text),) = refused.value.faults
    assert name == field
    assert word in text
