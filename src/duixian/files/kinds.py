"""The kinds of file that are taken: a closed list, by the slot that a file is for."""

# What is refused with a word of its own: an extension, and what it is called.
ELSEWHERE = {
    "doc": "旧版 Word 文档（.doc），请另存为 .docx",
    "xls": "旧版 Excel 表格（.xls），请另存为 .xlsx",
    "wps": "WPS 专用格式（.wps），请另存为 .docx 或 PDF",
    "et": "WPS 专用格式（.et），请另存为 .xlsx",
    "docm": "含宏的文档（.docm），请另存为 .docx",
    "xlsm": "含宏的表格（.xlsm），请另存为 .xlsx",
    "csv": "CSV 文本，请在 WPS 或 Excel 中另存为 .xlsx",
    "ppt": "演示文稿，请另存为 PDF",
    "pptx": "演示文稿，请另存为 PDF",
    "heic": "HEIC 照片，请在手机相册中另存为 JPG（苹果手机：设置 → 相机 → 格式 → 兼容性最佳）",
    "heif": "HEIF 照片，请在手机相册中另存为 JPG",
    "webp": "WEBP 图片，请用看图软件另存为 JPG 或 PNG",
    "tif": "TIFF 图片，请另存为 PDF 或 JPG",
    "tiff": "TIFF 图片，请另存为 PDF 或 JPG",
    "gif": "GIF 图片，请另存为 JPG 或 PNG",
    "bmp": "BMP 图片，请另存为 JPG 或 PNG",
    "ico": "图标文件，请另存为 PNG",
    "svg": "SVG 图形（可含脚本），请另存为 PDF 或 PNG",
    "html": "网页文件，请打印为 PDF",
    "htm": "网页文件，请打印为 PDF",
    "zip": "压缩包，请解压后逐个上传",
    "rar": "压缩包，请解压后逐个上传",
    "7z": "压缩包，请解压后逐个上传",
    "exe": "程序文件（.exe）",
    "xml": "XML 文件（只在“电子发票原件”处可以上传）",
}
EXTENSIONS = {
    "pdf": "pdf", "jpg": "jpg", "jpeg": "jpg", "png": "png", "docx": "docx", "xlsx": "xlsx", "ofd": "ofd", "xml": "xml",
}  # fmt: skip
EVIDENCE = ("pdf", "jpg", "png", "docx", "xlsx", "ofd")
SLOTS = {
    "evidence": EVIDENCE,
    "e-invoice": ("pdf", "ofd", "xml"),
    "sheet": ("xlsx",),
}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
    "xml": "application/xml",
}
# What the first bytes may be taken for, by filetype: every Office and OFD file is a zip first.
_ZIPS = {"zip", "docx", "xlsx", "pptx"}
CONTENTS = {
    "pdf": {"pdf"}, "jpg": {"jpg"}, "png": {"png", "apng"}, "docx": _ZIPS, "xlsx": _ZIPS, "ofd": _ZIPS, "xml": {"xml"},
}  # fmt: skip
CONTENT_NAMES = {
    "pdf": "PDF", "jpg": "JPG 图片", "png": "PNG 图片", "apng": "PNG 动画", "gif": "GIF 图片", "webp": "WEBP 图片",
    "tif": "TIFF 图片", "bmp": "BMP 图片", "ico": "图标", "heic": "HEIC 照片", "zip": "压缩包", "rar": "压缩包",
    "7z": "压缩包", "gz": "压缩包", "exe": "程序", "elf": "程序", "doc": "旧版 Office 文档", "xls": "旧版 Office 文档",
    "ppt": "旧版 Office 文档", "docx": "Word 文档", "xlsx": "Excel 表格", "pptx": "演示文稿", "xml": "XML 或网页",
    "rtf": "RTF 文档", "mp4": "视频",
}  # fmt: skip


def allowed(slot: str) -> tuple[str, ...]:
    """The kinds that a slot takes; a slot without a list of its own takes what evidence takes."""
    return SLOTS.get(slot, EVIDENCE)


def named(slot: str) -> str:
    """The same for reading: PDF、JPG、…"""
    return "、".join(kind.upper() for kind in allowed(slot))
