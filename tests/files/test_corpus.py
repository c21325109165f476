"""Every hostile file is refused for its reason, every good one accepted; with a rule off, its file passes."""

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from duixian.files import child, confined, gate, kinds, names, refusals, scanner
from duixian.files.checks import images, markup, ofd, office, pdf
from duixian.files.incoming import received
from tests.files.corpus import GOOD, HOSTILE
from tests.files.sample import Sample

MODULES = (names, pdf, images, office, ofd, markup)
SECONDS = 6.0  # generous: what the machine of a test is busy with is unknown
EXTRA_MEMORY = 150 * 1024  # KiB
each_hostile = pytest.mark.parametrize("sample", HOSTILE, ids=lambda one: one.about)
each_good = pytest.mark.parametrize("sample", GOOD, ids=lambda one: one.about)


def admit(sample: Sample, content: bytes | None = None) -> gate.Passage:
    """Through the name, the size and the gate, as the store does it; no row, no storage."""
    data = sample.content() if content is None else content
    with received(io.BytesIO(data), names.cleaned(sample.name), sample.slot) as upload:
        return gate.admit(upload)


def say(capsys: pytest.CaptureFixture[str], text: str) -> None:
    """Counts are shown in every run, passing or not."""
    with capsys.disabled():
        sys.stdout.write(f"\n{text}\n")


def test_the_corpus_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = {sample.about for sample in HOSTILE}
    say(capsys, f"上传样本：有害 {len(HOSTILE)} 种，正常 {len(GOOD)} 种")
    assert len(kinds) == len(HOSTILE) >= 49
    assert len({sample.about for sample in GOOD}) == len(GOOD) >= 15


@each_hostile
def test_a_hostile_file_is_refused_for_its_reason(sample: Sample, clamd: scanner.State) -> None:
    with pytest.raises(refusals.Refused) as refused:
        admit(sample)
    assert refused.value.rule == sample.rule
    assert "{" not in refused.value.reason


@each_good
def test_a_good_file_is_accepted(sample: Sample, clamd: scanner.State) -> None:
    passage = admit(sample)
    assert passage.scanned_by == str(clamd)
    assert (passage.pages > 0) == (passage.kind in {"pdf", "jpg", "png"})


# --- the controls: what each rule is worth


@contextmanager
def without(monkeypatch: pytest.MonkeyPatch, *rules: str) -> Iterator[None]:
    """The same gate in this process, with these rules taken out."""
    with monkeypatch.context() as patch:
        patch.setattr(confined, "run", lambda module, kind, path: child.answer(kind, path).encode())
        # A file that can't be opened has no pages to count; that is a refusal of its own.
        patch.setattr(child, "pages", lambda path, kind: 0)
        for module in MODULES:
            kept = {name: rule for name, rule in module.RULES.items() if name not in rules}
            patch.setattr(module, "RULES", kept)
        off = {GATE.get(rule) for rule in rules}
        patch.setattr(gate, "CHECKS", {name: one for name, one in gate.CHECKS.items() if name not in off})  # fmt: skip
        if "size" in rules:
            patch.setattr("django.conf.settings.EVIDENCE_FILE_BYTES", 10**9)
        yield


GATE = {"extension": "extension", "empty": "size", "content": "content", "infected": "scan"}


@each_hostile
def test_with_its_rule_off_the_file_passes(
    sample: Sample, clamd: scanner.State, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = sample.control() if sample.control else sample.content()
    with without(monkeypatch, *sample.also), pytest.raises(refusals.Refused) as refused:
        admit(sample, content)
    assert refused.value.rule == sample.rule
    with without(monkeypatch, sample.rule, *sample.also):
        admit(sample, content)


def test_every_rule_has_a_file_that_only_it_would_let_in() -> None:
    ours = {rule for module in MODULES for rule in module.RULES} | set(GATE)
    tried = {sample.rule for sample in HOSTILE}
    assert ours - tried == set()
    elsewhere = {"too-heavy", "unreadable", "case-files", "owner-bytes", "owner-held", "scanner-down", "storage-down"}  # fmt: skip
    assert set(refusals.REASONS) - tried == elsewhere


# --- what it costs


def measured(kind: str, path: Path) -> tuple[float, int]:
    """Seconds and peak memory (KiB) of the child."""
    code = (
        "import sys; from duixian.files import child; child.main(*sys.argv[1:]); "
        "sys.stderr.write(open('/proc/self/status').read())"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, kind, str(path)], capture_output=True, check=True, text=True,
    )  # fmt: skip
    peak = next(line for line in done.stderr.splitlines() if line.startswith("VmHWM"))
    return time.perf_counter() - began, int(peak.split()[1])


def test_looking_inside_is_quick_and_small(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    smallest = tmp_path / "smallest"
    smallest.write_bytes(b"<a/>")
    base = measured("xml", smallest)[1]
    costs = []
    for sample in [*GOOD, *HOSTILE]:
        kind = kinds.EXTENSIONS.get(sample.name.rpartition(".")[2].lower())
        if kind and sample.rule not in {"size", "content", "empty"}:
            path = tmp_path / "content"
            path.write_bytes(sample.content())
            seconds, peak = measured(kind, path)
            costs.append((seconds, peak - base, sample.about))
    slowest, largest = max(costs), max(costs, key=lambda one: one[1])
    say(
        capsys,
        f"检查 {len(costs)} 个文件：最慢 {slowest[0]:.2f} 秒（{slowest[2]}），"
        f"最多另占 {largest[1] // 1024} MB（{largest[2]}）",
    )
    assert len(costs) >= 64
    assert slowest[0] < SECONDS
    assert largest[1] <= EXTRA_MEMORY
