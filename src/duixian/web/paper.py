"""PDF by WeasyPrint: our own style sheets, nothing fetched from anywhere."""

from functools import cache
from pathlib import Path

from weasyprint import CSS, HTML

STYLES = Path(__file__).resolve().parent / "static" / "web"


class NothingFetched(ValueError):
    """A document asked for a resource; ours carry everything they need."""


def pdf_of(html: str, *styles: str) -> bytes:
    """The document as PDF/UA, readable by machines and screen readers, by these style sheets or else `paper.css`."""
    made = HTML(string=html, url_fetcher=_refuse).write_pdf(
        stylesheets=[_style(one) for one in styles or ["paper.css"]], pdf_variant="pdf/ua-1"
    )
    assert isinstance(made, bytes)
    return made


@cache
def _style(name: str) -> CSS:
    return CSS(string=(STYLES / name).read_text(encoding="utf-8"))


def _refuse(url: str, *args: object, **kwargs: object) -> object:
    raise NothingFetched(url)
