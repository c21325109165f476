"""Numbers that name something: accepted as people type them, refused with the way out, never in a wrong form."""

from collections.abc import Callable

import pytest
from stdnum.iso7064 import mod_11_2

from duixian.kernel import names
from duixian.kernel.identifiers import (
    BadCode,
    read_bank_account,
    read_credit_code,
    read_identity,
    read_mobile,
    read_phone,
)
from duixian.kernel.names import BadText, read_name, read_words, same_name


def of_person(birthday: str, order: str = "003") -> str:
    plain = f"310107{birthday}{order}"
    return plain + mod_11_2.calc_check_digit(plain)


def valid_code() -> str:
    from tests.parties.cast import credit_code  # noqa: PLC0415  (needs Django's settings)

    return credit_code(1)


@pytest.mark.parametrize(
    "dress",
    [
        lambda code: code,
        lambda code: code.lower(),
        lambda code: f"  {code} ",
        lambda code: f"{code[:8]} {code[8:]}",
        lambda code: f"{code[:8]}-{code[8:]}",
        lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code),
        lambda code: f"{code}\t",
    ],
)
def test_a_credit_code_has_one_form_however_it_is_typed(dress: Callable[[str], str]) -> None:
    code = valid_code()
    assert read_credit_code(dress(code)) == code


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("9131010700000000", "应为18位，现为16位"),
        ("9131010700000000112", "应为18位，现为19位"),
        ("913101070000000010", "校验位不符"),
        ("91310107MA1GOIVSZX", "不正确"),
        ("310107000000001", "旧的15位"),
        ("9131010700000\u200b0001X", "不正确|应为18位"),
        ("九一三一零一零七零零零零零零零零一X", "不正确"),
    ],
)
def test_a_bad_credit_code_is_refused_with_the_way_out(typed: str, why: str) -> None:
    with pytest.raises(BadCode, match=why) as found:
        read_credit_code(typed)
    assert "营业执照" in str(found.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1001 2345 6789 0123 456", "1001234567890123456"),
        ("１００１２３４５", "10012345"),
        ("0000-1234-5678", "000012345678"),
        ("12345678\t", "12345678"),
        ("1" * 32, "1" * 32),
    ],
)
def test_bank_accounts_keep_their_digits_and_leading_zeros(typed: str, kept: str) -> None:
    assert read_bank_account(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("6222AB345678", "只能有数字"),
        ("1234567", "有7位，应为8至32位"),
        ("1" * 33, "有33位"),
        ("6.22E+18", "科学记数法"),
        ("6.22e18", "科学记数法"),
        ("12345678\u202e", "只能有数字"),
        ("-1", "有1位"),
        ("٦٢٢٢٠٠٠٠٠", "有9位|只能有数字"),
    ],
)
def test_a_bad_bank_account_is_refused(typed: str, why: str) -> None:
    with pytest.raises(BadCode, match=why):
        read_bank_account(typed)


@pytest.mark.parametrize(
    "typed", ["13800138000", "+86 138 0013 8000", "0086-13800138000", "１３８００１３８０００"]
)
def test_mobile_numbers_have_one_form(typed: str) -> None:
    assert read_mobile(typed) == "13800138000"
    assert read_phone(typed) == "13800138000"


@pytest.mark.parametrize(
    "typed", ["138001380001", "1380013800", "12800138000", "abc", "+1 13800138000"]
)
def test_a_bad_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(BadCode, match="应为11位数字"):
        read_mobile(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("021-52564588", "021-52564588"),
        ("02152564588", "021-52564588"),
        ("52564588", "52564588"),
        ("021-5256 4588转8001", "021-52564588转8001"),
        ("0571-87654321x12", "0571-87654321转12"),
    ],
)
def test_landlines_have_one_form(typed: str, kept: str) -> None:
    assert read_phone(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "138001380001", "1380013", "021", "请打电话"])
def test_a_bad_phone_number_is_refused(typed: str) -> None:
    with pytest.raises(BadCode, match="11位手机号，或带区号的座机"):
        read_phone(typed)


