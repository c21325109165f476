"""PDF by WeasyPrint: one style sheet of ours, nothing fetched from anywhere."""

from functools import cache
from pathlib import Path

from weasyprint import CSS, HTML

STYLE = Path(__file__).resolve().parent / "static" / "web" / "paper.css"


class NothingFetched(ValueError):
    """A document asked for a resource; ours carry everything they need."""


def pdf_of(html: str) -> bytes:
    """The document as PDF/UA, readable by machines and screen readers."""
    made = HTML(string=html, url_fetcher=_refuse).write_pdf(
        stylesheets=[_style()], pdf_variant="pdf/ua-1"
    )
    assert isinstance(made, bytes)
    return made


@cache
def _style() -> CSS:
    return CSS(string=STYLE.read_text(encoding="utf-8"))


def _refuse(url: str, *args: object, **kwargs: object) -> object:
    raise NothingFetched(url)
