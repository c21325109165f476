"""Identifiers and small whole numbers that come back from pages; whatever else comes is none."""

from uuid import UUID

import pytest

from duixian.kernel.sent import identifier, identifiers, whole

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize("text", ["", "x", "\0", str(ONE)[:-1], f"{ONE} "])
def test_what_is_no_identifier(text: str) -> None:
    assert identifier(text) is None


def test_identifiers_are_found_in_their_order() -> None:
    assert identifier(str(ONE)) == ONE
    assert identifiers([str(TWO), "", "x", str(ONE)]) == [TWO, ONE]


@pytest.mark.parametrize(("text", "found"), [("0", 0), ("007", 7), ("999", 999)])
def test_whole_numbers(text: str, found: int) -> None:
    assert whole(text, 3) == found


@pytest.mark.parametrize("text", ["", "-1", "1.0", "1000", " 1", "１", "٣", "²", "x", "1\0"])
def test_what_is_no_whole_number(text: str) -> None:
    assert whole(text, 3) is None
