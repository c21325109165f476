"""The bank's answer: right ones are taken whole, twelve kinds of defect are each named by their row, and nothing else is."""

import random
import time
from dataclasses import replace
from datetime import date

import pytest

from duixian.funds.bank import answers
from duixian.funds.bank.answers import Earlier, Kind, Result, Sent, Statement
from tests.funds.bank import generator
from tests.funds.bank.generator import BankAnswer, answered
from tests.funds.bank.samples import payment_file

DAY, TODAY = date(2026, 3, 9), date(2026, 3, 12)
SUCCEEDED = Earlier(result=Result.SUCCESS, on=DAY)


def sent_of(count: int, **earlier: Earlier) -> Sent:
    return Sent(file=payment_file(count), on=DAY, today=TODAY, earlier=earlier)


def read_of(content: bytes, sent: Sent) -> Statement:
    return answers.read(answers.parse(content), sent)


def bank(sent: Sent, **given: object) -> BankAnswer:
    return answered(sent.file.csv(copy=False), "2026-03-10", **given)  # type: ignore[arg-type]


def found(statement: Statement) -> list[tuple[str, int, int]]:
    return sorted((one.kind.value, one.row, one.line) for one in statement.defects)


def planted(answer: BankAnswer) -> list[tuple[str, int, int]]:
    return sorted((one.kind, one.row, one.line) for one in answer.planted)


@pytest.mark.parametrize("form", ["utf-8-sig", "gb18030", "excel"])
def test_a_right_answer_of_a_thousand_lines_is_taken_whole(form: str) -> None:
    sent = sent_of(1000)
    outcome = {3: ("失败", "账户已销户"), 700: ("退汇", "户名不符")}
    answer = bank(sent, results=lambda row: outcome.get(row, ("成功", "")))
    content = answer.excel() if form == "excel" else answer.csv(form)
    read = read_of(content, sent)
    assert read.defects == ()
    assert len(read.answers) == 1000
    other = {one.line.row: (one.result, one.reason) for one in read.answers if one.reason}
    assert other == {
        3: (Result.FAILED, "账户已销户"),
        700: (Result.RETURNED, "户名不符"),
    }
    assert {one.on for one in read.answers} == {date(2026, 3, 10)}


def spoilt(kinds: tuple[str, ...], seed: int, count: int = 1000) -> tuple[BankAnswer, Sent]:
    sent = sent_of(count)
    earlier: dict[str, Earlier] = {}

    def before(row: int) -> None:
        earlier[sent.file.lines[row - 1].key] = SUCCEEDED

    answer = generator.spoilt(bank(sent), kinds, seed, before=before)
    return answer, replace(sent, earlier=earlier)


def test_twelve_kinds_of_defect_in_a_thousand_lines_are_twelve_and_no_others() -> None:
    """R17b."""
    started = time.monotonic()
    for seed in range(5):
        answer, sent = spoilt(generator.ALL, seed)
        read = read_of(answer.csv(), sent)
        assert len(planted(answer)) == 12
        assert found(read) == planted(answer)
        assert not read.usable
        assert read.answers == ()
    assert time.monotonic() - started < 10


def test_twelve_kinds_are_all_that_the_importer_knows_within_a_file() -> None:
    assert set(generator.ALL) == set(Kind) - {Kind.FILE}
    assert len(generator.ALL) == 12


@pytest.mark.parametrize("kind", generator.ALL)
def test_each_kind_alone_is_named_alone_and_only_its_row_is_left_out(kind: str) -> None:
    for seed in range(3):
        answer, sent = spoilt((kind,), seed, count=40)
        read = read_of(random.Random(seed).choice([answer.csv(), answer.excel()]), sent)
        assert found(read) == planted(answer), read.defects
        lost = {"total": 40, "unknown": 0, "duplicate": 0}.get(kind, 1)
        assert len(read.answers) == 40 - lost
        assert all(str(one) for one in read.defects)


def test_two_rows_of_one_payment_that_say_different_things_are_both_left_out() -> None:
    sent = sent_of(15)
    answer = bank(sent)
    answer.rows.append([*answer.rows[4][:6], "失败", "2026-03-10", "账号不存在"])
    read = read_of(answer.csv(), sent)
    assert found(read) == [("duplicate", 17, 0)]
    assert sent.file.lines[4] not in {one.line for one in read.answers}
    assert len(read.answers) == 14


def test_a_row_whose_two_numbers_name_two_payments_is_neither() -> None:
    sent = sent_of(12)
    answer = bank(sent)
    answer.rows[1][generator.ROW], answer.rows[2][generator.ROW] = "3", "2"
    read = read_of(answer.csv(), sent)
    assert found(read) == [("unknown", 3, 0), ("unknown", 4, 0)]
    assert len(read.answers) == 10


