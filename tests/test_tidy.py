"""House rules as tests: each rule reads one file and returns what it finds; each has a control that it must catch."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULE_LINES = 400
FUNCTION_LINES = 50
GENERATED = "0001_initial.py"  # Django writes these
FILE_KIB = 600

# Written in parts, so that this file does not itself name a host.
_HOSTS = [
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "(?:org|com)"), ("npmmirror", "com"), ("yarnpkg", "com"),
    ("deb", "debian", "org"), ("security", "debian", "org"), ("snapshot", "debian", "org"), ("proxy", "golang", "org"),
]  # fmt: skip
HOST = re.compile("|".join(r"\b" + r"\.".join(parts) + r"\b" for parts in _HOSTS), re.IGNORECASE)
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
INLINE = re.compile(
    r"<script\b(?![^>]*\bsrc\s*=)[^>]*>|<style\b|<[^>]*\s(?:on[a-z]+|(?:data-)?hx-on[\w:.-]*)\s*=",
    re.IGNORECASE,
)
REMOTE = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio|object|embed|use|image)\b[^>]*[\"'=](?:https?:)?//"
    r"|url\(\s*[\"']?(?:https?:)?//|@import\s+[\"'](?:https?:)?//",
    re.IGNORECASE,
)
CLOCKS = {
    ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("timezone", "now"), ("timezone", "localdate"), ("timezone", "localtime"),
}  # fmt: skip
# Statements about these may use a float: how alike two words are, how far along, how long to wait.
NO_MONEY = re.compile(r"get_close_matches|progress|_seconds\b", re.IGNORECASE)
EXCUSES = {
    "skip",
    "skipif",
    "skipIf",
    "skipUnless",
    "skipTest",
    "xfail",
    "expectedFailure",
    "importorskip",
}
ROW_WRITES = {"save", "asave", "delete", "adelete"}
# Verbs of the domain folders that are called as rows' methods are.
VERBS = [["drafts", "save"]]
TABLE_WRITES = {
    "create",
    "update",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}


READS_EVERY_ROW = re.compile(r"__(icontains|iregex|regex|iendswith|endswith)\b")


@dataclass(frozen=True)
class File:
    """One file of the repository: its path from the root, and its bytes."""

    path: PurePosixPath
    content: bytes

    @cached_property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def within(self, *folders: str) -> bool:
        return any(self.path.is_relative_to(folder) for folder in folders)

    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree) if self.path.suffix == ".py" else iter(())

    def matches(self, pattern: re.Pattern[str]) -> list[str]:
        return [
            f"{self.path}:{self.text.count(chr(10), 0, found.start()) + 1}: {found[0][:60]!r}"
            for found in pattern.finditer(self.text)
        ]

    def at(self, node: ast.AST, what: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


def dotted(node: ast.AST) -> list[str]:
    """The names of an attribute chain, calls looked through: a.b(c).d is [a, b, d]."""
    match node:
        case ast.Attribute(value=value, attr=attr):
            return [*dotted(value), attr]
        case ast.Call(func=function):
            return dotted(function)
        case ast.Name(id=name):
            return [name]
    return []


def called(node: ast.AST) -> list[str]:
    return dotted(node.func) if isinstance(node, ast.Call) else []


# --- the rules


def modules_are_short(file: File) -> list[str]:
    lines = len(file.text.splitlines())
    return (
        [f"{file.path}: {lines} lines"]
        if file.path.suffix == ".py" and lines > MODULE_LINES and file.path.name != GENERATED
        else []
    )


def functions_are_short(file: File) -> list[str]:
    return [
        file.at(node, f"{node.name} has {length} lines")
        for node in file.nodes()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]


def modules_say_what_lives_there(file: File) -> list[str]:
    made = file.path.name == "0001_initial.py"  # by Django
    empty = file.path.suffix != ".py" or not file.text.strip() or made
    return [] if empty or ast.get_docstring(file.tree) else [f"{file.path}: no docstring"]


def one_clock(file: File) -> list[str]:
    if file.path == PurePosixPath("src/duixian/kernel/clock.py"):
        return []
    imported = [
        file.at(node, f"from time import {name.name}")
        for node in file.nodes()
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for name in node.names
        if ("time", name.name) in CLOCKS
    ]
    return imported + [
        file.at(node, ".".join(dotted(node)))
        for node in file.nodes()
        if isinstance(node, ast.Attribute) and tuple(dotted(node)[-2:]) in CLOCKS
    ]


def rules_use_no_floats(file: File) -> list[str]:
    if not file.within("src/duixian/kernel", "src/duixian/policy"):
        return []
    no_money = {
        part
        for node in file.nodes()
        if isinstance(node, ast.Assign | ast.Expr) and NO_MONEY.search(ast.unparse(node))
        for part in ast.walk(node)
    }
    return [
        file.at(node, "float")
        for node in file.nodes()
        if node not in no_money
        and (
            (isinstance(node, ast.Name) and node.id == "float")
            or (isinstance(node, ast.Constant) and isinstance(node.value, float))
        )
    ]


def lists_are_searched_by_their_words(file: File) -> list[str]:
    """A search that reads every row grows with the table: parties.finding has an index of two signs."""
    return file.matches(READS_EVERY_ROW) if file.within("src") else []


def nothing_is_evaluated(file: File) -> list[str]:
    allowed = {"exec"} if file.path == PurePosixPath("src/duixian/policy/python.py") else set()
    return [
        file.at(node, f"{node.id}(")
        for node in file.nodes()
        if isinstance(node, ast.Name) and node.id in {"eval", "exec"} - allowed
    ]


def no_registry_is_named(file: File) -> list[str]:
    return file.matches(HOST)


def files_are_small(file: File) -> list[str]:
    size = len(file.content)
    return [f"{file.path}: {size // 1024} KiB"] if size > FILE_KIB * 1024 else []


def nothing_is_left_unfinished(file: File) -> list[str]:
    return file.matches(UNFINISHED)


def no_test_is_excused(file: File) -> list[str]:
    if not file.within("tests"):
        return []
    return [
        file.at(node, ".".join(names))
        for node in file.nodes()
        if (names := dotted(node))
        and names[-1] in EXCUSES
        and isinstance(node, ast.Attribute | ast.Name)
    ]


def templates_carry_no_code(file: File) -> list[str]:
    return file.matches(INLINE) if file.path.suffix == ".html" else []


def assets_are_our_own(file: File) -> list[str]:
    return file.matches(REMOTE) if file.path.suffix in {".html", ".css", ".js", ".svg"} else []


def pages_do_not_write(file: File) -> list[str]:
    if not file.within("src/duixian/portal", "src/duixian/office", "src/duixian/api"):
        return []
    return [
        file.at(node, ".".join(names))
        for node in file.nodes()
        if (names := called(node))
        and names not in VERBS
        and (names[-1] in ROW_WRITES or (names[-1] in TABLE_WRITES and "objects" in names))
    ]


Rule = Callable[[File], list[str]]
PORTAL = "src/duixian/portal/pages.py"
PAGE = "src/duixian/portal/templates/portal/page.html"
# Each rule with samples that it must catch: (path, text).
RULES: dict[Rule, list[tuple[str, str]]] = {
    modules_are_short: [("src/duixian/web/long.py", "x = 1\n" * 401)],
    functions_are_short: [("tests/long.py", "def f():\n" + "    x = 1\n" * 50)],
    modules_say_what_lives_there: [("src/duixian/web/mute.py", "import re\n")],
    one_clock: [
        (PORTAL, "import datetime\nx = datetime.datetime.now(datetime.UTC)"),
        (PORTAL, "from datetime import date\nx = date.today()"),
        (PORTAL, "import time\nx = time.time()"),
        (PORTAL, "from time import time"),
        (PORTAL, "from django.utils import timezone\nf(default=timezone.now)"),
    ],
    rules_use_no_floats: [
        ("src/duixian/kernel/money.py", "x = 0.3"),
        ("src/duixian/policy/python.py", "x = float('0.3')"),
        ("src/duixian/policy/tree.py", "def f(x: float) -> None: ..."),
    ],
    lists_are_searched_by_their_words: [
        ("src/duixian/letters/letters.py", "found.filter(title__icontains=word)"),
        ("src/duixian/web/a.py", "Q(**{'name__iregex': word})"),
    ],
    nothing_is_evaluated: [
        ("src/duixian/policy/python.py", "eval('1')"),
        ("src/duixian/policy/tree.py", "exec('x = 1')"),
        ("src/duixian/policy/tree.py", "run = eval"),
    ],
    no_registry_is_named: [
        ("package-lock.json", "//registry.npm" + "js.org/x"),
        ("a.lock", "PyPI" + ".org"),
    ],
    files_are_small: [("docs/picture.png", "x" * 601 * 1024)],
    nothing_is_left_unfinished: [("src/duixian/web/a.py", "# TO" + "DO: later")],
    no_test_is_excused: [
        ("tests/test_a.py", "@pytest.mark.skipif(True)\ndef test(): ..."),
        ("tests/test_a.py", "pytest.xfail('later')"),
        ("tests/test_a.py", "from pytest import skip\nskip()"),
    ],
    templates_carry_no_code: [
        (PAGE, "<script>go()</script>"),
        (PAGE, "<style>p {}</style>"),
        (PAGE, '<button class="a" onclick="go()">'),
        (PAGE, '<p hx-on:click="go()">'),
    ],
    assets_are_our_own: [
        (PAGE, '<script src="https://cdn.example/x.js"></script>'),
        (PAGE, '<link rel="stylesheet" href="//cdn.example/x.css">'),
        ("src/duixian/web/static/web/a.css", "p { background: url(http://cdn.example/x.png) }"),
    ],
    pages_do_not_write: [
        (PORTAL, "case.save()"),
        (PORTAL, "Case.objects.filter(pk=1).update(state='paid')"),
        (PORTAL, "Case.objects.create()"),
        ("src/duixian/office/cases/pages.py", "draft.save()"),
    ],
}
# What must pass: near misses that a hasty rule would refuse.
INNOCENT = [
    (
        PORTAL,
        '"""Pages."""\ncontext.update(x=1)\nday = clock.today()\ndrafts.save(viewer)\nstart = time.perf_counter()\nre.compile("x")\n',
    ),
    (
        PAGE,
        '<script src="{% static "web/a.js" %}" defer></script><a href="https://www.shpt.gov.cn/">区政府</a>',
    ),
    (
        "src/duixian/policy/python.py",
        '"""Generated code is run here."""\nexec(code, names)\nx = 1_00\n',
    ),
    (
        "src/duixian/policy/near.py",
        '"""Hints."""\nnear = difflib.get_close_matches(text, known, 1, 0.5)\nprogress(1.0)\n',
    ),
    ("tests/test_a.py", '"""Tests."""\nskipped = text.replace("skip", "")\n'),
]


def sample(path: str, text: str) -> File:
    return File(PurePosixPath(path), text.encode())


@cache
def house() -> tuple[File, ...]:
    """Every file that is, or would be, in the repository: no git needed, so that an unpacked archive can be tested."""
    patterns = [
        line.rstrip("/")
        for line in (ROOT / ".gitignore").read_text().splitlines()
        if line and line[0] != "#"
    ] + ["/.git"]

    def ignored(path: Path) -> bool:
        return any(
            fnmatch(f"/{path.relative_to(ROOT).as_posix()}", pattern)
            if pattern[0] == "/"
            else fnmatch(path.name, pattern)
            for pattern in patterns
        )

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.is_symlink() or ignored(path):
                continue
            if path.is_dir():
                yield from walk(path)
            else:
                yield path

    return tuple(
        File(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_bytes())
        for path in walk(ROOT)
    )


def name_of(rule: object) -> str:
    return getattr(rule, "__name__", "")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_the_house_keeps(rule: Rule) -> None:
    findings = [finding for file in house() for finding in rule(file)]
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_the_rule_catches_its_control(rule: Rule) -> None:
    samples = RULES[rule]
    assert samples
    assert [text[:60] for path, text in samples if not rule(sample(path, text))] == []


@pytest.mark.parametrize(("path", "text"), INNOCENT)
def test_no_rule_refuses_what_is_fine(path: str, text: str) -> None:
    assert [finding for rule in RULES for finding in rule(sample(path, text))] == []


def test_the_rules_see_the_house_and_nothing_installed() -> None:
    paths = {str(file.path) for file in house()}
    assert {
        "dev",
        ".ci/run",
        "pyproject.toml",
        "requirements.lock",
        "src/duixian/kernel/money.py",
    } <= paths
    assert not {path for path in paths if path.startswith((".venv", "node_modules", ".git/"))}
