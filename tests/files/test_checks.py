"""Corners of the checks that no whole file of the corpus shows: odd but legal bytes, and the child's own words."""

import io
import json
import resource
import runpy
import sys
from pathlib import Path
from types import ModuleType

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf, String
from PIL import Image

from duixian.files import child, confined, render
from duixian.files.checks import archive, images, markup, office, pdf
from tests.files.corpus import GOOD
from tests.files.papers import a_docx, docx_members, relations
from tests.files.sample import Sample, a_pdf, a_picture, a_zip, chunk


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child's code in this process, which must not be limited."""
    monkeypatch.setattr(confined, "limit", lambda: None)


def put(folder: Path, content: bytes) -> Path:
    path = folder / "content"
    path.write_bytes(content)
    return path


def rule_of(module: object, path: Path, kind: str) -> str:
    fault = child.examine(path, kind)
    return fault.rule if fault else ""


# --- the child


@pytest.mark.parametrize("sample", GOOD, ids=lambda one: one.about)
def test_the_child_says_that_a_good_file_is_good(
    sample: Sample, tmp_path: Path, unlimited: None, capsys: pytest.CaptureFixture[str]
) -> None:
    ending = sample.name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    assert child.main(ending, str(put(tmp_path, sample.content()))) == 0
    pages = json.loads(capsys.readouterr().out)["pages"]
    assert (pages > 0) == (ending in {"pdf", "jpg", "png"})


