"""A row is read strictly, everything that is wrong is said at once; records keep their identity; lists are compared."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from duixian.credit import entries
from duixian.credit.entries import COLUMNS, BadEntry, Entry, compare, kept, of, read, repeated
from duixian.credit.lookback import KIND_NAMES, Kind
from tests.credit.cast import CODE, OTHER, TODAY, row


def faults(**changed: str) -> dict[str, str]:
    with pytest.raises(BadEntry) as caught:
        read(row(**changed), TODAY)
    return dict(caught.value.faults)


def test_a_row_as_people_type_it() -> None:
    typed = row(
        code=f" {CODE[:8]}-{CODE[8:].lower()} ", decided_on="2025年3月1日", acted_on="2025/1/10", kind="违法行为处罚 ",
        matter="未按规定\n公示年度报告", published_on="20250305",
    )  # fmt: skip
    assert read(typed, TODAY) == read(row(matter="未按规定 公示年度报告"), TODAY)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_reads_by_its_name_and_its_identifier(kind: Kind) -> None:
    for text in (KIND_NAMES[kind], kind.value):
        assert read(row(kind=text), TODAY).kind == kind


@pytest.mark.parametrize(
    ("changed", "column", "says"),
    [
        ({"code": ""}, "code", "请填写统一社会信用代码"),
        ({"code": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "code", "校验位不符"),
        ({"name": ""}, "name", "请填写单位名称"),
        ({"kind": "严重"}, "kind", "只能填：严重失信、较重处罚、违法行为处罚、经营异常、其他列入"),
        ({"matter": ""}, "matter", "请填写事由"),
        ({"matter": "长" * 501}, "matter", "最多500字"),
        ({"document_number": "号" * 101}, "document_number", "最多100字"),
        ({"decided_on": ""}, "decided_on", "请填写决定日期"),
        ({"decided_on": "去年"}, "decided_on", "“去年”无法识别"),
        ({"decided_on": "2025-02-30"}, "decided_on", "不存在"),
        ({"decided_on": "1899-01-01"}, "decided_on", "1990年至2100年"),
        ({"decided_on": "2026-03-11", "published_on": ""}, "decided_on", "还没有到"),
        ({"repaired_on": "2026-03-11"}, "repaired_on", "还没有到"),
        ({"acted_on": "2025-03-02"}, "decided_on", "早于行为日期2025年3月2日"),
        ({"published_on": "2025-02-28"}, "published_on", "早于决定日期"),
        ({"repaired_on": "2025-02-28"}, "repaired_on", "早于决定日期"),
        ({"until": "2025-02-28"}, "until", "早于决定日期"),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, str], column: str, says: str) -> None:
    found = faults(**changed)
    assert says in found[column]
    assert len(found) == 1


def test_everything_wrong_is_said_at_once() -> None:
    assert set(faults(**dict.fromkeys(COLUMNS, ""))) == {"code", "name", "kind", "matter", "decided_on"}  # fmt: skip


def test_a_listing_may_run_into_the_future() -> None:
    assert read(row(kind="严重失信", until="2030-03-01"), TODAY).until == date(2030, 3, 1)


def entry(**changed: str) -> Entry:
    return read(row(**changed), TODAY)


@pytest.mark.parametrize(
    "number",
    [
        "沪市监普处[2025]12号",
        "沪市监普处（2025）12 号",
        "沪市监普处〔２０２５〕12号",
        "沪市监普处【2025】１２号",
    ],
)
def test_a_document_number_is_the_same_however_it_is_typed(number: str) -> None:
    assert entry(document_number=number).identity == entry().identity


def test_what_makes_it_another_record() -> None:
    same = entry(decided_on="2025-03-02", matter="另一事由", repaired_on="2025-09-01")
    assert same.identity == entry().identity
    for changed in (
        {"kind": "严重失信"},
        {"code": OTHER},
        {"document_number": "沪市监普处〔2025〕13号"},
    ):
        assert entry(**changed).identity != entry().identity
    bare = {"document_number": ""}
    assert entry(**bare, repaired_on="2025-09-01").identity == entry(**bare).identity
    assert entry(**bare, decided_on="2025-03-02").identity != entry(**bare).identity
    long = "长" * 100
    assert entry(**bare, matter=long + "甲").identity != entry(**bare, matter=long + "乙").identity


def test_it_is_kept_as_json_and_comes_back() -> None:
    for one in (entry(), entry(repaired_on="2025-09-01", until="2030-01-01", document_number="")):
        assert kept(one.said) == one
        assert set(one.said) == set(COLUMNS)


@dataclass(frozen=True)
class Row:
    """A row of the register."""

    pk: int
    entry: Entry

    def __getattr__(self, name: str) -> object:
        return getattr(self.entry, name)


def test_two_lists_differ_in_four_ways() -> None:
    held = [Row(1, entry()), Row(2, entry(document_number="乙1号")), Row(3, entry(document_number="丙1号"))]  # fmt: skip
    repaired = entry(repaired_on="2025-09-01", matter="未公示年度报告")
    what = compare(held, [repaired, entry(document_number="乙1号"), entry(document_number="丁1号")])
    assert [one.document_number for one in what.new] == ["丁1号"]
    assert [one.pk for one in what.same] == [2]
    assert [one.pk for one in what.gone] == [3]
    (change,) = what.changed
    assert change.held.pk == 1
    assert change.words == [
        ("事由", "未按规定公示年度报告", "未公示年度报告"),
        ("修复日期", "（空）", "2025年9月1日"),
    ]


def test_the_fingerprint_tells_differences_apart() -> None:
    held, given = [Row(1, entry())], [entry(repaired_on="2025-09-01")]
    prints = {
        compare(*lists).fingerprint
        for lists in (
            (held, given), (held, []), (held, [entry()]), ([], given), ([Row(2, entry())], given),
            (held, [entry(repaired_on="2025-09-02")]), ([], []),
        )
    }  # fmt: skip
    assert len(prints) == 7
    assert compare(held, given).fingerprint == compare(held, [replace(given[0])]).fingerprint


def test_a_record_listed_twice_is_found() -> None:
    twice = [entry(), entry(document_number="乙1号"), entry(matter="又一次")]
    assert repeated(twice) == [(2, 0)]
    assert repeated(twice[:2]) == []


def test_a_row_of_the_register_is_an_entry() -> None:
    assert of(Row(1, entry())) == entry()
    assert entries.of(entry()) == entry()
