"""The papers that the cast hands in: small PDFs that say what they are, and that they are made up."""

import io
from collections.abc import Mapping, Sequence
from html import escape

import pikepdf
from weasyprint import HTML

STYLE = """
@page { size: A5; margin: 18mm } body { font-family: "Noto Sans CJK SC"; font-size: 11pt; line-height: 1.7 }
section { break-after: page } section:last-child { break-after: auto } h1 { font-size: 16pt; text-align: center }
footer { margin-top: 12mm; color: #666; font-size: 9pt }
"""
Paper = tuple[str, Sequence[str]]


def printed(papers: Mapping[str, Paper]) -> dict[str, bytes]:
    """Each paper (a title and lines) as a PDF of one page. Typeset together, then taken apart: that is much quicker."""
    pages = "".join(_page(title, lines) for title, lines in papers.values())
    whole = HTML(string=f"<meta charset=utf-8><style>{STYLE}</style>{pages}").write_pdf()
    with pikepdf.open(io.BytesIO(whole)) as document:
        assert len(document.pages) == len(papers), "a paper has more than one page"
        return {key: _alone(document, number) for number, key in enumerate(papers)}


def marked(content: bytes, word: str) -> bytes:
    """The same paper as a file of its own: the word stands in what the document says of itself, not on its page."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.docinfo["/Subject"] = word
        document.save(out)
    return out.getvalue()


def _page(title: str, lines: Sequence[str]) -> str:
    words = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f"<section><h1>{escape(title)}</h1>{words}<footer>演示材料，内容均为虚构</footer></section>"
    )


def _alone(document: pikepdf.Pdf, number: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as single:
        single.pages.append(document.pages[number])
        single.save(out)
    return out.getvalue()