def test_the_child_names_the_rule(
    tmp_path: Path, unlimited: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert child.main("xml", str(put(tmp_path, b"<a>"))) == 0
    assert json.loads(capsys.readouterr().out) == {"rule": "xml-damaged", "detail": ""}


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_the_child_says_when_it_has_too_much(
    error: type[Exception], unlimited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(*words: object) -> None:
        raise error

    monkeypatch.setattr(child, "examine", too_much)
    assert child.main("pdf", "x") == confined.TOO_HEAVY


@pytest.mark.parametrize(("kind", "build"), [("pdf", a_pdf), ("jpg", lambda: a_picture("JPEG"))])
def test_the_drawing_child_gives_a_picture(
    kind: str, build: object, tmp_path: Path, unlimited: None, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:  # fmt: skip
    assert callable(build)
    assert render.main(kind, str(put(tmp_path, build())), "1") == 0
    assert Image.open(io.BytesIO(capfdbinary.readouterr().out)).format == "JPEG"


def test_the_drawing_child_says_when_it_has_too_much(
    unlimited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(*words: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(render, "of_image", too_much)
    assert render.main("png", "x", "1") == confined.TOO_HEAVY


def test_the_child_limits_itself_before_it_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    told: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda what, how: told.append((what, how)))
    monkeypatch.setattr(child, "examine", lambda *words: done.append("looked"))
    child.main("xml", str(put(tmp_path, b"<a/>")))
    limits = dict(told)
    assert done == ["looked"]
    assert limits[resource.RLIMIT_AS] == (512 * 1024**2, 512 * 1024**2)
    assert limits[resource.RLIMIT_CPU] == (5, 5)
    assert limits[resource.RLIMIT_FSIZE] == limits[resource.RLIMIT_CORE] == (0, 0)


@pytest.mark.parametrize("module", [child, render])
def test_each_child_is_a_program(
    module: ModuleType, tmp_path: Path, unlimited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(put(tmp_path, a_pdf()))
    monkeypatch.setattr(sys, "argv", ["x", "pdf", path, "1"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(module.__file__), run_name="__main__")
    assert ended.value.code == 0


# --- pictures


def test_fill_bytes_before_a_marker_are_legal(tmp_path: Path) -> None:
    plain = a_picture("JPEG")
    padded = plain[:2] + b"\xff\xff" + plain[2:]
    assert images.Picture(put(tmp_path, padded), "jpg").end == len(padded)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\x00\x00\x00\x00", "jpg"), (b"\xff\xd8", "jpg"), (b"\xff\xd8\xff\xd9\x00\x00", "jpg"),
        (b"\xff\xd8\xff\xda\x00\x02" + b"\x01\xff\x00\x02", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"),
        (a_picture("PNG")[:-12], "png"), (a_picture("PNG")[:40], "png"),
    ],
)  # fmt: skip
def test_a_picture_without_its_parts_is_damaged(content: bytes, kind: str, tmp_path: Path) -> None:
    assert rule_of(images, put(tmp_path, content), kind) == "image-damaged"


def test_a_picture_whose_pixels_cannot_be_decoded_is_damaged(tmp_path: Path) -> None:
    header = (20).to_bytes(4) * 2 + bytes([8, 0, 0, 0, 0])
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"no deflate") + chunk(b"IEND", b"")  # fmt: skip
    assert images.Picture(put(tmp_path, content), "png").end == len(content)
    assert rule_of(images, put(tmp_path, content), "png") == "image-damaged"


def test_notes_of_a_png_are_read(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

    info = PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    content = a_picture("PNG", pnginfo=info)
    assert rule_of(images, put(tmp_path, content), "png") == "image-script"


# --- zips


def test_a_header_that_differs_from_the_directory_is_refused(tmp_path: Path) -> None:
    renamed = a_docx().replace(b"word/document.xml", b"word/documenX.xml", 1)
    assert rule_of(archive, put(tmp_path, renamed), "docx") == "zip-layout"
    moved = bytearray(a_docx())
    at = moved.rindex(b"PK\x01\x02")
    moved[at + 42 : at + 46] = (len(moved) - 10).to_bytes(4, "little")
    assert rule_of(archive, put(tmp_path, bytes(moved)), "docx") == "zip-layout"


def test_data_that_cannot_be_unpacked_are_refused(tmp_path: Path) -> None:
    whole = bytearray(a_zip({**docx_members(), "word/media/image1.png": bytes(range(256)) * 9}))
    at = whole.index(b"word/media/image1.png") + len(b"word/media/image1.png")
    whole[at : at + 40] = b"\xff" * 40
    path = put(tmp_path, bytes(whole))
    assert rule_of(archive, path, "docx") == "zip-lying"
    spoilt = next(one for one in archive.Archive(path, "docx").members if one.suffix == ".png")
    assert spoilt.content == b""


def test_data_that_end_early_are_refused(tmp_path: Path) -> None:
    whole = bytearray(a_docx({"word/media/image1.png": bytes(range(256)) * 9}))
    for signature, name_at, size_at in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        at = -1
        while (at := whole.find(signature, at + 1)) >= 0:
            if whole[at + name_at :].startswith(b"word/media/image1.png"):
                whole[at + size_at : at + size_at + 4] = (99_999).to_bytes(4, "little")
    assert rule_of(archive, put(tmp_path, bytes(whole)), "docx") == "zip-lying"


def test_folders_and_stored_members_are_legal(tmp_path: Path) -> None:
    members = {"word/": b"", **docx_members()}
    assert rule_of(archive, put(tmp_path, a_zip(members, method=0)), "docx") == ""


def test_a_link_within_the_document_is_legal(tmp_path: Path) -> None:
    links = relations(("hyperlink", "#page", "External"), ("image", "media/image1.png", "Internal"))
    content = a_docx({"word/_rels/document.xml.rels": links})
    assert rule_of(office, put(tmp_path, content), "docx") == ""


# --- PDF and XML


def test_dictionaries_that_only_look_like_actions_are_legal(tmp_path: Path) -> None:
    """Fonts may be called AA, JS, EF or JavaScript; elements of the structure may be called anything."""

    def change(pdf: Pdf) -> None:
        font = pdf.pages[0].Resources.Font.F1
        pdf.pages[0].Resources.Font = Dictionary(F1=font, AA=font, JS=font, EF=font)
        pdf.Root.Tree = pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Movie, P=pdf.Root.Pages, AA=Dictionary())
        )

    assert rule_of(pdf, put(tmp_path, a_pdf(change)), "pdf") == ""


def test_an_attachment_that_is_no_stream_or_cannot_be_unpacked_is_refused(tmp_path: Path) -> None:
    def no_stream(pdf: Pdf) -> None:
        pdf.Root.X = Dictionary(EF=Dictionary(F=String("x")), F=String("a.xml"))

    def torn(pdf: Pdf) -> None:
        stream = pdf.make_stream(b"no deflate", Filter=Name.FlateDecode)
        pdf.Root.X = Dictionary(EF=Dictionary(F=stream), F=String("a.xml"))

    for change in (no_stream, torn):
        content = a_pdf(change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)  # fmt: skip
        assert rule_of(pdf, put(tmp_path, content), "pdf") == "pdf-attachment"


def test_what_is_no_pdf_at_all_is_damaged_and_asks_for_no_password(tmp_path: Path) -> None:
    assert rule_of(pdf, put(tmp_path, b"%PDF-1.7\nnothing"), "pdf") == "pdf-damaged"


def test_a_pdf_without_pages_is_damaged(tmp_path: Path) -> None:
    assert rule_of(pdf, put(tmp_path, a_pdf(pages=0)), "pdf") == "pdf-damaged"


def test_an_instruction_that_is_no_style_sheet_is_legal() -> None:
    found = markup.scan(b"<?mso-application progid='Word'?><a b='c'>d</a>", frozenset({"a"}))
    assert (found.styled, found.doctype, found.damage) == (False, False, None)
    (element,) = found.elements
    assert (element.name, element.attributes, element.text) == ("a", {"b": "c"}, "d")
