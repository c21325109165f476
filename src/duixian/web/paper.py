"""PDF by WeasyPrint: our own style sheets, nothing fetched from anywhere."""

from functools import cache
from pathlib import Path

from weasyprint import CSS, HTML

STYLES = Path(__file__).resolve().parent / "static" / "web"


class NothingFetched(ValueError):
    """A document asked for a resource; ours carry everything they need."""


def pdf_of(html: str, style: str = "paper.css") -> bytes:
    """The document as PDF/UA, readable by machines and screen readers; `official.css` is for official texts."""
    made = HTML(string=html, url_fetcher=_refuse).write_pdf(
        stylesheets=[_style(style)], pdf_variant="pdf/ua-1"
    )
    assert isinstance(made, bytes)
    return made


@cache
def _style(name: str) -> CSS:
    return CSS(string=(STYLES / name).read_text(encoding="utf-8"))


def _refuse(url: str, *args: object, **kwargs: object) -> object:
    raise NothingFetched(url)
