"""材料: the closed list, the files under each item, and what is wrong with one that was refused."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duixian.applications import access, attachments, step_files, terms
from duixian.applications.models import Application, Evidence
from duixian.files import scanner
from duixian.parties.access import Refused
from duixian.parties.roles import Role
from duixian.web import download
from duixian.web.boxes import Fault
from duixian.web.page import Page, is_fragment, render
from duixian.web.viewer import acting_viewer, only, signed_in

COLUMN = "我的申报"
FILERS = (Role.APPLICANT, Role.APPLICANT_OWNER, Role.CENTRE, Role.OFFICER)
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of the closed list with its files; `faults` are refusals of files just sent."""

    id: str
    name: str
    note: str
    required: bool
    most: int
    files: tuple[Evidence, ...]
    faults: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        return len(self.files) >= self.most


@require_http_methods(["GET", "HEAD", "POST"])
@only(*FILERS)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The whole list; posting adds files to one item. With htmx only that item comes back."""
    viewer = acting_viewer(request)
    application = access.application_for(viewer, id_)
    faults: list[tuple[str, str]] = []
    wanted = request.POST.get("item", "")
    if request.method == "POST":
        faults = _add(request, application, wanted)
        if not faults and not is_fragment(request):
            return redirect(f"{reverse('filing-evidence', args=[id_])}#evidence-{wanted}")
    context = listed(application, faults)
    if is_fragment(request):
        found = [one for one in context["items"] if one.id == wanted]
        context["item"] = found[0] if found else None
        return render(request, "portal/filing/_evidence_item.html", _head(), **context)
    return render(request, "portal/filing/evidence.html", _head(), **context)


def _add(request: HttpRequest, application: Application, item: str) -> list[tuple[str, str]]:
    """Keep each file that passes; the others are named with the reason."""
    viewer, sent = acting_viewer(request), request.FILES.getlist("files")
    faults = [] if sent else [(f"evidence-{item}", "请先选择文件，再点“上传”")]
    for one in sent:
        stream: Any = one.file
        try:
            attachments.add_evidence(
                viewer, application.pk, item=item, stream=stream, name=one.name or ""
            )
        except Refused as refused:
            faults += refused.faults
    return faults


def listed(application: Application, faults: list[tuple[str, str]]) -> dict[str, Any]:
    """The list as the page shows it; files under items that an amendment took away stand apart."""
    held = terms.terms(application.round_measure)
    there = list(application.evidence.filter(removed_at=None).select_related("file"))
    items = [_item(one, there, faults) for one in held.materials]
    known = {one.id for one in items}
    return {
        "application": application, "measure": held.measure, "items": items, "scanner": scanner.state(),
        "strange": [one for one in there if one.item not in known], "editable": application.state in {"draft", "correcting"},
        "errors": [Fault(id=field or "main", label="材料", error=text) for field, text in faults],
        "most_mib": settings.EVIDENCE_FILE_BYTES // MEBIBYTE, "count": len(there),
    }  # fmt: skip


def _item(one: dict[str, Any], there: list[Evidence], faults: list[tuple[str, str]]) -> Item:
    key = f"evidence-{one['id']}"
    return Item(
        id=one["id"], name=one["name"], note=one.get("note", ""), required=one["required"], most=one["max"],
        files=tuple(row for row in there if row.item == one["id"]),
        faults=tuple(text for field, text in faults if field == key),
    )  # fmt: skip


@require_POST
@only(*FILERS)
def remove(request: HttpRequest, id_: UUID, evidence: UUID) -> HttpResponse:
    """Take a file out of the draft."""
    try:
        attachments.remove_evidence(acting_viewer(request), id_, evidence)
    except Refused as refused:
        return _refused(request, id_, refused)
    return redirect("filing-evidence", id_)


@require_POST
@only(*FILERS)
def move(request: HttpRequest, id_: UUID, evidence: UUID) -> HttpResponse:
    """Put a file under another item of the list."""
    item = request.POST.get("item", "")
    try:
        attachments.move_evidence(acting_viewer(request), id_, evidence, item=item)
    except Refused as refused:
        return _refused(request, id_, refused)
    return redirect("filing-evidence", id_)


def _refused(request: HttpRequest, id_: UUID, refused: Refused) -> HttpResponse:
    application = access.application_for(acting_viewer(request), id_)
    context = listed(application, list(refused.faults))
    return render(request, "portal/filing/evidence.html", _head(), **context)


@require_safe
@signed_in
def show(request: HttpRequest, evidence: UUID) -> HttpResponse:
    """A file page by page, as pictures; what can't be drawn can be kept."""
    found = access.evidence_for(acting_viewer(request), evidence)
    page = Page(title=found.file.name, column=COLUMN, index=False)
    return render(
        request, "portal/filing/file.html", page, evidence=found, file=found.file,
        pages=range(1, found.file.pages + 1), application=found.application,
    )  # fmt: skip


@require_safe
@signed_in
def picture(request: HttpRequest, evidence: UUID, number: int) -> HttpResponse:
    """One page of a file, drawn."""
    return download.picture(access.evidence_for(acting_viewer(request), evidence).file, number)


@require_safe
@signed_in
def keep(request: HttpRequest, evidence: UUID) -> HttpResponse:
    """The file itself, never opened as a page of this site."""
    return download.download(access.evidence_for(acting_viewer(request), evidence).file)


@require_safe
@signed_in
def step_file(request: HttpRequest, id_: UUID, file: UUID) -> HttpResponse:
    """A file that came along with a step, not under the closed list."""
    return download.download(step_files.file_for(acting_viewer(request), id_, file))


def _head() -> Page:
    return Page(title="上传材料", column=COLUMN, index=False)
