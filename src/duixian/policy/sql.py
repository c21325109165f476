"""The SQL reading: one SELECT that answers every measure for every row, in DuckDB's words.

SQL's own three-valued logic is the engine's, so conditions need no guards. Amounts do: `least(NULL, cap)` is
the cap, so an amount is asked for only where nothing is missing. A share is clamped before it is multiplied.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from duixian.policy import tree
from duixian.policy.model import STATUSES, Fact, Measure, Policy
from duixian.policy.settle import names, settled, shared
from duixian.policy.tree import Const, Name, Node, Number, OneOf, Pick, number_of

LARGEST = 2**63 - 1
STATUS = "status"
_SIGNS = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "=", "≠": "<>"}


def quoted(name: str) -> str:
    """An identifier of the table."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def prefix(measure: Measure) -> str:
    return measure.id.replace("-", "_")


def column(fact: Fact, measure: Measure | None = None) -> str:
    """The table's column of a fact: `compute__compute_cost`; of an applicant's fact: its identifier."""
    if fact.column:
        return fact.column[0]
    return f"{prefix(measure)}__{fact.id}" if measure else fact.id


def columns(policy: Policy) -> dict[str, Fact | None]:
    """Every input column in order; `id` and `on` have no fact."""
    found: dict[str, Fact | None] = {"id": None, "on": None}
    found.update({column(fact): fact for fact in policy.applicant})
    found.update(
        {column(fact, measure): fact for measure in policy.measures for fact in measure.facts}
    )
    return found


def types(policy: Policy) -> dict[str, tuple[str, ...]]:
    """The enumerations that the query needs: of the statuses and of each choice; DuckDB compares them as numbers."""
    found: dict[str, tuple[str, ...]] = {STATUS: STATUSES}
    found.update(
        {
            enumeration(name): fact.type.ids
            for name, fact in columns(policy).items()
            if fact and isinstance(fact.type, OneOf)
        }
    )
    return found


def enumeration(column_: str) -> str:
    """The name of a choice column's type."""
    return f"of_{column_}"


def select(policy: Policy, source: str) -> str:
    """The query over `source`, a table that has every column of `columns(policy)`."""
    readings = {one.id: one.default for one in policy.rule_parameters} | {"mode": "grant"}
    return _Query(policy, readings).text(source)


class _Query:
    """Tests that several measures share are worked out once, in a first step."""

    def __init__(self, policy: Policy, readings: Mapping[str, Any]) -> None:
        self.policy, self.readings = policy, readings
        self.tests = {
            measure.id: [(one.verify, settled(one.test, readings)) for one in measure.conditions]
            for measure in policy.measures
        }
        known = {"on", *(fact.id for fact in policy.applicant)}
        every = Counter(
            test for tests in self.tests.values() for _, test in tests if _only_about(test, known)
        )
        self.common = [test for test, count in every.items() if count == len(policy.measures)]
        self.several = [test for test, count in every.items() if 1 < count < len(policy.measures)]

    def text(self, source: str) -> str:
        """SELECT id and the statuses and ceilings, from the shared tests, from the source."""
        outer = ", ".join(
            part for measure in self.policy.measures for part in self._answers(measure)
        )
        middle = ", ".join(self._status(measure) for measure in self.policy.measures)
        return (
            f"SELECT id, {outer} FROM (SELECT *, {middle} FROM (SELECT *, {self._shared()} FROM {source}))"
        )  # fmt: skip

    def _shared(self) -> str:
        writer = _Writer(self.policy, None, self.readings)
        verify = {test for tests in self.tests.values() for one, test in tests if one}
        holds = [writer.expression(test) for test in self.common if test not in verify]
        sure = [writer.expression(test) for test in self.common if test in verify]
        absent = [
            f"{quoted(column(fact))} IS NULL" for fact in self.policy.applicant if _asked(fact)
        ]
        parts = [
            f"({' AND '.join(holds) or 'TRUE'}) AS common_holds",
            f"({' AND '.join(sure) or 'TRUE'}) AS common_sure",
            f"({' OR '.join(absent) or 'FALSE'}) AS common_absent",
            *(f"{writer.expression(test)} AS shared_{at}" for at, test in enumerate(self.several)),
        ]
        return ", ".join(parts)

    def _own(self, measure: Measure, *, verify: bool) -> list[str]:
        writer = _Writer(self.policy, measure, self.readings)
        found = []
        for kind, test in self.tests[measure.id]:
            if kind is verify and test not in self.common and not isinstance(test, Const):
                shared_ = test in self.several
                found.append(
                    f"shared_{self.several.index(test)}" if shared_ else writer.expression(test)
                )
        return found

    def _status(self, measure: Measure) -> str:
        """The status as one of four: refused, else lacking, else doubtful, else eligible."""
        writer = _Writer(self.policy, measure, self.readings)
        absent = [
            "common_absent",
            *(writer.absent(fact) for fact in measure.facts if fact.required),
        ]
        holds = " AND ".join(["common_holds", *self._own(measure, verify=False)])
        sure = " AND ".join(["common_sure", *self._own(measure, verify=True)])
        zero, one, two, three = (f"{text(status)}::{STATUS}" for status in STATUSES)
        return (
            f"CASE WHEN NOT ({holds}) THEN {zero} WHEN {' OR '.join(absent)} THEN {one}"
            f" WHEN NOT ({sure}) THEN {two} ELSE {three} END AS {quoted(prefix(measure) + '__status')}"
        )

    def _answers(self, measure: Measure) -> tuple[str, str]:
        status, ceiling = (quoted(f"{prefix(measure)}__{what}") for what in ("status", "ceiling"))
        writer = _Writer(self.policy, measure, self.readings)
        writer.sure = True
        amount = writer.expression(settled(measure.ceiling, self.readings))
        worth = (
            f"CASE WHEN {status} >= 'verify'::{STATUS} THEN CAST({amount} AS BIGINT)"
            f" WHEN {status} = 'ineligible'::{STATUS} THEN 0::BIGINT END"
        )
        return status, f"{worth} AS {ceiling}"


