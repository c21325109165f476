"""A broken document is refused at the line where it is broken, in Chinese, with the way out."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from duixian.policy.findings import Finding
from duixian.policy.lint import check
from tests.policies.broken_documents import BROKEN, GOOD, Broken, same

CHINESE = re.compile("[\u4e00-\u9fff]")
EACH = pytest.mark.parametrize("broken", BROKEN, ids=[one.name for one in BROKEN])


@cache
def findings_of_the_good_one() -> frozenset[str]:
    return frozenset(one.message for one in check(GOOD))


def found_in(folder: Path) -> list[Finding]:
    """What the change brought: the findings that the good document does not have."""
    return [one for one in check(folder) if one.message not in findings_of_the_good_one()]


def test_the_document_that_they_are_made_from_is_good() -> None:
    assert check(GOOD) == []


def test_there_are_many_and_no_two_are_called_the_same() -> None:
    assert len(BROKEN) >= 140
    counts = Counter(one.name for one in BROKEN)
    assert [name for name, count in counts.items() if count > 1] == []


@EACH
def test_a_broken_document_is_refused_at_its_line(broken: Broken, tmp_path: Path) -> None:
    folder = tmp_path / "qinghe-2026"
    broken.write(folder)
    found, expected = found_in(folder), broken.findings(folder)
    strange = [str(one) for one in found if not any(same(one, wanted) for wanted in expected)]
    absent = [str(one) for one in expected if not any(same(other, one) for other in found)]
    assert (strange, absent) == ([], [])


@EACH
def test_a_finding_names_a_line_of_a_file_and_speaks_chinese(
    broken: Broken, tmp_path: Path
) -> None:
    folder = tmp_path / "qinghe-2026"
    broken.write(folder)
    for one in found_in(folder):
        lines = (folder / one.file).read_text("utf-8").splitlines()
        assert 1 <= one.line <= len(lines), str(one)
        assert CHINESE.search(one.message), str(one)


def test_an_unchanged_document_brings_no_finding(tmp_path: Path) -> None:
    """The control: what the tests above see comes from the change."""
    line = "# 三、附则"
    folder = tmp_path / "qinghe-2026"
    Broken("nothing is wrong", old=[line], new=[line]).write(folder)
    assert found_in(folder) == []
