"""Bad input by kind: what is wrong, as a sentence, and the line that is wrong in that way."""

import json
from dataclasses import dataclass
from typing import Any

from tests.contract.support import GOOD_FACTS, breach, claim, without

UNSAID = object()


@dataclass(frozen=True)
class Bad:
    """One bad line; `field` must be named in its error, and so must the value, in some spelling."""

    name: str
    line: bytes
    field: str | None
    value: object = UNSAID

    @property
    def spellings(self) -> list[str]:
        """What a message may show of the value: cut short, controls in any escape, nothing as “”."""
        if self.value is UNSAID:
            return [""]
        if isinstance(self.value, str):
            visible = "".join(one if one.isprintable() else " " for one in self.value).split()
            return [max(visible, key=len)[:12]] if visible else ["“", '"']
        found = [str(self.value), json.dumps(self.value, ensure_ascii=False)]
        return [spelling[:12] for spelling in found]


def bad(name: str, value: object, field: str | None, shown: object = UNSAID) -> Bad:
    return Bad(name, json.dumps(value).encode(), field, shown)


def fact(measure: str, name: str, value: object, what: str) -> Bad:
    return bad(what, claim(measure, facts={name: value}), name, value)


AMOUNTS: dict[str, object] = {
    "a negative amount": "-1",
    "an amount with a plus sign": "+1",
    "an empty amount": "",
    "a blank amount": " ",
    "an amount with no digit after the point": "5.",
    "an amount with no digit before the point": ".5",
    "an amount with three decimals": "0.001",
    "an amount with an exponent": "1e3",
    "an amount that is not a number": "NaN",
    "an infinite amount": "Infinity",
    "an amount with a separator": "1,000",
    "an amount in full width": "１００",
    "an amount with a full-width point": "１．５",
    "an amount in Chinese numerals": "一百万",
    "an amount in hexadecimal": "0x10",
    "an amount with an underscore": "1_000",
    "an amount with blanks around it": " 5 ",
    "an amount with a line break after it": "5\n",
    "an amount with a tab before it": "\t5",
    "an amount with a NUL after it": "5\x00",
    "an amount with a zero-width space in it": "5\u200b0",
    "an amount in Arabic-Indic digits": "٣٤",
    "an amount in superscript digits": "5²",
    "an amount with two points": "1.2.3",
    "an amount with its unit": "5元",
    "an amount in ten thousands": "5.00万",
    "an amount with a currency sign": "¥5",
    "a fraction for an amount": "1/2",
    "a formula for an amount": "=1+1",
    "an amount one fen over the most": "10000000000000.00",
    "an amount of thirty digits": "123456789012345678901234567890",
    "an amount of 100,000 digits": "9" * 100_000,
    "a lone surrogate for an amount": "\ud800",
    "a whole number for an amount": 20000000,
    "a fraction in JSON for an amount": 1.5,
    "yes for an amount": True,
    "a list for an amount": ["5"],
    "an object for an amount": {"yuan": "5"},
}
DAYS: dict[str, object] = {
    "a 30 February": "2026-02-30",
    "a 29 February in a common year": "2025-02-29",
    "a thirteenth month": "2026-13-01",
    "a day before the month": "31/12/2026",
    "a day with slashes": "2026/03/02",
    "a day with an hour": "2026-12-31T24:00",
    "a day with a zone": "2026-03-02Z",
    "a day with one-digit parts": "2026-3-2",
    "a day of the year 0": "0000-01-01",
    "a day of the year 10000": "10000-01-01",
    "a negative year": "-2026-03-02",
    "a day in Chinese": "二〇二六年三月二日",
    "a day in full width": "２０２６-０３-０２",
    "a day with a line break after it": "2026-03-02\n",
    "a day with a blank before it": " 2026-03-02",
    "an empty day": "",
    "milliseconds for a day": 1767225600000,
    "yes for a day": True,
    "a list for a day": ["2026-03-02"],
    "an object for a day": {},
}
WRONG_CHOICES: dict[str, object] = {
    "an unknown choice": "somebody",
    "an empty choice": "",
    "a choice with a blank after it": "{} ",
    "a choice in capitals": "{upper}",
    "a number for a choice": 1,
    "yes for a choice": True,
    "a list for a choice": ["{}"],
    "an object for a choice": {"id": "{}"},
    "markup for a choice": "<script>alert(1)</script>",
}


def amounts() -> list[Bad]:
    found = [fact("compute", "compute_cost", value, name) for name, value in AMOUNTS.items()]
    for measure, facts in GOOD_FACTS.items():
        for name, value in facts.items():
            if isinstance(value, str) and "." in value:
                found.append(fact(measure, name, "-0.01", f"a negative {name} of {measure}"))
    return found


