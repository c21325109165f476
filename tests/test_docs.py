"""What the documentation shows is there: links, pictures, commands, and the printed lines of its examples."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.main
from typer._click import Command
from typer.core import TyperGroup

from duixian.api.docs import operations
from duixian.cli import rules
from duixian.cli.app import app
from tests.journeys.test_pictures import PICTURES

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "how-to" / "images"
PAGES = sorted([*ROOT.glob("README*.md"), ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")])
OFFICER = ROOT / "docs" / "how-to" / "officer-check-policy.md"
POLICY = ROOT / "policies" / "putuo-2024-3"

FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"[a-z]+:")
OURS = re.compile(r"(?<![\w./-])duixian((?: +[\w.-]+)*)")
DEV = re.compile(r"sh \./dev ([a-z]+)")


@dataclass(frozen=True)
class Document:
    """One page of the documentation."""

    file: Path
    text: str

    @property
    def targets(self) -> list[str]:
        """Where its links and pictures point; what stands in code is no link."""
        prose = SPAN.sub("", FENCE.sub("", self.text))
        return [one for one in LINK.findall(prose) if not ELSEWHERE.match(one)]

    @property
    def code(self) -> str:
        """All that stands in code."""
        fenced = FENCE.findall(self.text)
        return "\n".join([*fenced, *SPAN.findall(FENCE.sub("", self.text))])

    def missing(self) -> list[str]:
        """The links that lead to nothing."""
        paths = ((one, one.split("#")[0]) for one in self.targets)
        return [one for one, path in paths if path and not (self.file.parent / path).exists()]

    def unknown(self) -> list[str]:
        """The commands that nobody has written."""
        ours = [words for words in OURS.findall(self.code) if not _known(words.split())]
        return ours + [one for one in DEV.findall(self.code) if one not in _dev_commands()]


def _known(words: list[str]) -> bool:
    """Whether `duixian` with these words is one of its commands, with options that it has."""
    command: Command = typer.main.get_command(app)
    for word in words:
        options = {option for one in command.params for option in one.opts} | {"--help"}
        if word.startswith("--") and word not in options:
            return False
        if isinstance(command, TyperGroup) and not word.startswith("-"):
            if word not in command.commands:
                return False
            command = command.commands[word]
    return True


def _dev_commands() -> set[str]:
    """The words that `./dev` answers to."""
    script = (ROOT / "dev").read_text()
    return set(re.findall(r"^    ([a-z]+)(?: \|[^)]*)?\) ", script, re.MULTILINE))


DOCUMENTS = [Document(file, file.read_text()) for file in PAGES]
each_page = pytest.mark.parametrize(
    "page", DOCUMENTS, ids=[str(one.file.relative_to(ROOT)) for one in DOCUMENTS]
)


@each_page
def test_every_link_and_picture_leads_to_a_file(page: Document) -> None:
    assert page.missing() == []


@each_page
def test_every_command_that_is_shown_exists(page: Document) -> None:
    assert page.unknown() == []


def test_the_pictures_are_those_used_and_those_that_can_be_made_again() -> None:
    there = {file.name for file in IMAGES.iterdir()}
    targets = [(one.file.parent / target).resolve() for one in DOCUMENTS for target in one.targets]
    assert {target.name for target in targets if target.parent == IMAGES} == there
    assert {f"{name}.png" for name in PICTURES} == there


def test_every_page_of_the_documentation_can_be_found_from_its_start() -> None:
    start = ROOT / "docs" / "README.md"
    listed = {(start.parent / one).resolve() for one in Document(start, start.read_text()).targets}
    pages = {one.file for one in DOCUMENTS if one.file.is_relative_to(start.parent)} - {start}
    assert {one for one in pages if one not in listed and one.parent not in listed} == set()


def test_the_api_page_lists_every_operation() -> None:
    text = (ROOT / "docs" / "reference" / "http-api.md").read_text()
    listed = re.findall(r"^\| `([A-Z]+) (/\S+)` \|", text, re.MULTILINE)
    assert sorted(listed) == sorted((one.method, one.path) for one in operations())


def test_what_the_check_prints_is_what_the_officer_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = OFFICER.read_text()
    monkeypatch.chdir(ROOT)
    assert rules.check_folder(POLICY.relative_to(ROOT)) == 0
    said = capsys.readouterr()
    assert said.out.partition("版本")[0].strip() in shown
    spoilt = shutil.copytree(POLICY, tmp_path / "spoilt") / "policy.md"
    text = spoilt.read_text()
    spoilt.write_text(text.replace("取低(算力费用 × 30%", "取低(算力费用 × 35%"))
    assert rules.check_folder(spoilt.parent) > 0
    said = capsys.readouterr()
    complaint = re.sub(r".*policy\.md:\d+: ", "", said.err + said.out).strip()
    assert complaint in shown


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("[甲](nowhere.md)", ["nowhere.md"]),
        ("![乙](images/none.png)", ["images/none.png"]),
        ("[丙](nowhere.md#part)", ["nowhere.md#part"]),
        ("[丁](README.md) [戊](https://example.org/) [己](#part)", []),
        ("`[庚](nowhere.md)`\n\n```\n[辛](nowhere.md)\n```\n", []),
    ],
)
def test_a_link_to_nothing_is_caught(text: str, missing: list[str]) -> None:
    assert Document(ROOT / "made-up.md", text).missing() == missing


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("`duixian policy lint x`", [" policy lint x"]),
        ("`duixian pay`", [" pay"]),
        ("```\n$ duixian serve --colour\n```", [" serve --colour"]),
        ("`sh ./dev deploy`", ["deploy"]),
        ("`duixian serve --port 80`、`duixian`、`sh ./dev run`、duixian pay", []),
    ],
)
def test_a_command_that_nobody_wrote_is_caught(text: str, unknown: list[str]) -> None:
    assert Document(ROOT / "made-up.md", text).unknown() == unknown
