"""Recording a change of one enterprise: first what happened, then what that kind needs, with the document."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.files import store
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.kernel.sent import identifier
from duixian.office.changes.pages import COLUMN
from duixian.office.lists import asked
from duixian.parties import changes, organisations
from duixian.parties.access import Refused, Viewer
from duixian.parties.changes_notes import notes
from duixian.parties.changes_targets import marks
from duixian.parties.models import Change, Organisation
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

Kind = Change.Kind
ABOUT = {
    Kind.RENAME: "登记机关已核准新名称；原名称保留，仍可查到",
    Kind.MERGER: "并入另一家已注册的单位，未办结的申报由其承接",
    Kind.DEREGISTRATION: "已在登记机关注销；不能再申报和拨付",
    Kind.INSOLVENCY: "法院已受理破产、清算或重整；在每件申报中提示",
    Kind.MOVE_OUT: "已迁往外区；在每件申报中提示，不因此停拨",
    Kind.CENTRE: "地址变更后由另一中心服务；在办的仍由原中心办理，直到移交",
    Kind.LIFT: "注销、破产或迁出登记有误，或情形已经消除",
}
DOCUMENTS = {
    Kind.RENAME: "例如 准予变更登记通知书 （2026）第0001号",
    Kind.MERGER: "例如 合并协议和准予变更登记通知书 （2026）第0001号",
    Kind.DEREGISTRATION: "例如 准予注销登记通知书 （2026）第0001号",
    Kind.INSOLVENCY: "例如 （2026）沪0107破1号 民事裁定书",
    Kind.MOVE_OUT: "例如 准予迁出调档通知书 （2026）第0001号",
    Kind.CENTRE: "例如 准予变更登记通知书 （2026）第0001号",
    Kind.LIFT: "例如 裁定书、情况说明及其编号",
}


@require_http_methods(["GET", "HEAD", "POST"])
@only(*changes.ASKS)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The form for one kind; without a kind, the choice of it."""
    viewer = acting_viewer(request)
    firm = organisations.enterprise(viewer, id_)
    given = {name: str(value) for name, value in request.POST.items()}
    kind = given.get("kind", "") or asked(request, "kind")
    if kind not in Kind.values:
        faults = [("kind", "请选择发生了什么")] if request.method == "POST" else []
        return _page(request, firm, None, given, faults)
    faults = []
    if request.method == "POST":
        try:
            _keep(request, viewer, given)
            row = changes.ask(viewer, _wanted(firm, kind, given))
        except Refused as refused:
            faults = list(refused.faults)
        else:
            messages.success(request, f"已登记{row.get_kind_display()}，待另一人审定后生效")
            return redirect("office-change", row.pk)
    return _page(request, firm, Kind(kind), given, faults)


def _wanted(firm: Organisation, kind: str, given: Mapping[str, str]) -> changes.Wanted:
    return changes.Wanted(
        organisation=firm.pk, kind=kind, effective_on=given.get("effective_on", ""),
        document=given.get("document", ""), target=given.get("target", ""), statement=given.get("statement", ""),
        evidence=identifier(given.get("kept", "")),
    )  # fmt: skip


def _keep(request: HttpRequest, viewer: Viewer, given: dict[str, str]) -> None:
    """Keep the document that was sent, so that it need not be sent again with a corrected form. Raises Refused."""
    upload = request.FILES.get("evidence")
    if upload is None:
        return
    stream: Any = upload.file
    try:
        kept = store.keep(stream, upload.name or "", owner=None, by=viewer.person.pk)
    except store.Refused as refused:
        raise Refused(("evidence", str(refused))) from None
    given["kept"], given["kept_name"] = str(kept.pk), kept.name


def _page(
    request: HttpRequest, firm: Organisation, kind: Kind | None, given: Mapping[str, str],
    faults: list[tuple[str, str]],
) -> HttpResponse:  # fmt: skip
    boxes = filled(_boxes(firm, kind), given, faults)
    return render(
        request, "office/changes/new.html", Page(title="登记变更", column=COLUMN, index=False),
        firm=firm, kind=kind, boxes=boxes, errors=summary(boxes, faults), notes=notes(firm, clock.today()),
        about=ABOUT[kind] if kind else "", kept=given.get("kept_name", ""),
    )  # fmt: skip


def _boxes(firm: Organisation, kind: Kind | None) -> list[Box]:
    if kind is None:
        lifting = bool(marks(firm))
        offered = [one for one in Kind if one != Kind.LIFT or lifting]
        options = tuple((one.value, f"{one.label}：{ABOUT[one]}") for one in offered)
        return [Box(name="kind", label="发生了什么？", style="radio", options=options)]
    found = [Box(name="kind", label="事由", style="hidden", value=kind.value)]
    if kind in _TARGETS:
        found.append(_TARGETS[kind](firm))
    return [
        *found,
        Box(
            name="effective_on", label="生效日期", hint="登记机关核准或裁定的日期，例如 2026-02-01"
        ),
        Box(name="document", label="文书名称和文号", wide=True, hint=DOCUMENTS[kind]),
        Box(name="evidence", label="文书扫描件", style="file", hint="PDF、JPG 或 PNG"),
        Box(name="kept", label="", style="hidden"),
        Box(name="kept_name", label="", style="hidden"),
        Box(name="statement", label="说明", style="area", optional=True),
    ]


def _centres(firm: Organisation) -> Box:
    others = [one for one in organisations.centres() if one.pk != firm.centre_id]
    options = (("", "请选择"), *((str(one.pk), f"{one.name}（{one.area}）") for one in others))
    return Box(name="target", label="新的所属中心", style="select", options=options)


def _marks(firm: Organisation) -> Box:
    options = tuple(
        (str(one.pk), f"{chinese(one.effective_on)}{one.get_kind_display()}（{one.document}）")
        for one in marks(firm)
    )
    return Box(name="target", label="解除哪一个标记", style="radio", options=options)


_TARGETS = {
    Kind.RENAME: lambda firm: Box(
        name="target", label="新名称", wide=True, hint=f"与新营业执照一致；现在是“{firm.name}”"
    ),
    Kind.MERGER: lambda firm: Box(
        name="target",
        label="承接单位的统一社会信用代码",
        wide=True,
        hint="须已在本系统注册并通过核验",
    ),
    Kind.CENTRE: _centres,
    Kind.LIFT: _marks,
}
