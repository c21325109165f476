"""统一社会信用代码 (GB 32100-2015): read as people type it, checked by its check digit, kept in one form."""

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from duixian.kernel.text import folded, shown


class BadCode(ValueError):
    """A code that can't be right; its message names the value and the way out, in Chinese."""


def read_credit_code(text: str) -> str:
    """The 18 signs in upper case; full width, blanks and hyphens are folded away. Raises BadCode."""
    plain = folded(text).replace(" ", "").replace("-", "").upper()
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
