"""Office, OFD and e-invoice files as their programs write them, member by member, to be changed by a sample."""

from collections.abc import Mapping

from tests.files.sample import a_zip

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument."
DOCX_MAIN = _TYPE + "wordprocessingml.document.main+xml"
XLSX_MAIN = _TYPE + "spreadsheetml.sheet.main+xml"


def types(**parts: str) -> bytes:
    """[Content_Types].xml; keys are part names with _ for / and the rest."""
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in parts.items()
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>'
    ).encode()


def relations(*links: tuple[str, str, str]) -> bytes:
    """A .rels part: (type, target, mode)."""
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{f' TargetMode={chr(34)}{mode}{chr(34)}' if mode else ''}/>"
        for number, (kind, target, mode) in enumerate(links, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def paragraph(inner: str) -> bytes:
    """word/document.xml."""
    return f'{_XML}<w:document xmlns:w="{_WORD}"><w:body><w:p>{inner}</w:p></w:body></w:document>'.encode()


def worksheet(inner: str) -> bytes:
    """A worksheet with one row."""
    return (
        f'{_XML}<worksheet xmlns="{_SHEET}"><sheetData><row r="1">{inner}</row></sheetData></worksheet>'
    ).encode()


def docx_members(**changed: bytes) -> dict[str, bytes]:
    """What WPS writes for a short letter."""
    return {
        "[Content_Types].xml": types(**{"/word/document.xml": DOCX_MAIN}),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "")),
        "word/document.xml": paragraph("<w:r><w:t>算力服务合同</w:t></w:r>"),
        "docProps/custom.xml": f'{_XML}<Properties xmlns="{OFFICE}"><property name="KSOProductBuildVer"/></Properties>'.encode(),
        **changed,
    }


def a_docx(more: Mapping[str, bytes] | None = None) -> bytes:
    return a_zip(docx_members(**(more or {})))


def xlsx_members(**changed: bytes) -> dict[str, bytes]:
    """What WPS writes for a small table."""
    return {
        "[Content_Types].xml": types(**{"/xl/workbook.xml": XLSX_MAIN}),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": (
            f'{_XML}<workbook xmlns="{_SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="表1" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>"
        ).encode(),
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml", "")),
        "xl/worksheets/sheet1.xml": worksheet('<c r="A1"><f>SUM(B1:B9)</f><v>45</v></c>'),
        **changed,
    }


def an_xlsx(more: Mapping[str, bytes] | None = None) -> bytes:
    return a_zip(xlsx_members(**(more or {})))


_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd_members(**changed: bytes) -> dict[str, bytes]:
    """An e-invoice as OFD: the pages, a seal, and the invoice's data as an attachment."""
    return {
        "OFD.xml": f'{_XML}<ofd:OFD {_OFD} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>'.encode(),
        "Doc_0/Document.xml": f"{_XML}<ofd:Document {_OFD}/>".encode(),
        "Doc_0/Pages/Page_0/Content.xml": f"{_XML}<ofd:Page {_OFD}/>".encode(),
        "Doc_0/Signs/Sign_0/SignedValue.dat": b"\x30\x82\x01\x0a" + bytes(200),
        **changed,
    }


def an_ofd(more: Mapping[str, bytes] | None = None) -> bytes:
    return a_zip(ofd_members(**(more or {})))


def e_invoice(body: str = "", head: str = "") -> bytes:
    """The XML original of a 数电票."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<EInvoice><Header><EIid>26312000000012345678</EIid></Header>'
        "<EInvoiceData><SellerInformation><SellerIdNum>91310000MA1FL0XX0K</SellerIdNum><SellerName>上海示例算力有限公司</SellerName>"
        "</SellerInformation><BuyerInformation><BuyerIdNum>91310107MA1G00000X</BuyerIdNum><BuyerName>上海示例智能有限公司</BuyerName>"
        "</BuyerInformation><BasicInformation><TotalAmWithoutTax>100000.00</TotalAmWithoutTax><TotalTaxAm>6000.00</TotalTaxAm>"
        f"<TotalTax-includedAmount>106000.00</TotalTax-includedAmount></BasicInformation>{body}</EInvoiceData><TaxSupervisionInfo>"
        "<InvoiceNumber>26312000000012345678</InvoiceNumber><IssueTime>2026-02-11 10:20:30</IssueTime></TaxSupervisionInfo></EInvoice>"
    ).encode()
