"""The child process that draws one page: `python -m duixian.files.render KIND PATH PAGE`, a JPEG out.

What people look at in the browser is this picture, made here; the file itself is only ever downloaded.
"""

import io
import sys
from pathlib import Path

from duixian.files import confined

LONGEST = 1_600  # pixels


def of_pdf(path: Path, page: int) -> bytes:
    """That page (from 1) of a PDF, on white."""
    import pypdfium2  # noqa: PLC0415  each kind loads its own

    with pypdfium2.PdfDocument(path) as document:
        sheet = document[page - 1]
        scale = LONGEST / max(*sheet.get_size(), 1.0)
        # Forms are drawn without pdfium's form module: nothing in a file is ever run.
        drawn = sheet.render(scale=min(scale, 4), may_draw_forms=False).to_pil()
    return _jpeg(drawn)


def of_image(path: Path, page: int) -> bytes:
    """A picture the right way up, without its metadata."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # judged when it came in
    with Image.open(path, formats=["JPEG", "PNG"]) as picture:
        picture.draft("RGB", (LONGEST, LONGEST))
        picture.thumbnail((LONGEST, LONGEST))
        return _jpeg(ImageOps.exif_transpose(picture))


def _jpeg(picture: "object") -> bytes:
    from PIL import Image  # noqa: PLC0415

    assert isinstance(picture, Image.Image)
    colours = picture.convert("RGBA")
    white = Image.new("RGB", colours.size, "white")
    white.paste(colours, mask=colours.getchannel("A"))
    out = io.BytesIO()
    white.save(out, "JPEG", quality=85)
    return out.getvalue()


def main(kind: str, path: str, page: str) -> int:
    """Draw it."""
    confined.limit()
    try:
        drawn = (of_pdf if kind == "pdf" else of_image)(Path(path), int(page))
    except MemoryError:
        return confined.TOO_HEAVY
    sys.stdout.buffer.write(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
