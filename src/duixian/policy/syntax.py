"""Expressions as written: text into tokens, tokens into a plain tree with lines, nothing resolved."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from duixian.policy.findings import Fault
from duixian.policy.outline import Lines
from duixian.policy.units import WORDS

_STOPS = r"\s()（）\[\]{}｛｝【】,，:：;；+\-−×*÷<>=≥≤≠→、“”\""
_WORD = rf"(?:[^{_STOPS}/\d%.][^{_STOPS}/]*)"
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<date>\d{{4}}-\d{{2}}-\d{{2}})
    |(?P<ratio>1:\d+(?:\.\d+)?)
    |(?P<number>\d+(?:\.\d+)?(?:%|{_WORD}?(?:/{_WORD})*)(?=[{_STOPS}/]|$))
    |(?P<op>>=|<=|!=|->|[()\[\]{{}},:+\-−×*÷/<>=≥≤≠→])
    |(?P<name>[^{_STOPS}/]+)""",
    re.VERBOSE,
)
_FOLD = str.maketrans("（）｛｝【】，：−*≠", "(){}[],:-×≠")
_ALIKE = {"->": "→", ">=": "≥", "<=": "≤", "!=": "≠", "/": "÷"}
COMPARISONS = ("≥", "≤", ">", "<", "=", "≠")
_POWERS = {"": 1, "万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Syntax:
    """A node as written: `op` says what, `text` is the word or literal, `args` what is below."""

    op: str
    line: int
    text: str = ""
    args: tuple["Syntax", ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    line: int


def literal(text: str) -> tuple[Fraction, str]:
    """A number literal as (value in base units, unit text); % and 个百分点 have unit ""."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(%|个百分点|亿|万)?(.*)", text)
    assert found, text
    number, scale, unit = Fraction(found[1]), found[2] or "", found[3]
    return (number / 100, "") if scale in ("%", "个百分点") else (number * _POWERS[scale], unit)


def tokens(lines: Lines) -> Iterator[Token]:
    """Split numbered lines; raises Fault at a sign that has no meaning here."""
    last = 0
    for line, raw in lines:
        text, at, last = raw.translate(_FOLD), 0, line
        while at < len(text):
            found = _TOKEN.match(text, at)
            if not found:
                hint = "；并列请用逗号" if text[at] == "、" else ""
                raise Fault(line, f"看不懂的符号“{text[at]}”{hint}")
            at = found.end()
            if found.lastgroup != "space":
                yield Token(str(found.lastgroup), _ALIKE.get(found[0], found[0]), line)
    yield Token("end", "", last)


def parse(lines: Lines) -> Syntax:
    """Read one expression; raises Fault where it is empty, broken off or followed by more."""
    return _Parser(list(tokens(lines))).whole()


class _Parser:
    """Recursive descent: 或 · 且 · 不 · comparison · sum · product · atom."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> Token | None:
        """Step over the next token if it is one of these."""
        token = self.now
        if token.kind in ("op", "name") and token.text in texts:
            self.at += 1
            return token
        return None

    def need(self, text: str) -> Token:
        token = self.take(text)
        if token is None:
            raise Fault(self.now.line, f"这里应为“{text}”，却是{self.seen()}")
        return token

    def seen(self) -> str:
        return f"“{self.now.text}”" if self.now.kind != "end" else "式子的结尾"

    def hint(self) -> str:
        """What people mostly did wrong with a number before this."""
        if self.at and self.tokens[self.at - 1].kind == "number":
            if self.now.text == ",":
                return "；数字里不要写千分位逗号"
            if self.now.text.lstrip("万亿") in (*WORDS, ""):
                return "；数字和单位之间不要空格"
        return ""

    def whole(self) -> Syntax:
        tree = self.either()
        if self.now.kind != "end":
            raise Fault(self.now.line, f"式子到此应已结束，却还有{self.seen()}{self.hint()}")
        return tree

    def chain(self, op: str, part: Callable[[], Syntax]) -> Syntax:
        first = part()
        found = [first]
        while self.take(op):
            found.append(part())
        return first if len(found) == 1 else Syntax(op, first.line, "", tuple(found))

    def either(self) -> Syntax:
        return self.chain("或", self.both)

    def both(self) -> Syntax:
        return self.chain("且", self.negation)

    def negation(self) -> Syntax:
        token = self.take("不", "非")
        return Syntax("不", token.line, "", (self.negation(),)) if token else self.comparison()

    def comparison(self) -> Syntax:
        left = self.total()
        token = self.take(*COMPARISONS)
        if token:
            return Syntax("比较", token.line, token.text, (left, self.total()))
        token = self.take("属于", "不属于")
        if token:
            inside = Syntax("属于", token.line, "", (left, *self.members()))
            return inside if token.text == "属于" else Syntax("不", token.line, "", (inside,))
        token = self.take("在")
        if token:
            self.need("[")
            low = self.total()
            self.need(",")
            high = self.total()
            self.need("]")
            return Syntax("在", token.line, "", (left, low, high))
        return left

    def members(self) -> list[Syntax]:
        self.need("{")
        found = [self.atom()]
        while self.take(","):
            found.append(self.atom())
        self.need("}")
        return found

    def total(self) -> Syntax:
        left = self.product()
        while token := self.take("+", "-"):
            left = Syntax(token.text, token.line, "", (left, self.product()))
        return left

    def product(self) -> Syntax:
        left = self.atom()
        while token := self.take("×", "÷"):
            left = Syntax(token.text, token.line, "", (left, self.atom()))
        return left

    def atom(self) -> Syntax:
        token = self.now
        if self.take("("):
            inner = self.either()
            self.need(")")
            return inner
        if token.kind in ("number", "date", "ratio"):
            self.at += 1
            return Syntax("字面" if token.kind == "number" else token.kind, token.line, token.text)
        if token.kind != "name":
            raise Fault(token.line, f"这里应为名称、数字或括号，却是{self.seen()}")
        self.at += 1
        return self.call(token) if self.take("(") else Syntax("名", token.line, token.text)

    def call(self, token: Token) -> Syntax:
        found = [self.argument()]
        while self.take(",", ":"):
            found.append(self.argument())
        self.need(")")
        return Syntax("调用", token.line, token.text, tuple(found))

    def argument(self) -> Syntax:
        left = self.either()
        arrow = self.take("→")
        return Syntax("→", arrow.line, "", (left, self.either())) if arrow else left