def days() -> list[Bad]:
    found = [bad(f"{name} as on", claim(on=value), "on", value) for name, value in DAYS.items()]
    found.append(bad("a null day of submission", claim(on=None), "on"))
    found.append(bad("no day of submission", without(claim(), "on"), "on"))
    for value in ("2026-02-30", 20260302):
        for name in ("registered_on", "arrived_on"):
            one = claim("settle", applicant={name: value})
            found.append(bad(f"{value} as {name}", one, name, value))
        record = breach("2025-01-01") | {"on": value}
        one = claim(applicant={"breaches": [record]})
        found.append(bad(f"{value} as the day of a breach", one, "breaches", value))
        one = claim(parameters={"new_since": value})
        found.append(bad(f"{value} as new_since", one, "new_since", value))
    return found


def filled(value: object, good: str) -> object:
    if isinstance(value, str):
        return value.replace("{upper}", good.upper()).replace("{}", good)
    if isinstance(value, list):
        return [good]
    return {"id": good} if isinstance(value, dict) else value


def choices() -> list[Bad]:
    found = []
    for name, raw in WRONG_CHOICES.items():
        value = filled(raw, "enterprise")
        found.append(bad(f"{name} as kind", claim(applicant={"kind": value}), "kind", value))
        value = filled(raw, "ai")
        found.append(bad(f"{name} as field", claim(applicant={"field": value}), "field", value))
        value = filled(raw, "compute")
        found.append(bad(f"{name} as measure", claim() | {"measure": value}, "measure", value))
        value = filled(raw, "stack")
        found.append(bad(f"{name} as overlap", claim(overlap=value), "overlap", value))
    for name, value in {"a number": 7, "an unknown one": "both", "an empty one": ""}.items():
        found.append(bad(f"{name} as mode", claim(mode=value), "mode", value))
        found.append(bad(f"{name} as policy", claim(policy=value), "policy", value))
    for value in ("provincial", "National", 1, True, ["national"]):
        found.append(fact("carrier", "recognised_by", value, f"{value} as recognised_by"))
    for value in ("iso9001", "CMMI", 3, ["cmmi"], {}):
        found.append(fact("qualification", "qualification", value, f"{value} as qualification"))
    for value in ("6", "", "三", "CS4", 3, True, ["3"]):
        found.append(fact("qualification", "level", value, f"{value!r} as the level of cmmi"))
    found.append(bad("a null measure", claim() | {"measure": None}, "measure"))
    found.append(bad("no measure", without(claim(), "measure"), "measure"))
    return found


def yes_and_no() -> list[Bad]:
    found = []
    wrong: list[object] = ["true", "yes", "是", "", 1, 0, [], {}]
    for value in wrong:
        found.append(fact("rnd", "has_results", value, f"{value!r} for yes or no"))
    for flag in ("repaired", "confirmed", "in_force"):
        record = breach("2025-01-01") | {flag: "false"}
        one = claim(applicant={"breaches": [record]})
        found.append(bad(f"a string for {flag} in a breach", one, "breaches", "false"))
    return found


def numbers_and_text() -> list[Bad]:
    found = []
    numbers: list[object] = [-1, 1.0, 2.5, -0.5, True, "2", "", [], {"years": 2}]
    texts: list[object] = ["", 7, True, [], {}]
    for value in numbers:
        found.append(fact("office-rent", "support_years", value, f"{value!r} as support_years"))
    for value in texts:
        name = "leading_group_decision"
        found.append(fact("major-project", name, value, f"{value!r} as a text"))
    return found


def supports() -> list[Bad]:
    good = {"from": "city", "amount": "1.00"}
    wrong: dict[str, object] = {
        "an unknown giver of support": [good | {"from": "county"}],
        "a null giver of support": [good | {"from": None}],
        "support without a giver": [{"amount": "1.00"}],
        "support without an amount": [{"from": "city"}],
        "support with a null amount": [good | {"amount": None}],
        "support with a negative amount": [good | {"amount": "-1.00"}],
        "support with a number for its amount": [good | {"amount": 1}],
        "support with a key too many": [good | {"year": 2025}],
        "a good support before a bad one": [good, good | {"amount": "1.001"}],
        "null among the support": [None],
        "a string among the support": ["city"],
        "a list among the support": [[]],
        "an object for the support": good,
        "a string for the support": "none",
        "a number for the support": 0,
        "no for the support": False,
    }
    return [bad(name, claim(other_support=value), "other_support") for name, value in wrong.items()]


def breach_records() -> list[Bad]:
    good = breach("2025-01-01")
    wrong: dict[str, object] = {
        "a breach without a day": [without(good, "on")],
        "a breach with a null day": [good | {"on": None}],
        "a breach with a key too many": [good | {"serious": True}],
        "null among the breaches": [None],
        "a day among the breaches": ["2025-01-01"],
        "a list among the breaches": [[good]],
        "an object for the breaches": good,
        "a string for the breaches": "none",
        "no for the breaches": False,
    }
    return [
        bad(name, claim(applicant={"breaches": value}), "breaches") for name, value in wrong.items()
    ]


