"""A letter's PDF: archival, the same bytes for the same letter, made once after the commit, vouched for by the trail."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from duixian.audit import export, trail
from duixian.files import store
from duixian.kernel import clock
from duixian.letters import letters, paper, rendering
from duixian.letters.models import Letter, Rendering
from tests.files.fixtures import clamd, evidence_folder
from tests.letters.conftest import AT, Desk, Issue

__all__ = ["clamd", "evidence_folder"]
MM = 72 / 25.4


def text_of(made: bytes) -> str:
    pages = pypdfium2.PdfDocument(made)
    return "".join(page.get_textpage().get_text_range() for page in pages)


@pytest.fixture
def letter(desk: Desk, issue: Issue) -> Letter:
    return letters.get(desk.officer, issue("decision").pk)


def test_the_paper_is_archival_of_the_same_bytes_and_has_the_words_and_the_head(
    letter: Letter,
) -> None:
    made = paper.pdf(letter)
    assert made == paper.pdf(letter)
    with pikepdf.open(io.BytesIO(made)) as document:
        meta = document.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "U")
        assert letter.number in str(meta["dc:title"])
        assert "/OutputIntents" in document.Root
        assert all(
            _embedded(font) for page in document.pages for font in page.Resources.Font.values()
        )
        box = [float(side) / MM for side in document.pages[0].MediaBox]
    assert box == pytest.approx([0, 0, 210, 297], abs=0.1)
    text = text_of(made).replace("\r\n", "")
    for words in (
        "上海市普陀区科学技术委员会",
        letter.number,
        "专项资金资助决定书",
        letter.sha256,
        "2026年5月28日印发",
    ):
        assert words in text
    assert letter.head.splitlines()[2] in text


def _embedded(font: Any) -> bool:
    descriptor = font.DescendantFonts[0].FontDescriptor
    return any(name in descriptor for name in ("/FontFile2", "/FontFile3"))


def test_another_word_is_another_paper(letter: Letter) -> None:
    """The control of the bytes being the same."""
    before = paper.html(letter)
    letter.head += "x"
    assert paper.html(letter) != before


def test_the_head_is_in_the_code_too(letter: Letter) -> None:
    assert paper._qr(letter.head) in paper.html(letter)
    assert paper._qr(letter.head) != paper._qr("x")


def test_it_is_made_once_after_the_commit_and_the_trail_vouches_for_it(
    evidence_folder: Path, desk: Desk, issue: Issue,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks() as callbacks:
        letter = issue()
    assert letters.pdf(letter) is None
    assert len(callbacks) == 1
    assert rendering.render(letter.pk)
    assert not rendering.render(letter.pk)
    kept = letters.get(desk.officer, letter.pk)
    made = letters.pdf(kept)
    assert made is not None
    assert made.startswith(b"%PDF-1.7")
    assert kept.rendering.sha256 == kept.rendering.file.sha256
    entry = trail.of(f"letter:{letter.pk}").last()
    assert entry is not None
    assert (entry.action, entry.files) == ("letter.render", [kept.rendering.sha256])
    with pytest.raises(DatabaseError), transaction.atomic():
        Rendering.objects.update(layout="x")
    _exported(kept, desk)


def _exported(kept: Letter, desk: Desk) -> None:
    """The auditor's export lists and holds both, the frozen words and the PDF."""
    out = io.BytesIO()
    export.write(out, desk.auditor.actor)
    with zipfile.ZipFile(out) as archive:
        assert archive.read(f"files/{kept.sha256}").decode() == kept.content
        assert archive.read(f"files/{kept.rendering.sha256}") == letters.pdf(kept)


def test_what_can_not_be_laid_out_holds_up_none_of_the_others(
    issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = issue(), issue()
    tried = []

    def render(letter_id: object) -> bool:
        tried.append(letter_id)
        if letter_id == first.pk:
            raise store.Refused("scanner-down")
        return True

    monkeypatch.setattr(rendering, "render", render)
    with clock.at(AT + timedelta(minutes=4)):
        assert rendering.sweep() == "生成0份"
    with clock.at(AT + timedelta(minutes=5)):
        assert rendering.sweep() == "生成1份"
    assert set(tried) == {first.pk, second.pk}


def test_nothing_is_fetched(letter: Letter) -> None:
    with pytest.raises(paper.NothingFetched):
        paper._refuse("file:///etc/passwd")
