"""重大项目 三（十一）: the cases that the leading group decided, and opening one from its meeting's record."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian.applications import major, rounds, states
from duixian.applications.models import Application, Proposal, RoundMeasure
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.files.refusals import Refused as FileRefused
from duixian.kernel.money import Money
from duixian.office.lists import asked, listed
from duixian.parties import organisations
from duixian.parties.access import Refused, Viewer
from duixian.parties.models import Organisation
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "重大项目"
MOST = 20
RECORD = (
    Box(
        name="project", label="项目名称", wide=True, hint="照会议纪要写；同一单位的几个项目分别立案"
    ),
    Box(name="meeting", label="会议", wide=True, hint="例如：区投资促进领导小组2026年第2次会议"),
    Box(name="document", label="认定文号", hint="会议纪要的文号，例如：普投促纪〔2026〕2号"),
    Box(name="met_on", label="会议日期", hint="例如：2026-03-02"),
    Box(
        name="decided",
        label="决定的金额",
        unit="元",
        mode="decimal",
        hint="可以填元或者万元；拟定的金额不能超过它",
    ),
    Box(
        name="scan", label="会议纪要（扫描件）", style="file", hint="PDF 或者图片；作为材料存入案卷"
    ),
)


@require_safe
@only(*major.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """What was decided, and how far each has come."""
    viewer = acting_viewer(request)
    rows = listed(request, major.cases(viewer))
    return render(
        request, "office/major/index.html", Page(title="重大项目", column=COLUMN, index=False), rows=rows,
        cases=[_row(one) for one in rows], opens=viewer.role == Role.OFFICER, offered=bool(major.offered()),
        folders=viewer.role != Role.LEADING_GROUP,
    )  # fmt: skip


def _row(one: Application) -> dict[str, Any]:
    proposal = one.proposals.exclude(
        state__in=[Proposal.State.RETURNED, Proposal.State.TAKEN_BACK]
    ).last()
    decision = one.decisions.filter(revoked_at=None).last()
    return {
        "case": one, "record": one.leading_decision, "decided": Money(one.leading_decision.amount), "state": states.NAMES[one.state],
        "proposed": Money(proposal.amount) if proposal else None, "granted": Money(decision.amount) if decision else None,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OFFICER)
def new(request: HttpRequest) -> HttpResponse:
    """Find the enterprise, type in the record, open the case."""
    viewer, query = acting_viewer(request), asked(request)
    found = list(organisations.search(viewer, query)[:MOST]) if query else []
    offered = major.offered()
    boxes = [*_choices(found, offered), *RECORD]
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            made = _opened(request, viewer, found, offered)
        except Refused as refused:
            faults = list(refused.faults)
        else:
            return redirect("office-case", made.pk)
    shown = filled(boxes, request.POST, faults)
    return render(
        request, "office/major/new.html", Page(title="根据会议纪要建立", column=COLUMN, index=False), boxes=shown,
        errors=summary(shown, faults), query=query, found=found, offered=offered,
    )  # fmt: skip


def _choices(found: list[Organisation], offered: list[RoundMeasure]) -> list[Box]:
    named = tuple(
        (str(one.pk), f"{one.round.title}：{rounds.measure_of(one).name}") for one in offered
    )
    return [
        Box(name="enterprise", label="承担单位", style="radio", value=str(found[0].pk) if len(found) == 1 else "",
            options=tuple((str(one.pk), f"{one.name}（{one.code}）") for one in found)),
        Box(name="measure", label="列入哪个批次", style="select", options=(("", "请选择"), *named),
            value=named[0][0] if len(named) == 1 else ""),
    ]  # fmt: skip


def _opened(
    request: HttpRequest, viewer: Viewer, found: list[Organisation], offered: list[RoundMeasure]
) -> Application:
    given = request.POST
    firm = next((one for one in found if str(one.pk) == given.get("enterprise")), None)
    measure = next((one for one in offered if str(one.pk) == given.get("measure")), None)
    if firm is None or measure is None:
        lacks = (
            ("enterprise", "请先查找，再选择承担单位", firm),
            ("measure", "请选择批次", measure),
        )
        raise Refused(*((name, text) for name, text, there in lacks if there is None))
    typed = {name: given.get(name, "") for name in ("project", "meeting", "document", "met_on")}
    record = major.Record(**typed, amount=given.get("decided", ""), scan=_kept(request, viewer))
    return major.open_case(viewer, measure, applicant=firm, record=record)


def _kept(request: HttpRequest, viewer: Viewer) -> StoredFile | None:
    """The scan, kept first. Raises Refused."""
    upload = request.FILES.get("scan")
    if upload is None:
        return None
    stream: Any = upload.file
    try:
        return store.keep(
            stream, upload.name or "", owner=viewer.organisation.pk, by=viewer.person.pk
        )
    except FileRefused as refused:
        raise Refused(("scan", refused.reason)) from None
