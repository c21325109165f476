"""Bad input of every kind: its error, and the good line after it."""

import json
from pathlib import Path
from typing import Any

import pytest

from duixian import policy
from tests.contract.bad_inputs import ALL, Bad
from tests.contract.support import CHINESE, Ran, claim, duixian, lines
from tests.oracle.assess_oracle import answer_line

EACH = pytest.mark.parametrize("number", range(len(ALL)), ids=[one.name for one in ALL])


@pytest.fixture(scope="module")
def ran() -> Ran:
    """All bad lines in one run, each with a good one after it."""
    given = b"".join(
        one.line + b"\n" + lines([claim(id=f"good{number}")]) for number, one in enumerate(ALL)
    )
    return duixian("assess", "-", given=given)


@pytest.fixture(scope="module")
def answers(ran: Ran) -> list[dict[str, Any]]:
    return ran.answers


def id_of(one: Bad) -> str | None:
    """The id an error must carry: the claim's own, where there is a string to carry."""
    try:
        value = json.loads(one.line)
    except (ValueError, RecursionError):
        return None
    identifier = value.get("id") if isinstance(value, dict) else None
    return identifier if isinstance(identifier, str) else None


def check(one: Bad, error: dict[str, Any]) -> None:
    assert set(error) == {"id", "error"}, error
    message = error["error"]
    assert len(CHINESE.findall(message)) >= 5, message
    assert "Traceback" not in message
    assert len(message) <= 1_000
    assert one.field is None or one.field in message, message
    assert any(spelling in message for spelling in one.spellings), (one.spellings, message)


def test_there_are_at_least_a_hundred_kinds_and_no_name_twice() -> None:
    assert len({one.name for one in ALL}) == len(ALL) >= 100


def test_the_oracle_refuses_them_all_and_blames_a_field_the_test_expects() -> None:
    for one in ALL:
        refused = answer_line(one.line.decode("utf-8", "surrogateescape"))
        assert "error" in refused, one.name
        blamed = refused["field"] or ""
        assert one.field is None or blamed.startswith(one.field), (one.name, blamed)


def test_the_run_exits_1_without_a_traceback(ran: Ran) -> None:
    assert ran.status == 1
    assert "Traceback" not in ran.err


@EACH
def test_its_error_names_the_field_and_the_value_in_chinese(
    number: int, answers: list[dict[str, Any]]
) -> None:
    check(ALL[number], answers[2 * number])


@EACH
def test_the_good_line_after_it_is_answered(number: int, answers: list[dict[str, Any]]) -> None:
    good = answers[2 * number + 1]
    assert (good["id"], good["status"]) == (f"good{number}", "eligible")


@EACH
def test_the_api_gives_the_same_error(number: int, answers: list[dict[str, Any]]) -> None:
    try:
        text = ALL[number].line.decode()
    except UnicodeDecodeError:
        text = ALL[number].line.decode("utf-8", "replace")
        check(ALL[number], policy.answer_line(text, policy.library()))
        return
    assert policy.answer_line(text, policy.library()) == answers[2 * number]


def test_an_error_carries_the_id_of_its_claim(answers: list[dict[str, Any]]) -> None:
    for one, error in zip(ALL, answers[::2], strict=True):
        broken = one.name.endswith("twice")  # which of the two is the claim's is not known
        assert error["id"] == id_of(one) or broken, one.name


def test_lines_ending_in_cr_lf_are_answered_like_others() -> None:
    given = lines([claim(id="a"), claim(id="b")])
    ran = duixian("assess", "-", given=given.replace(b"\n", b"\r\n"))
    assert (ran.status, ran.out) == (0, duixian("assess", "-", given=given).out)


def test_a_last_line_without_its_end_is_answered() -> None:
    given = lines([claim(id="a"), claim(id="b")])
    assert (
        duixian("assess", "-", given=given.rstrip(b"\n")).out
        == duixian("assess", "-", given=given).out
    )


def test_blank_lines_leave_the_others_answered() -> None:
    given = b"\n" + lines([claim(id="a")]) + b"\n  \n" + lines([claim(id="b")]) + b"\n"
    ran = duixian("assess", "-", given=given)
    assert [one["id"] for one in ran.answers if "error" not in one] == ["a", "b"]
    assert "Traceback" not in ran.err


def test_nothing_at_all_is_answered_by_nothing() -> None:
    ran = duixian("assess", "-", given=b"")
    assert (ran.status, ran.out) == (0, b"")


def test_a_byte_order_mark_at_the_start_hurts_no_other_line() -> None:
    ran = duixian("assess", "-", given=b"\xef\xbb\xbf" + lines([claim(id="a"), claim(id="b")]))
    assert (ran.answers[-1]["id"], ran.answers[-1]["status"]) == ("b", "eligible")


def test_a_lone_surrogate_in_an_id_does_not_stop_the_run() -> None:
    given = json.dumps(claim(id="\ud800")).encode() + b"\n" + lines([claim(id="b")])
    ran = duixian("assess", "-", given=given)
    assert len(ran.answers) == 2
    assert ran.answers[1]["status"] == "eligible"


def test_a_lone_surrogate_in_a_text_does_not_stop_the_run() -> None:
    one = claim("major-project", facts={"leading_group_decision": "\udfff纪要"})
    ran = duixian("assess", "-", given=json.dumps(one).encode() + b"\n" + lines([claim(id="b")]))
    assert len(ran.answers) == 2
    assert ran.answers[1]["status"] == "eligible"


def test_years_of_support_of_5_000_digits_do_not_stop_the_run() -> None:
    line = json.dumps(claim("office-rent")).replace(
        '"support_years": 0', f'"support_years": {"9" * 5_000}'
    )
    ran = duixian("assess", "-", given=line.encode() + b"\n" + lines([claim(id="b")]))
    assert len(ran.answers) == 2
    assert ran.answers[0].get("status") != "eligible"
    assert ran.answers[1]["status"] == "eligible"


@pytest.mark.parametrize("on", ["0001-01-01", "0003-12-31", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_outside_and_not_an_error(on: str) -> None:
    one = claim(
        on=on,
        applicant={
            "breaches": [{"on": on, "repaired": False, "confirmed": False, "in_force": False}]
        },
    )
    ran = duixian("assess", "-", given=lines([one]))
    assert (ran.status, ran.answers[0].get("status")) == (0, "ineligible")


def test_a_file_that_is_not_there_is_an_error_in_chinese(tmp_path: Path) -> None:
    ran = duixian("assess", str(tmp_path / "没有.jsonl"))
    assert ran.status != 0
    assert ran.out == b""
    assert CHINESE.search(ran.err)
    assert "Traceback" not in ran.err
