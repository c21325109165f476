"""A folder as a source: the newest list by its name, whole; whatever is wrong with it is a failure in words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from duixian.credit.adapters import Folder, Unavailable
from tests.credit.cast import CODE, TODAY, csv_of, row, xlsx

Drop = Callable[[str, bytes], None]


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    def put(name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)

    return put


def test_the_newest_by_name_is_read_whoever_is_asked_for(tmp_path: Path, drop: Drop) -> None:
    drop("2026-03-08.csv", csv_of([row(), row(document_number="乙")]))
    drop("2026-03-09.xlsx", xlsx([row()]))
    drop("读我.txt", b"x")
    drop("2026-03-09.xlsx.part", b"half a file")
    found = Folder(tmp_path).records([], TODAY)
    assert [one.code for one in found.entries] == [CODE]
    assert (str(found.as_of), found.name, found.scope) == ("2026-03-09", "2026-03-09.xlsx", None)
    drop("2026-03-10.json", b'{"records": []}')
    assert Folder(tmp_path).records([CODE], TODAY).entries == ()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("", b"", "没有名单"),
        ("2026-03-11.csv", csv_of([row()]), "的日期还没有到"),
        ("2026-02-30.csv", csv_of([row()]), "的文件名不对"),
        ("2026-03-09.csv", csv_of([row(kind="坏")]), "第2行C列（类别）"),
        ("2026-03-09.csv", b"", "文件是空的"),
        ("2026-03-09.json", b"[]", "最外层应为"),
        ("2026-03-09.xlsx", b"PK", "不是有效的 .xlsx"),
    ],
)
def test_a_list_that_can_t_be_used(
    tmp_path: Path, drop: Drop, name: str, content: bytes, says: str
) -> None:
    if name:
        drop(name, content)
    with pytest.raises(Unavailable, match=says.replace("[", r"\[")):
        Folder(tmp_path).records([], TODAY)


def test_two_lists_of_one_day_are_none(tmp_path: Path, drop: Drop) -> None:
    drop("2026-03-09.csv", csv_of([row()]))
    drop("2026-03-09.json", b'{"records": []}')
    with pytest.raises(Unavailable, match="请只留一个"):
        Folder(tmp_path).records([], TODAY)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="没有文件夹"):
        Folder(tmp_path / "none").records([], TODAY)


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "2026-03-09.csv").mkdir()
    with pytest.raises(Unavailable, match="读不出来"):
        Folder(tmp_path).records([], TODAY)
