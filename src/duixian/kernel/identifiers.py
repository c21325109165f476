"""Numbers that name something: 统一社会信用代码, bank account, 手机号, 身份证. Read as typed, checked, kept in one form."""

import re
from datetime import date

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2

from duixian.kernel.text import folded, shown

_MARKS = re.compile(r"[ \t\u00a0\u3000\u2010-\u2015\u2212-]")
_ACCOUNT = re.compile(r"[0-9]{8,32}", re.ASCII)
_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
# Residence permits share the form; the first six digits are not looked up: lists of areas are never complete.
_IDENTITY = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_LANDLINE = re.compile(
    r"(010|02[0-9]|0[3-9][0-9]{2})?([2-9][0-9]{6,7})([转xX][0-9]{1,6})?", re.ASCII
)


class BadCode(ValueError):
    """A number that can't be right; its message names the value and the way out, in Chinese."""


def read_credit_code(text: str) -> str:
    """The 18 signs in upper case; full width, blanks and hyphens are folded away. Raises BadCode."""
    plain = _given(_plain(text), "统一社会信用代码").upper()
    if len(plain) == 15 and plain.isdecimal():
        raise BadCode(
            f"“{shown(text)}”是旧的15位工商注册号。请填写营业执照上18位的统一社会信用代码"
        )
    if len(plain) != 18:
        raise BadCode(
            f"统一社会信用代码“{shown(text)}”应为18位，现为{len(plain)}位。请对照营业执照填写"
        )
    try:
        return str(uscc.validate(plain))
    except ValidationError:
        raise BadCode(
            f"统一社会信用代码“{shown(text)}”不正确（含有不使用的字符，或校验位不符）。请对照营业执照填写；"
            "字母 I、O、S、V、Z 不会出现"
        ) from None


def read_bank_account(text: str) -> str:
    """The digits of a bank account, 8 to 32; blanks and hyphens are folded away. Raises BadCode."""
    plain = _given(_plain(text), "银行账号")
    if _ACCOUNT.fullmatch(plain):
        return plain
    if re.fullmatch(r"[0-9.]+[eE]\+?[0-9]+", plain):
        raise BadCode(
            f"银行账号“{shown(text)}”是表格软件改成的科学记数法，末几位已经丢失。请从开户许可证上逐位填写"
        )
    if plain.isdecimal():
        raise BadCode(
            f"银行账号“{shown(text)}”有{len(plain)}位，应为8至32位数字。请对照开户许可证填写"
        )
    raise BadCode(f"银行账号“{shown(text)}”只能有数字。请对照开户许可证填写，中间的空格可以保留")


def read_mobile(text: str) -> str:
    """The 11 digits of a mobile number of the mainland; +86 is folded away. Raises BadCode."""
    plain = _given(_local(text), "手机号")
    if _MOBILE.fullmatch(plain):
        return plain
    raise BadCode(f"手机号“{shown(text)}”不正确：应为11位数字，例如 13800138000")


def read_phone(text: str) -> str:
    """A mobile number, or a landline with its area code and extension: 021-52564588转8001. Raises BadCode."""
    plain = _given(_local(text), "电话")
    if _MOBILE.fullmatch(plain):
        return plain
    found = _LANDLINE.fullmatch(plain)
    if not found or plain.startswith("1"):
        raise BadCode(
            f"电话“{shown(text)}”不正确：请填写11位手机号，或带区号的座机，例如 021-52564588"
        )
    area, number, extension = found.groups("")
    return f"{area}{'-' if area else ''}{number}{extension.replace('x', '转').replace('X', '转')}"


def read_identity(text: str) -> str:
    """The 18 signs of a 居民身份证 number, its day of birth and check digit checked. Raises BadCode."""
    plain = _given(_plain(text), "身份证号").upper()
    if len(plain) == 15 and plain.isdecimal():
        raise BadCode("15位的旧身份证号已停用。请填写现在身份证上的18位号码")
    if _IDENTITY.fullmatch(plain) and mod_11_2.is_valid(plain) and _is_day(plain[6:14]):
        return plain
    # The number itself is never repeated: messages end up in logs and on shared screens.
    raise BadCode(
        f"身份证号不正确（现为{len(plain)}位，应为18位，且出生日期和末位校验相符）。请对照身份证填写"
    )


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) >= date(1900, 1, 1)
    except ValueError:
        return False


def _given(plain: str, label: str) -> str:
    if not plain:
        raise BadCode(f"请填写{label}")
    return plain


def _plain(text: str) -> str:
    return _MARKS.sub("", folded(text))


def _local(text: str) -> str:
    plain = _plain(text)
    return re.sub(r"^(\+86|0086)", "", plain)