def test_an_identity_number_has_one_form() -> None:
    number = next(
        of_person("19800101", f"{n:03d}")
        for n in range(999)
        if of_person("19800101", f"{n:03d}")[-1] == "X"
    )
    for typed in (number, number.lower(), f"{number[:6]} {number[6:14]} {number[14:]}"):
        assert read_identity(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        of_person("19800101")[:-1] + ("1" if of_person("19800101")[-1] != "1" else "2"),
        of_person("19800230"),
        of_person("18990101"),
        "310107800101003",
        "3101071980010100",
        "A10107198001010030",
        "１" * 18,
    ],
)
def test_a_bad_identity_number_is_refused_and_never_repeated(typed: str) -> None:
    with pytest.raises(BadCode) as found:
        read_identity(typed)
    assert typed not in str(found.value)
    assert "身份证" in str(found.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("上海云帆（集团）有限公司", "上海云帆（集团）有限公司"),
        ("上海云帆(集团)有限公司", "上海云帆（集团）有限公司"),
        ("Apex (Shanghai) Ltd.", "Apex (Shanghai) Ltd."),
        ("  阿卜杜拉·买买提  ", "阿卜杜拉·买买提"),
        ("𠮷野家", "𠮷野家"),
        ("Café 有限公司", "Café 有限公司"),
        ("Cafe\u0301 有限公司", "Café 有限公司"),
        ("3M中国", "3M中国"),
    ],
)
def test_names_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert read_name(typed, "单位名称") == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "请填写单位名称"),
        (" \u3000 ", "请填写单位名称"),
        ("上海\x00云帆", "控制字符"),
        ("上海\ud800云帆", "控制字符"),
        ("上海\u202e云帆", "文字方向"),
        ("上海\u200b云帆", "不能有"),
        ("字" * 201, "最多200字"),
        ("e" + "\u0301" * 1000, "太长"),
        ("<script>", "不能有"),
        ("{{7*7}}", "没有文字"),
        ("{%debug%}", "不能有"),
        ("${7*7}", "不能有|没有文字"),
        ("' OR 1=1--", "不能有"),
        ("=cmd|' /C calc'!A0", "不能有"),
        ("甲\r\nSet-Cookie: a=b", "控制字符"),
        ("\x1b[31m红", "控制字符"),
        ("../../", "没有文字"),
        ("12345", "没有文字"),
        ("甲_乙", "不能有"),
        ("👨‍👩‍👧", "没有文字"),
    ],
)
def test_what_is_no_name_is_refused(typed: str, why: str) -> None:
    with pytest.raises(BadText, match=why):
        read_name(typed, "单位名称")


def test_free_text_keeps_its_lines_and_its_signs() -> None:
    assert (
        read_words("第一行\r\n<b>{{7*7}}</b> 👨‍👩‍👧 = 1", "说明")
        == "第一行\n<b>{{7*7}}</b> 👨‍👩‍👧 = 1"
    )
    assert read_words("", "说明", empty=True) == ""
    for typed in ("", "  ", "甲\x00", "甲\x1b[0m", "甲\u2066", "字" * 1001):
        with pytest.raises(BadText, match="说明"):
            read_words(typed, "说明")


def test_the_same_name_to_a_bank() -> None:
    assert same_name("上海云帆（集团）有限公司", "上海云帆(集团) 有限公司")
    assert not same_name("上海云帆有限公司", "上海云帆有限责任公司")
    assert not same_name("Apex有限公司", "\u0410pex有限公司")  # Cyrillic


def test_a_person_s_name_is_short() -> None:
    assert names.read_person(" 张　三 ") == "张 三"
    with pytest.raises(BadText, match="姓名太长：最多60字"):
        names.read_person("字" * 61)


@pytest.mark.parametrize(
    ("read", "label"),
    [
        (read_credit_code, "统一社会信用代码"),
        (read_bank_account, "银行账号"),
        (read_mobile, "手机号"),
        (read_phone, "电话"),
        (read_identity, "身份证号"),
    ],
)
@pytest.mark.parametrize("typed", ["", " ", "\u3000", "-"])
def test_nothing_typed_is_asked_for(read: Callable[[str], str], label: str, typed: str) -> None:
    with pytest.raises(BadCode, match=f"^请填写{label}$"):
        read(typed)
