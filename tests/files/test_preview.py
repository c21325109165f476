"""Previews are pictures drawn in a process of their own; downloads are attachments in a sandbox."""

import io
import uuid
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from django.http import Http404, HttpResponse
from PIL import Image

from duixian.files import confined, kinds, preview, store
from duixian.files.models import StoredFile
from duixian.web import download
from tests.files.papers import a_docx, an_ofd
from tests.files.sample import a_pdf, a_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


def keep(content: bytes, name: str) -> StoredFile:
    return store.keep(io.BytesIO(content), name, owner=uuid.UUID(int=1), by=None)


def drawn(file: StoredFile, page: int = 1) -> Image.Image:
    picture = Image.open(io.BytesIO(preview.page(file, page)))
    assert picture.format == "JPEG"
    return picture


def test_each_page_of_a_pdf_is_drawn() -> None:
    file = keep(a_pdf(pages=2), "a.pdf")
    assert file.pages == 2
    for page in (1, 2):
        picture = drawn(file, page)
        assert picture.size[1] == 1600
        colours = picture.convert("L").histogram()
        assert sum(colours[:60]) > 100  # some ink
        assert colours[255] > picture.size[0] * picture.size[1] // 2  # on white


@pytest.mark.parametrize("page", [0, 3, -1])
def test_there_is_no_page_outside_the_file(page: int) -> None:
    file = keep(a_pdf(pages=2), "a.pdf")
    with pytest.raises(preview.NoPreview):
        preview.page(file, page)


@pytest.mark.parametrize(("name", "build"), [("a.docx", a_docx), ("a.ofd", an_ofd)])
def test_office_files_are_downloaded_to_be_seen(name: str, build: Callable[[], bytes]) -> None:
    file = keep(build(), name)
    assert file.pages == 0
    with pytest.raises(preview.NoPreview):
        preview.page(file)


def test_a_huge_page_is_drawn_small() -> None:
    def enlarge(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].MediaBox = pikepdf.Array([0, 0, 14_400, 14_400])

    assert max(drawn(keep(a_pdf(enlarge), "a.pdf")).size) == 1600


def test_a_phones_photo_is_turned_upright_and_loses_its_notes() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "HUAWEI"
    content = a_picture("JPEG", (3000, 2000), exif=exif)
    picture = drawn(keep(content, "a.jpg"))
    assert picture.size[0] < picture.size[1] <= 1600
    assert not picture.getexif()


def test_transparency_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(out, "PNG")
    assert drawn(keep(out.getvalue(), "a.png")).getpixel((25, 25)) == (255, 255, 255)


def test_a_page_too_heavy_to_draw_has_no_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    file = keep(a_pdf(), "a.pdf")

    def heavy(*words: str) -> bytes:
        raise confined.TooHeavy

    monkeypatch.setattr(confined, "run", heavy)
    with pytest.raises(preview.NoPreview):
        preview.page(file)


def test_a_page_that_is_no_page_has_no_preview() -> None:
    file = keep(a_pdf(), "a.pdf")
    file.pages = 2
    with pytest.raises(preview.NoPreview):
        preview.page(file, 2)


# --- what is handed out


def sealed(response: HttpResponse) -> None:
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_file_is_an_attachment_in_a_sandbox() -> None:
    content = a_pdf()
    response = download.download(keep(content, "租赁 合同（盖章）.pdf"))
    sealed(response)
    assert response.content == content
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E7%A7%9F%E8%B5%81%20%E5%90%88%E5%90%8C%EF%BC%88%E7%9B%96%E7%AB%A0%EF%BC%89.pdf"
    )


@pytest.mark.parametrize(
    "name",
    [
        'a".pdf', "a\r\nSet-Cookie: b=c.pdf", "a\\.pdf", "a;b.pdf", "../../etc/passwd", "'.pdf", "a%00.pdf",
        "合同.pdf", "\u202e.pdf", "a\tb.pdf", "a" * 300, "", ".", "..", "a,b", "a=b", "<script>.pdf", "&amp;.pdf",
        "🧾.pdf", "a\nb.pdf",
    ],
)  # fmt: skip
def test_no_name_breaks_the_header(name: str) -> None:
    response = download.attachment(b"x", name, "application/pdf")
    sealed(response)
    said = response.headers["Content-Disposition"]
    assert said.startswith("attachment")
    assert "\r" not in said
    assert "\n" not in said
    assert "Set-Cookie" not in response.headers


def test_a_page_is_a_picture_in_a_sandbox() -> None:
    response = download.picture(keep(a_pdf(), "a.pdf"))
    sealed(response)
    assert response.headers["Content-Type"] == "image/jpeg"


def test_what_cannot_be_seen_is_not_found() -> None:
    file = keep(a_docx(), "a.docx")
    with pytest.raises(Http404):
        download.picture(file)
    store.erase(file)
    for hand_out in (download.picture, download.download):
        with pytest.raises(Http404):
            hand_out(file)


def test_damaged_bytes_are_not_handed_out(evidence_folder: Path) -> None:
    file = keep(a_pdf(), "a.pdf")
    (path,) = evidence_folder.rglob(file.sha256)
    path.write_bytes(path.read_bytes() + b" ")
    for hand_out in (download.picture, download.download):
        with pytest.raises(store.Damaged):
            hand_out(file)


def test_every_kind_that_is_kept_has_a_type() -> None:
    assert set(kinds.MEDIA_TYPES) == set(kinds.EXTENSIONS.values()) == set(kinds.CONTENTS)
