"""The steps of registering, and what was answered so far: kept in the session, the 证件号 never among it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from duixian.parties import organisations
from duixian.parties.models import Registration
from duixian.web.boxes import Box

KEY = "register"
STEPS = (
    ("unit", "单位"),
    ("person", "经办人"),
    ("licence", "营业执照"),
    ("check", "核对"),
)
FIELDS = ("code", "name", "centre", "kind", "statement", "contact", "licence", "licence_name")


def answers(request: HttpRequest) -> dict[str, str]:
    """What was answered so far."""
    kept: Any = request.session.get(KEY, {})
    return {name: str(kept[name]) for name in FIELDS if name in kept}


def keep(request: HttpRequest, given: Mapping[str, str]) -> None:
    """Remember more answers."""
    request.session[KEY] = answers(request) | dict(given)


def forget(request: HttpRequest) -> None:
    """All done."""
    request.session.pop(KEY, None)


def unit_boxes() -> list[Box]:
    """Which enterprise, and which centre looks after its area."""
    centres = [
        (str(one.pk), f"{one.name}（{one.area}）" if one.area else one.name)
        for one in organisations.centres()
    ]
    return [
        Box(name="code", label="统一社会信用代码", hint="营业执照上的18位代码，空格和大小写不影响"),
        Box(name="name", label="单位名称", hint="与营业执照完全一致", wide=True, complete="organization"),
        Box(
            name="centre", label="所在区域的投资促进中心", style="select",
            hint="注册地址或实际经营地址所在的区域；选错了中心会转交，不影响办理",
            options=(("", "请选择"), *centres),
        ),
    ]  # fmt: skip


def claim_boxes() -> list[Box]:
    """What somebody wants of an enterprise that is already here."""
    return [
        Box(
            name="kind", label="您要办理什么？", style="radio",
            options=(
                (Registration.Kind.JOIN, "申请加入：请现任管理员或中心同意我为本单位办理"),
                (Registration.Kind.DISPUTE, "管理员争议：现任管理员不应管理本单位"),
            ),
        ),
        Box(
            name="statement", label="说明", style="area",
            hint="写明您与本单位的关系；有争议的，写明理由和依据。现任管理员和中心都会看到",
        ),
    ]  # fmt: skip


def person_boxes(*, known: bool) -> list[Box]:
    """Who registers. A 证件号 is asked once."""
    identity = Box(
        name="identity", label="身份证号", mode="text",
        hint="用来确认一个人只有一个身份。只保存不可还原的校验值，不保存号码",
    )  # fmt: skip
    return [
        Box(name="person_name", label="经办人姓名", complete="name"),
        *([] if known else [identity]),
        Box(name="mobile", label="手机号", hint="接收办理通知", mode="tel", complete="tel"),
        Box(
            name="contact", label="单位联系电话", mode="tel", optional=True,
            hint="中心核验时联系用，可填座机，例如 021-52564588；不填则用上面的手机号",
        ),
    ]  # fmt: skip


LICENCE = Box(
    name="licence", label="营业执照", style="file",
    hint="扫描件或清晰照片，PDF、JPG 或 PNG，不超过20 MB。法人或其他组织提供登记证书",
)  # fmt: skip
AGREED = Box(
    name="agreed", label="以上信息真实，我受本单位委托办理，并已阅读个人信息保护告知", style="tick"
)