def test_a_row_with_two_faults_is_named_for_both() -> None:
    sent = sent_of(12)
    answer = bank(sent)
    answer.rows[1][generator.PAYEE] = "别的公司"
    answer.rows[1][generator.RESULT] = "?"
    assert found(read_of(answer.csv(), sent)) == [("payee", 3, 0), ("status", 3, 0)]


# --- an answer after an answer


def second(result: str, day: str, before: Earlier) -> Statement:
    sent = sent_of(12)
    key = sent.file.lines[0].key
    answer = bank(sent)
    answer.rows = [[*answer.rows[0][:6], result, day, "对方行退回"]]
    others = {one.key: SUCCEEDED for one in sent.file.lines[1:]}
    return read_of(answer.csv(), replace(sent, earlier={key: before} | others))


def test_a_return_after_a_success_is_new() -> None:
    read = second("退汇", "2026-03-11", SUCCEEDED)
    assert [one.result for one in read.answers] == [Result.RETURNED]
    assert (read.defects, read.known) == ((), ())


def test_the_same_answer_again_is_known_and_no_defect() -> None:
    read = second("成功", "2026-03-09", SUCCEEDED)
    assert (read.answers, read.defects) == ((), ())
    assert len(read.known) == 1


@pytest.mark.parametrize(
    ("before", "result"),
    [
        (Result.SUCCESS, "失败"),
        (Result.FAILED, "成功"),
        (Result.FAILED, "退汇"),
        (Result.RETURNED, "成功"),
        (Result.RETURNED, "失败"),
    ],
)
def test_any_other_second_answer_contradicts(before: Result, result: str) -> None:
    read = second(result, "2026-03-11", Earlier(result=before, on=DAY))
    assert [one.kind for one in read.defects] == [Kind.CONTRADICTS]
    assert read.answers == ()


def test_a_return_dated_before_its_success_contradicts() -> None:
    read = second("退汇", "2026-03-09", Earlier(result=Result.SUCCESS, on=date(2026, 3, 10)))
    assert [one.kind for one in read.defects] == [Kind.CONTRADICTS]


# --- files that are none


NOT_OURS = "批次号,行号,拨款编号,收款人户名,收款账号,金额（元）,结果,日期,原因\n别的批次,1,x,a,1,1.00,成功,2026-03-10,\n合计,1,,,,1.00,,,\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"\n\n,,\n", "没有内容"),
        (b"\xff\xfe\x00\x81", "编码"),
        ("批次号,行号\n1,2\n".encode(), "表头"),
        (b"PK\x03\x04 not a workbook", "xlsx"),
        (b"a\0b", "文本"),
        (NOT_OURS.encode(), "别的批次"),
        (b"x" * (17 * 1024**2), "太大"),
        (("\n" * 3 + "a\n" * 21_000).encode(), "太大"),
        (b'a,"b', "引号"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_answer_is_refused_whole_with_the_reason(
    content: bytes, words: str
) -> None:
    read = read_of(content, sent_of(12))
    assert [one.kind for one in read.defects] == [Kind.FILE]
    assert words in read.defects[0].message
    assert not read.usable


def test_a_file_without_its_total_is_taken_for_incomplete() -> None:
    sent = sent_of(12)
    whole = bank(sent).csv().splitlines(keepends=True)
    assert found(read_of(b"".join(whole[:-1]), sent)) == [("total", 0, 0)]


@pytest.mark.parametrize(
    "text",
    [
        "-1", "0.001", "1e3", "NaN", "Infinity", "一百万", "0x10", "1_000", "1,00.00", "9" * 30, "",
        "=1000001.38", "5.00万", "1000001.3800001",
    ],
)  # fmt: skip
def test_an_amount_in_no_form_of_a_bank_is_named(text: str) -> None:
    sent = sent_of(12)
    rows = bank(sent).cells()
    rows[1][generator.AMOUNT] = text
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()
    assert found(read_of(content, sent)) == [("number", 2, 0)]


@pytest.mark.parametrize("text", ["1,000,001.38", "１０００００１.３８", "¥1000001.38", " 1000001.38 ", "1000001.38元"])  # fmt: skip
def test_the_forms_in_which_banks_write_amounts_are_read(text: str) -> None:
    sent = sent_of(12)
    rows = bank(sent).cells()
    rows[1][generator.AMOUNT] = text
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()
    assert read_of(content, sent).defects == ()


def test_an_account_that_lost_its_digits_in_excel_is_named() -> None:
    sent = sent_of(12)
    answer = bank(sent)
    answer.rows[0][generator.ACCOUNT] = "6.222E+18"
    assert found(read_of(answer.csv(), sent)) == [("account", 2, 0)]