def keys_and_shapes() -> list[Bad]:
    found = [
        bad("an unknown key", claim(colour="red"), "colour"),
        bad("an unknown key with null", claim(colour=None), "colour"),
        bad("a key in capitals", claim(Mode="grant"), "Mode"),
        bad("an unknown key of the applicant", claim(applicant={"city": "上海"}), "city"),
        bad("an unknown fact", claim(facts={"cost": "1.00"}), "cost"),
        bad("another measure's fact", claim(facts={"rent_paid": "1.00"}), "rent_paid"),
        bad("another measure's fact that is null", claim(facts={"online": None}), "online"),
        bad("an applicant's key among the facts", claim(facts={"kind": "enterprise"}), "kind"),
        bad("an unknown parameter", claim(parameters={"old_since": "2025-01-01"}), "old_since"),
        bad("a key that is a formula", claim(**{"=cmd|' /C calc'!A0": 1}), "=cmd|"),
        bad("a prototype for a key", claim(__proto__={}), "__proto__"),
        bad("no applicant", without(claim(), "applicant"), "applicant"),
    ]
    shapes: list[object] = [[], "x", 7, True]
    for value in [None, *shapes]:
        wrong = claim() | {"applicant": value}
        found.append(bad(f"{value!r} for the applicant", wrong, "applicant"))
    for value in shapes:
        found.append(bad(f"{value!r} for the facts", claim() | {"facts": value}, "facts"))
        found.append(bad(f"{value!r} for the parameters", claim(parameters=value), "parameters"))
    for value in [7, 1.5, True, [], {}]:
        found.append(bad(f"{value!r} for the id", claim(id=value), "id"))
    many = claim(facts={f"key{number}": "1" for number in range(10_000)})
    found.append(bad("10,000 unknown facts", many, "key"))
    return found


def raw(name: str, line: str | bytes, field: str | None = None) -> Bad:
    return Bad(name, line if isinstance(line, bytes) else line.encode(), field)


def spliced(before: str, after: str) -> str:
    """A good line with a piece of its text replaced."""
    good = json.dumps(claim())
    assert before in good
    return good.replace(before, after)


def broken() -> list[Bad]:
    cost = '"15000000.00"'
    deep: Any = '{"a":' * 50_000 + "1" + "}" * 50_000
    return [
        raw("an open brace alone", "{"),
        raw("a line cut short", json.dumps(claim())[:-3]),
        raw("a comma too many", spliced(f"{cost}}}", f"{cost},}}")),
        raw("single quotes", str(claim())),
        raw("two objects in a line", json.dumps(claim()) + json.dumps(claim())),
        raw("words after the object", json.dumps(claim()) + " done"),
        raw("a comment", json.dumps(claim()) + " // note"),
        raw("a raw tab in a string", spliced(cost, '"5\t"')),
        raw("NaN outside a string", spliced(cost, "NaN")),
        raw("Infinity outside a string", spliced(cost, "Infinity")),
        raw("minus Infinity outside a string", spliced(cost, "-Infinity")),
        raw("a key twice", spliced('"id": "c1"', '"id": "c1", "on": "2026-01-01"'), "on"),
        raw("a fact twice", spliced(cost, f'{cost}, "compute_cost": "1.00"'), "compute_cost"),
        raw("a key of the applicant twice", spliced('"kind"', '"kind": null, "kind"'), "kind"),
        raw("a list 100,000 deep", "[" * 100_000 + "]" * 100_000),
        raw("an open list 100,000 deep", "[" * 100_000),
        raw("an object 50,000 deep", deep),
        raw("facts 50,000 deep", spliced(cost, deep)),
        raw("a list", json.dumps([claim()])),
        raw("a string", '"compute"'),
        raw("a number", "7"),
        raw("yes", "true"),
        raw("null", "null"),
        raw("an empty object", "{}"),
        raw("an empty list", "[]"),
        raw("plain words", "请帮我算一下"),
        raw("a NUL byte", b"\x00"),
        raw("bytes that are not UTF-8", b'{"id": "\xff\xfe"}'),
        raw("GBK bytes", '{"id": "企业"}'.encode("gbk")),
        raw("a byte order mark inside the file", b"\xef\xbb\xbf" + json.dumps(claim()).encode()),
        raw("five million letters", "x" * 5_000_000),
        raw("a string of five million letters", '"' + "x" * 5_000_000 + '"'),
        raw("an exponent out of reach for an amount", spliced(cost, "1e400"), "compute_cost"),
        raw("a number of 5,000 digits for an amount", spliced(cost, "9" * 5_000)),
        raw("a negative number of 5,000 digits", spliced(cost, "-" + "9" * 5_000)),
    ]


ALL: list[Bad] = [
    *amounts(),
    *days(),
    *choices(),
    *yes_and_no(),
    *numbers_and_text(),
    *supports(),
    *breach_records(),
    *keys_and_shapes(),
    *broken(),
]
