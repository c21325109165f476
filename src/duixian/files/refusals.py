"""Why an upload is refused: each rule by name, with what is wrong and the way out. The same list is documentation."""

REPRINT = "请打开后用“打印 → 另存为 PDF”重新生成一份再上传"
RESAVE = "请在 WPS 或 Word、Excel 中打开，另存为新的 .docx 或 .xlsx 后再上传"
REPICK = "请重新导出或重新扫描后再上传"

REASONS = {
    # the name
    "name-empty": "文件没有名字，请重命名后再上传",
    "name-hidden": "文件名含有看不见的控制字符，可能使人看错扩展名。请重命名（只用汉字、字母、数字和常用标点）后再上传",
    "name-long": "文件名太长（{detail}字节）。请缩短到 80 个汉字以内再上传",
    "extension": "不能上传{detail}。这里可以上传：{allowed}",
    # the whole file
    "empty": "文件是空的（0 字节）。请核对后重新上传",
    "size": "文件超过 {detail}。请压缩图片分辨率、拆成几份，或降低扫描精度后再上传",
    "content": "文件内容是{detail}，与扩展名“.{extension}”不符。请用原来的软件另存为正确的格式，不要只改扩展名",
    "too-heavy": "文件过于复杂，检查时超出了时间或内存限制。" + REPRINT + "；表格请删去多余的行列",
    "unreadable": "文件无法读取，可能已损坏。" + REPICK,
    "polyglot": "文件里另藏着一个压缩包。请用原来的软件重新导出一份再上传",
    "case-files": "本次申报的文件已有 {detail} 份，达到上限。请删去不需要的，或把同类材料合并为一个 PDF",
    "owner-bytes": "贵单位上传的文件合计将超过 {detail}。请删去不需要的文件，或压缩后再上传",
    "owner-held": "贵单位近期上传的文件（含已移除的）合计将超过 {detail}。移除的文件三十天后清理，请到时再传，或联系管理员",
    "infected": "查毒发现病毒或恶意程序（{detail}），文件未保存。请先在本机查毒，再上传干净的文件",
    "scanner-down": "查毒服务暂时不可用，为安全起见现在不能上传。已填写的内容不受影响，请稍后再试；一直如此请联系管理员",
    "storage-down": "文件暂时无法保存（存储空间不足或不可写）。已填写的内容不受影响，请稍后再试；一直如此请联系管理员",
    # PDF
    "pdf-damaged": "PDF 不完整或结构有错误，可能下载或传输时中断。" + REPICK,
    "pdf-encrypted": "PDF 设有打开密码。请去掉密码后再上传（仅限制打印、编辑的不受影响）",
    "pdf-tail": "PDF 结尾之后还有别的内容。" + REPRINT,
    "pdf-pages": "PDF 有 {detail} 页，超过 2,000 页。请拆成几份再上传",
    "pdf-javascript": "PDF 含有脚本（JavaScript）。" + REPRINT,
    "pdf-launch": "PDF 含有启动其他程序的动作。" + REPRINT,
    "pdf-open-action": "PDF 含有打开时自动执行的动作。" + REPRINT,
    "pdf-attachment": "PDF 里嵌有附件{detail}。请把附件取出单独上传，正文" + REPRINT.removeprefix("请"),
    "pdf-media": "PDF 里嵌有音频、视频、三维或富媒体内容。" + REPRINT,
    "pdf-xfa": "PDF 是动态表单（XFA），不同软件显示的内容可能不同。" + REPRINT,
    "pdf-submit": "PDF 含有向外提交或导入数据的表单动作。" + REPRINT,
    "pdf-external": "PDF 引用了外部文件或本机、局域网地址。" + REPRINT,
    # pictures
    "image-damaged": "图片已损坏或不完整。请重新拍照、扫描或导出后再上传",
    "image-pixels": "图片尺寸为 {detail} 像素，超过 4,000 万像素。请在相册或看图软件中缩小后再上传",
    "image-animated": "图片是动画。请另存为静态图片，或截图后再上传",
    "image-tail": "图片结尾之后还有别的内容（手机“动态照片”也会这样）。请在相册中另存为普通照片，或截图后再上传",
    "image-script": "图片的附注信息里含有脚本。请截图，或用看图软件另存一份后再上传",
    # what every zip container keeps to
    "zip-damaged": "文件已损坏，打不开。" + RESAVE,
    "zip-encrypted": "文件设有密码。请去掉密码后再上传",
    "zip-members": "文件内部有 {detail} 个部件，多得不正常。" + RESAVE,
    "zip-path": "文件内部有指向外面的路径。" + RESAVE,
    "zip-symlink": "文件内部有符号链接。" + RESAVE,
    "zip-method": "文件内部使用了不常见的压缩方式。" + RESAVE,
    "zip-layout": "文件内部夹带了目录之外的内容。" + RESAVE,
    "zip-bomb": "文件解压后有 {detail}，大得不正常。请删去多余的行列或压缩图片后再上传",
    "zip-lying": "文件内部记录的大小与实际不符。" + RESAVE,
    "zip-nested": "文件里还嵌着别的压缩包或文档{detail}。请取出单独上传；图表请粘贴为图片",
    # Office
    "office-kind": "文件内部不是{detail}。请在 WPS 或 Word、Excel 中另存为正确的格式后再上传",
    "office-macro": "文件含有宏。请在 WPS 或 Word、Excel 中另存为不含宏的 .docx 或 .xlsx 后再上传",
    "office-external": "文件引用了外部模板、文件或链接{detail}。请在“编辑链接”中断开，或把内容复制到新文档后再上传",
    "office-field": "文件含有会取用外部程序或数据的域、公式（如 DDE）。请改为普通文字或数值后再上传",
    "office-object": "文件里嵌有对象或控件{detail}。请删去，或把它粘贴为图片后再上传",
    "office-part": "文件里有不认识的部件{detail}。" + RESAVE,
    # OFD and XML
    "ofd-root": "不是有效的 OFD 文件（缺少 OFD.xml）。请从开票或签章系统重新下载原件后再上传",
    "ofd-part": "OFD 里有不认识的部件{detail}。请从开票或签章系统重新下载原件后再上传",
    "xml-doctype": "文件内部的 XML 含有文档类型或实体定义，可能被用来读取别处的内容。请使用系统导出的原件",
    "xml-damaged": "文件内部的 XML 不完整或有错误。请重新导出或重新下载原件后再上传",
    "xml-style": "XML 引用了样式表或外部处理程序。请使用开票系统导出的原件",
}  # fmt: skip


class Refused(Exception):
    """An upload that is not taken: which rule, and the reason in Chinese as people read it."""

    def __init__(self, rule: str, **said: object) -> None:
        self.rule = rule
        self.reason = REASONS[rule].format_map({"detail": "", **said})
        super().__init__(self.reason)
