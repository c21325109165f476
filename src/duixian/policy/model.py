"""A policy as loaded: paragraphs, measures, facts, parameters. Frozen; every reading starts from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from duixian.kernel.money import Money
from duixian.policy.resolve import Definition
from duixian.policy.tree import DAY, TEXT, YESNO, Name, Node, Number, OneOf, Records, Type
from duixian.policy.units import YUAN
from duixian.policy.units import name as unit_name

OVERLAPS = {"difference": "补差", "exclude": "择一", "stack": "叠加"}
MODES = {"grant": "补贴类", "project": "研发类"}
STATUSES = ("ineligible", "incomplete", "verify", "eligible")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed list: its identifier and its Chinese name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """What is counted together: of the same round only, of the same answers to these facts only."""

    round: bool = False
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How an amount had before is counted: the reading that says within what, by its values; what is had once only.

    Two cases with the same `again` (a level no higher) are a renewal: the later one is not supported.
    """

    reading: str
    within: Mapping[str, Within]
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing asked of an applicant: what it is, how it is asked and what proves it.

    `officer`: only an officer establishes it. `wording`: the help where it names readings in braces; `help` has their
    defaults filled in. `counted`: an amount had before, and within what it is counted.
    """

    id: str
    name: str
    type: Type
    line: int
    question: str = ""
    help: str = ""
    evidence: tuple[str, ...] = ()
    absent: str = ""
    first: bool = False
    test: Node | None = None
    needed: tuple[str, frozenset[str]] | None = None
    choices_by: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    column: tuple[str, str] | None = None
    fields: tuple["Fact", ...] = ()
    clause: str = ""
    officer: bool = False
    wording: str = ""
    counted: Counted | None = None

    @property
    def required(self) -> bool:
        """Whether an answer is needed; of others, leaving it empty is an answer."""
        return not self.absent

    @property
    def number(self) -> Number | None:
        """The unit, the decimals and the limit of an amount, a count or a rate."""
        return self.type if isinstance(self.type, Number) else None

    @property
    def kind(self) -> str:
        """money · number · rate · date · yesno · choice · text · records."""
        match self.type:
            case Number(unit=unit):
                return "money" if unit == YUAN else "number" if unit else "rate"
            case OneOf():
                return "choice"
            case Records():
                return "records"
            case _:
                return {DAY: "date", YESNO: "yesno", TEXT: "text"}[self.type]

    @property
    def unit(self) -> str:
        """元, 年, % …; empty where the kind has none."""
        if not isinstance(self.type, Number):
            return ""
        return unit_name(self.type.unit) if self.type.unit else "%"

    @property
    def choices(self) -> tuple[Choice, ...]:
        if not isinstance(self.type, OneOf):
            return ()
        return tuple(Choice(*pair) for pair in zip(self.type.ids, self.type.names, strict=True))

    @property
    def node(self) -> Name:
        """How expressions name it."""
        return Name(
            self.type, self.id, self.name, "answer" if self.absent else "missing", self.absent
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One reading (口径) of what the text leaves open; `kind` rule: the rules use it; process: the process.

    `must_choose`: a round may not simply keep the default.
    """

    id: str
    name: str
    type: Type | None
    kind: str
    line: int
    clauses: tuple[str, ...]
    question: str
    default: object
    default_text: str
    alternatives: tuple[str, ...]
    stake: str
    basis: str
    must_choose: bool = False

    @property
    def node(self) -> Name:
        assert self.type is not None
        return Name(self.type, self.id, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that must hold: fails → ineligible, or with `verify` → an officer must look."""

    test: Node
    name: str
    clause: str
    quote: str
    remedy: str
    line: int
    verify: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One worked example of the document: a claim of the contract and what is expected of it."""

    name: str
    line: int
    claim: dict[str, object]
    expect: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measure:
    """One executable support: who, which facts, which conditions, how much at most; `worked` reads its examples.

    `subject` is how to ask which product, event or qualification a case is about, where there may be several.
    """

    id: str
    name: str
    clause: str
    support: str
    quote: str
    line: int
    plain: str
    who: str
    facts: tuple[Fact, ...]
    conditions: tuple[Condition, ...]
    judgements: tuple[str, ...]
    ceiling: Node
    formula: str
    base: Node | None
    cost_base: str
    rates: tuple[str, ...]
    cap_text: str
    cap_clause: str
    instalments: int
    once: bool
    overlap: str
    period: str
    takes_period: bool
    public: bool
    materials: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    worked: Callable[[], tuple[Example, ...]] = tuple
    mode: str = "grant"
    cap_wording: str = ""
    subject: str = ""

    @property
    def examples(self) -> tuple[Example, ...]:
        """The worked examples, read when somebody asks; raises PolicyErrors where a table can't be read."""
        return self.worked()

    @property
    def cap(self) -> Money | None:
        """The highest ceiling that any facts can give; None where the text sets none."""
        assert isinstance(self.ceiling.type, Number)
        most = self.ceiling.type.most
        return None if most is None or most >= OPEN_FEN else Money(most)

    @property
    def rate_text(self) -> str:
        return "、".join(self.rates)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Everything to bring, each once, in the order of the facts."""
        every = (item for fact in self.facts for item in fact.evidence)
        return tuple(dict.fromkeys((*every, *self.materials)))


OPEN_FEN = 10**12  # a ceiling that can pass ten billion yuan is no cap


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of the official text with what the product says about it."""

    number: int
    clause: str
    level: str
    text: str
    plain: str = ""
    nothing: str = ""
    carried_out_by: str = ""
    measures: tuple[Measure, ...] = ()
    questions: tuple[Parameter, ...] = ()

    @property
    def anchor(self) -> str:
        return self.clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """从高不重复: where other support may come from, which of it counts, and the default mode."""

    clause: str
    quote: str
    sources: tuple[Choice, ...]
    counted: tuple[str, ...]
    default: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Policy:
    """A whole policy of one version."""

    id: str
    title: str
    number: str
    issued_on: date
    issuers: tuple[str, ...]
    version: str
    valid_from: date
    valid_to: date
    period: Condition
    paragraphs: tuple[Paragraph, ...]
    measures: tuple[Measure, ...]
    applicant: tuple[Fact, ...]
    parameters: tuple[Parameter, ...]
    overlap: Overlap
    source: str
    definitions: tuple[Definition, ...] = ()

    def measure(self, id_: str) -> Measure:
        """The measure of this identifier; KeyError where there is none."""
        return {measure.id: measure for measure in self.measures}[id_]

    @property
    def sources(self) -> tuple[Choice, ...]:
        return self.overlap.sources

    @property
    def rule_parameters(self) -> tuple[Parameter, ...]:
        """The readings that the rules use; claims may set these."""
        return tuple(one for one in self.parameters if one.kind == "rule")
