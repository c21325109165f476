"""存在 as Python text: one loop a list of records, which refuses at once or notes what it found."""

from duixian.policy import tree
from duixian.policy.python_text import Writer, shift_function
from duixian.policy.tree import Name, Node


class Loops:
    """The tests of record lists; what a loop found stands in one whole number, a bit a test."""

    def __init__(self, tests: list[Node]) -> None:
        found = [one for test in tests for one in tree.walk(test) if isinstance(one, tree.Exists)]
        self.tests = list(dict.fromkeys(found))

    def found(self, node: tree.Exists) -> str:
        """How later text asks whether the test was met."""
        return f"{node.records.id}_hits & {self._bit(node)}"

    def _bit(self, node: tree.Exists) -> int:
        return 1 << self.tests.index(node)

    def lines(self, refusing: list[Node], refuse: str) -> list[str]:
        """The loops, each skipped where its list holds nothing; a met test of `refusing` refuses at once."""
        fatal = {one.body for one in refusing if isinstance(one, tree.Not)}
        by: dict[str, list[tree.Exists]] = {}
        for test in self.tests:
            by.setdefault(test.records.id, []).append(test)
        return [line for id_, tests in by.items() for line in self._loop(id_, tests, fatal, refuse)]

    def _loop(self, id_: str, tests: list[tree.Exists], fatal: set[Node], refuse: str) -> list[str]:
        assert isinstance(tests[0].records.type, tree.Records)
        names = [field for field, _, _ in tests[0].records.type.fields]
        writer = Writer(self.found, sure=True)
        writer.fields = {f"{id_}.{field}": f"{id_}_{field}" for field in names}
        asked = {test: _conjuncts(test) for test in tests}
        body = self._nested(writer, asked, (), {test: refuse for test in tests if test in fatal})
        return [
            f"    {id_}_hits = 0",
            f"    if {id_}:",
            *(line for shift, name in writer.hoisted.items() for line in shift_lines(name, shift)),
            f"        for {', '.join(writer.fields.values())} in {id_}:",
            *body,
        ]

    def _nested(
        self, writer: Writer, tests: dict[tree.Exists, tuple[Node, ...]], met: tuple[tree.Exists, ...],
        ends: dict[tree.Exists, str],
    ) -> list[str]:  # fmt: skip
        """Tests by what they ask; one that asks all that another asks, and more, stands inside it."""
        known = tests[met[-1]] if met else ()
        inner = {
            test: its for test, its in tests.items() if test not in met and set(known) < set(its)
        }
        indent = " " * 4 * (len(met) + 3)
        if met and met[-1] in ends:
            return [f"{indent}{ends[met[-1]]}"]
        lines = [f"{indent}{met[-1].records.id}_hits |= {self._bit(met[-1])}"] if met else []
        for test, its in inner.items():
            if any(set(other) < set(its) for other in inner.values()):
                continue
            asks = " and ".join(writer.known(one, True) for one in its if one not in known)
            lines += [f"{indent}if {asks}:", *self._nested(writer, tests, (*met, test), ends)]
        return lines


def shift_lines(name: str, node: tree.Shift) -> list[str]:
    """A shifted day in a variable: in place for nearly all days, by the function for 29 February."""
    assert isinstance(node.day, Name), node
    day = node.day.id
    sign = "-" if node.back else "+"
    return [
        "        try:",
        f"            {name} = {day}.replace(year={day}.year {sign} {node.years.value})",
        "        except ValueError:",
        f"            {name} = {shift_function(node)}({day}, {node.years.value})",
    ]


def _conjuncts(node: tree.Exists) -> tuple[Node, ...]:
    """What a test of records asks, part by part."""
    parts, queue = [], [node.test]
    while queue:
        one = queue.pop(0)
        if isinstance(one, tree.Logic) and one.every:
            queue[:0] = one.args
        else:
            parts.append(one)
    return tuple(parts)