def _only_about(test: Node, known: set[str]) -> bool:
    """Whether a test reads the applicant and the day alone, so that measures can share it."""
    read = {one.id.partition(".")[0] for one in tree.walk(test) if isinstance(one, Name)}
    return not isinstance(test, Const) and read <= known


def _asked(fact: Fact) -> bool:
    """Whether a null is an absent fact: not where null is an answer, nor for records, which a column stands for."""
    return fact.required and not isinstance(fact.type, tree.Records)


class _Writer:
    """Nodes as SQL text over one measure's columns."""

    def __init__(
        self, policy: Policy, measure: Measure | None, readings: Mapping[str, Any]
    ) -> None:
        self.readings, self.sure = readings, False
        self.columns = {fact.id: column(fact) for fact in policy.applicant}
        self.columns.update(
            {fact.id: column(fact, measure) for fact in measure.facts} if measure else {}
        )
        self.columns["on"] = "on"
        self.records = {fact.id: fact for fact in policy.applicant if fact.column}

    def absent(self, fact: Fact) -> str:
        name = f"{quoted(self.columns[fact.id])} IS NULL"
        test = (
            Const(tree.YESNO, True, "", 0)
            if fact.test is None
            else settled(fact.test, self.readings)
        )
        return (
            name
            if isinstance(test, Const) and test.value
            else f"({self.expression(test)} AND {name})"
        )

    def expression(self, node: Node) -> str:
        match node:
            case Const(value=value):
                return _literal(value)
            case Name(id=id_):
                return self._column(id_)
            case tree.Not(body=body):
                return f"(NOT {self.expression(body)})"
            case tree.Logic(every=every, args=args):
                return (
                    f"({(' AND ' if every else ' OR ').join(self.expression(arg) for arg in args)})"
                )
            case tree.Compare(op=op, left=left, right=right):
                return self._answered(
                    left, f"{self.expression(left)} {_SIGNS[op]} {self.expression(right)}"
                )
            case tree.Between(body=body, low=low, high=high):
                inside = f"{self.expression(body)} BETWEEN {self.expression(low)} AND {self.expression(high)}"
                return self._answered(body, inside)
            case tree.Member(body=body, ids=ids):
                return self._member(body, ids)
            case tree.Exists(records=records, test=test):
                return self._exists(records, test)
            case tree.Shift(day=day, years=years, back=back):
                sign = "-" if back else "+"
                return f"CAST({self.expression(day)} {sign} INTERVAL {years.value} YEAR AS DATE)"
            case tree.If(test=test, then=then, other=other):
                when = self.expression(test)
                return f"CASE WHEN {when} THEN {self.expression(then)} WHEN NOT {when} THEN {self.expression(other)} END"
            case tree.Lookup(key=key, cases=cases, other=other):
                return self._lookup(key, cases, other)
        return self._amount(node)

    def _amount(self, node: Node) -> str:
        match node:
            case tree.Add(args=args):
                return f"({' + '.join(self._wide(arg, node) for arg in args)})"
            case tree.Sub(left=left, right=right):
                return self._known(
                    node, f"greatest({self.expression(left)} - {self.expression(right)}, 0)"
                )
            case tree.Mul(left=left, right=right):
                return f"({self._wide(left, node)} * {self.expression(right)})"
            case tree.Scale(body=body, by=by):
                return f"({self._wide(body, node)} * {by})"
            case tree.Floor(body=body, by=by):
                return f"({self.expression(body)} // {by})"
            case Pick(least=least, args=args):
                parts = ", ".join(self.expression(arg) for arg in args)
                return self._known(node, self._picked(args) if least else f"greatest({parts})")
        raise AssertionError(node)

    def _known(self, node: Node, said: str) -> str:
        """In a condition null must come through, which `least` and `greatest` pass over."""
        absent = [f"{self._column(one.id)} IS NULL" for one in names(node) if one.null == "missing"]
        return (
            said
            if self.sure or not absent
            else f"CASE WHEN {' OR '.join(absent)} THEN NULL ELSE {said} END"
        )

    def _wide(self, part: Node, whole: Node) -> str:
        """A part as a 128-bit integer where the whole may pass 64 bits."""
        assert isinstance(whole.type, Number)
        said = self.expression(part)
        return (
            f"CAST({said} AS HUGEINT)"
            if whole.type.most is None or whole.type.most > LARGEST
            else said
        )

    def _picked(self, args: tuple[Node, ...]) -> str:
        limit = args[-1]
        share = shared(args[0]) if len(args) == 2 and isinstance(limit, Const) else None
        if share is not None and isinstance(limit, Const):
            base, p, q = share
            knee = -(-number_of(limit) * q // p)
            clamped = f"(least({self.expression(base)}, {knee}) * {p} // {q})"
            return clamped if knee * p // q == limit.value else f"least({clamped}, {limit.value})"
        return f"least({', '.join(self.expression(arg) for arg in args)})"

    def _column(self, id_: str) -> str:
        records, dot, field = id_.partition(".")
        if not dot:
            return quoted(self.columns[id_])
        fact = self.records[records]
        assert fact.column
        return quoted(fact.column[0]) if field == fact.column[1] else "FALSE"

    def _answered(self, body: Node, said: str) -> str:
        """Where null is an answer, it says no."""
        return (
            f"coalesce({said}, FALSE)"
            if isinstance(body, Name) and body.null == "answer"
            else f"({said})"
        )

    def _member(self, body: Node, ids: tuple[str, ...]) -> str:
        # Not IN: from five values on DuckDB turns it into a join and loses the order of the rows.
        same = (f"{self.expression(body)} = {self._choice(body, id_)}" for id_ in ids)
        return f"({' OR '.join(same)})" if ids else "FALSE"

    def _choice(self, body: Node, id_: str) -> str:
        assert isinstance(body, Name)
        return f"{text(id_)}::{enumeration(self.columns[body.id])}"

    def _exists(self, records: Name, test: Node) -> str:
        return f"({quoted(self.columns[records.id])} IS NOT NULL AND {self.expression(test)})"

    def _lookup(self, key: Node, cases: tuple[tuple[str, Node], ...], other: Node | None) -> str:
        said = self.expression(key)
        whens = " ".join(
            f"WHEN {self._choice(key, id_)} THEN {self.expression(value)}" for id_, value in cases
        )
        rest = "" if other is None else f" ELSE {self.expression(other)}"
        return f"CASE WHEN {said} IS NULL THEN NULL ELSE CASE {said} {whens}{rest} END END"


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return text(value) if isinstance(value, str) else str(value)
