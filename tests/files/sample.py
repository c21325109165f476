"""One file of the corpus, and the builders that all of them share: PDFs, pictures, zips. Nothing binary is committed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A file as somebody might upload it. A hostile one breaks `rule`, and `also` other rules behind it."""

    about: str
    name: str
    make: Callable[[], bytes]
    slot: str = "evidence"
    rule: str = ""
    also: tuple[str, ...] = ()
    # What shows that the rule is the one that catches it, where the file itself can't be let through.
    control: Callable[[], bytes] | None = None

    @cache  # noqa: B019  the corpus lives as long as the run
    def content(self) -> bytes:
        """The bytes, made once."""
        return self.make()


def saved(pdf: Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def a_pdf(
    change: Callable[[Pdf], object] = lambda pdf: None, *, pages: int = 1, **options: object
) -> bytes:
    """A PDF of so many pages with some text, changed as told."""
    pdf = Pdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(b"BT /F1 24 Tf 72 720 Td (Invoice 2026) Tj ET")
        page.Resources = Dictionary(
            Font=Dictionary(
                F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            )
        )
    change(pdf)
    return saved(pdf, **options)


def plain_keys(keys: Mapping[str, Any]) -> dict[str, Any]:
    """Keys as a PDF writes them."""
    return {f"/{key}": value for key, value in keys.items()}


def annotated(**keys: Any) -> Callable[[Pdf], None]:
    """A PDF whose first page has one annotation."""

    def change(pdf: Pdf) -> None:
        plain: dict[str, Any] = {
            "Type": Name.Annot,
            "Subtype": Name.Link,
            "Rect": Array([10, 10, 100, 100]),
        }
        pdf.pages[0].Annots = Array([pdf.make_indirect(Dictionary(plain_keys(plain | keys)))])

    return change


def action(name: str, **keys: Any) -> Callable[[Pdf], None]:
    """A PDF with a link that does something."""
    return annotated(A=Dictionary({"/S": Name(f"/{name}"), **plain_keys(keys)}))


def attached(name: str, data: bytes) -> Callable[[Pdf], None]:
    """A PDF that carries another file."""

    def change(pdf: Pdf) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)

    return change


def a_picture(
    form: str, size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: object
) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 60).resize(size).convert(mode).save(out, form, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))


def a_zip(
    members: Mapping[str, bytes], *, attributes: Mapping[str, int] | None = None, method: int = zipfile.ZIP_DEFLATED,
) -> bytes:  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2026, 3, 2, 9, 0, 0))
            info.compress_type = method
            info.external_attr = (attributes or {}).get(name, 0o644) << 16
            archive.writestr(info, data)
    return out.getvalue()
