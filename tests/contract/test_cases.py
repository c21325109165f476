"""The contract's own cases, through the command and through the Python API."""

import json
from pathlib import Path
from typing import Any

import pytest

from duixian import policy
from tests.contract.support import CHINESE, DATA, Ran, claim, duixian, lines

CASES = [json.loads(line) for line in (DATA / "cases.jsonl").read_text().splitlines()]
BAD = [json.loads(line) for line in (DATA / "bad.jsonl").read_text().splitlines()]
KEYS = {
    "id",
    "measure",
    "clause",
    "status",
    "ceiling",
    "payable",
    "instalments",
    "missing",
    "steps",
}


def different(answer: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (answer.get(name), value)
        for name, value in expect.items()
        if answer.get(name) != value
    }


@pytest.fixture(scope="module")
def all_cases() -> Ran:
    return duixian("assess", "-", given=lines([row["case"] for row in CASES]))


@pytest.fixture(scope="module")
def bad_among_good() -> Ran:
    """Each bad line with a good one after it."""
    given = b""
    for number, row in enumerate(BAD):
        given += row["line"].encode() + b"\n" + lines([claim(id=f"good{number}")])
    return duixian("assess", "-", given=given)


def test_the_command_answers_all_204_cases_and_exits_0(all_cases: Ran) -> None:
    assert len(CASES) == 204
    assert (all_cases.status, len(all_cases.answers)) == (0, 204), all_cases.err


def test_the_command_agrees_with_every_case_on_the_fields_it_names(all_cases: Ran) -> None:
    pairs = zip(all_cases.answers, CASES, strict=True)
    wrong = [(row["expect"]["id"], different(answer, row["expect"])) for answer, row in pairs]
    assert [one for one in wrong if one[1]] == []


def test_an_answer_has_the_keys_of_the_contract_and_no_other(all_cases: Ran) -> None:
    assert [answer["id"] for answer in all_cases.answers if set(answer) != KEYS] == []


def test_the_api_gives_the_answer_of_the_command(all_cases: Ran) -> None:
    library = policy.library()
    answers = [policy.answer_line(json.dumps(row["case"]), library) for row in CASES]
    assert answers == all_cases.answers


def test_a_claim_read_and_assessed_gives_the_same_answer_as_its_line(all_cases: Ran) -> None:
    library = policy.library()
    answers = [policy.assess(policy.read_claim(row["case"], library)).as_json() for row in CASES]
    assert answers == all_cases.answers


def test_a_file_is_answered_like_standard_input(tmp_path: Path, all_cases: Ran) -> None:
    path = tmp_path / "案件.jsonl"
    path.write_bytes(lines([row["case"] for row in CASES]))
    assert duixian("assess", str(path)).out == all_cases.out


def test_a_bad_line_makes_the_exit_status_1(bad_among_good: Ran) -> None:
    assert bad_among_good.status == 1
    assert "Traceback" not in bad_among_good.err


def test_every_bad_line_gets_an_error_in_chinese_that_names_its_field(bad_among_good: Ran) -> None:
    errors = bad_among_good.answers[::2]
    for row, error in zip(BAD, errors, strict=True):
        assert set(error) == {"id", "error"}, row
        assert CHINESE.search(error["error"]), error
        assert row["field"] is None or row["field"] in error["error"], (row, error)


def test_an_error_carries_the_id_of_its_claim_or_null(bad_among_good: Ran) -> None:
    ids = [None if row["field"] is None else json.loads(row["line"])["id"] for row in BAD]
    assert [error["id"] for error in bad_among_good.answers[::2]] == ids


def test_the_good_lines_between_bad_ones_are_answered(bad_among_good: Ran) -> None:
    good = bad_among_good.answers[1::2]
    assert [(one["id"], one["status"]) for one in good] == [
        (f"good{number}", "eligible") for number in range(len(BAD))
    ]


def test_the_api_refuses_every_bad_line_with_its_field() -> None:
    for row in BAD[:-1]:
        with pytest.raises(policy.BadClaim) as refused:
            policy.read_claim(json.loads(row["line"]), policy.library())
        assert row["field"] in (refused.value.field or ""), row["line"]
