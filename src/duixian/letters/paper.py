"""A letter on paper: PDF/A in the layout of GB/T 9704-2012, the same bytes for the same letter."""

import hashlib
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import qrcode
from django.template.loader import render_to_string
from qrcode.image.svg import SvgPathImage
from weasyprint import CSS, HTML

from duixian.letters.models import Letter

FOLDER = Path(__file__).resolve().parent
TEMPLATE = "letters/paper.html"
STYLE = FOLDER / "paper.css"
QR_SIZE = "26mm"


class NothingFetched(ValueError):
    """A letter asked for a resource; ours carry everything they need."""


def pdf(letter: Letter) -> bytes:
    """The letter as PDF/A-2u, tagged for screen readers."""
    made = HTML(string=html(letter), url_fetcher=_refuse).write_pdf(
        stylesheets=[_style()],
        pdf_variant="pdf/a-2u",
        pdf_tags=True,
        pdf_identifier=bytes.fromhex(letter.sha256)[:16],
    )
    assert isinstance(made, bytes)
    return made


def html(letter: Letter) -> str:
    """What is laid out."""
    return render_to_string(
        TEMPLATE, {"letter": letter, "content": letter.opened, "qr": _qr(letter.head)}
    )


@cache
def layout() -> str:
    """The hash of the template and the style sheet, by which a later reader knows what made a PDF."""
    template = FOLDER / "templates" / TEMPLATE
    return hashlib.sha256(template.read_bytes() + STYLE.read_bytes()).hexdigest()


def _qr(text: str) -> str:
    """The text as a QR code: an SVG to stand in the page."""
    code = qrcode.make(
        text, image_factory=SvgPathImage, error_correction=qrcode.ERROR_CORRECT_M, border=0
    )
    drawn = code.get_image()
    drawn.set("width", QR_SIZE)
    drawn.set("height", QR_SIZE)
    return ElementTree.tostring(drawn, encoding="unicode")


@cache
def _style() -> CSS:
    return CSS(string=STYLE.read_text(encoding="utf-8"))


def _refuse(url: str, *args: object, **kwargs: object) -> object:
    raise NothingFetched(url)
