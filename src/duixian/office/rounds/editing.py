"""Filling in a draft round, section by section; what was typed is kept, and nobody's saved work is overwritten unseen."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from duixian.applications import rounds
from duixian.applications.models import Round, RoundMeasure
from duixian.office.rounds import parts
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "申报批次"
BASICS, MEASURES, READINGS, CONTACTS = "basics", "measures", "readings", "contacts"
NAMES = {BASICS: "基本信息", MEASURES: "申报事项", READINGS: "通用口径", CONTACTS: "咨询方式"}


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of the editor: its name, its address, and whose version it goes by."""

    id: str
    name: str
    address: str
    measure: RoundMeasure | None = None


def sections(of: Round) -> list[Section]:
    """The editor's sections in order: the round's own, then one for each measure."""
    fixed = [
        Section(id=id_, name=name, address=reverse("office-round-section", args=[of.pk, id_]))
        for id_, name in NAMES.items()
    ]
    each = [
        Section(
            id=one.measure, name=rounds.measure_of(one).name, measure=one,
            address=reverse("office-round-measure", args=[of.pk, one.measure]),
        )
        for one in of.measures.select_related("round")
    ]  # fmt: skip
    return [*fixed, *each]


@only(Role.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, id_: UUID, name: str) -> HttpResponse:
    """One of the round's own sections."""
    if name not in NAMES:
        raise Http404(name)
    return _edit(request, id_, name)


@only(Role.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, id_: UUID, name: str) -> HttpResponse:
    """One measure's section."""
    if name in NAMES:
        raise Http404(name)
    return _edit(request, id_, name)


def _edit(request: HttpRequest, id_: UUID, name: str) -> HttpResponse:
    viewer = acting_viewer(request)
    found = rounds.get(viewer, id_)
    if found.state != Round.State.DRAFT:
        return redirect("office-round", found.pk)
    every = sections(found)
    here = next((one for one in every if one.id == name), None)
    if here is None:
        raise Http404(name)
    form = _form(found, here, request.POST if request.method == "POST" else None)
    if form.bound and not form.errors and not getattr(form, "asks_for_rows", False):
        if _saved(viewer, found, here, form):
            messages.success(request, f"“{here.name}”已保存")
            return redirect(_next(request.POST, found, every, here))
        found.refresh_from_db()
    return render(
        request, f"office/rounds/{'measure' if here.measure else here.id}.html",
        Page(title=f"{here.name}：{found.title}", column=COLUMN, index=False),
        round=found, form=form, errors=form.errors, here=here, sections=every, version=_version(found, here),
    )  # fmt: skip


def _form(found: Round, here: Section, data: QueryDict | None) -> Any:
    if here.measure:
        return parts.OneMeasure(here.measure, data)
    if here.id == MEASURES:
        return Chosen(found, data)
    if here.id == READINGS:
        return parts.Readings(data, of=found)
    return parts.Basics(found, data) if here.id == BASICS else parts.Contacts(found, data)


class Chosen(parts.Part):
    """Which measures the round has."""

    def __init__(self, of: Round, data: QueryDict | None) -> None:
        super().__init__(data)
        there = set(of.measures.values_list("measure", flat=True))
        self.measures = rounds.policy_of(of).measures
        for one in self.measures:
            self.tick(f"measure-{one.id}", one.name, one.id in there, hint=one.clause)

    def rows(self) -> list[tuple[Any, Any]]:
        return [(one, self[f"measure-{one.id}"]) for one in self.measures]

    def changes(self) -> dict[str, Any]:
        return {"measures": [one.id for one in self.measures if self.values[f"measure-{one.id}"]]}


def _saved(viewer: Viewer, found: Round, here: Section, form: Any) -> bool:
    """Whether the verb took it; what it refused stands beside the inputs."""
    typed = form.data.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    try:
        if here.measure:
            rounds.edit_measure(viewer, here.measure.pk, version=version, **form.changes())
        elif here.id == MEASURES:
            rounds.choose(viewer, found.pk, version=version, **form.changes())
        else:
            rounds.edit(viewer, found.pk, version=version, **form.changes())
    except rounds.Refused as refused:
        form.blame(refused.problems)
        return False
    return True


def _version(found: Round, here: Section) -> int:
    """The newest, also after a save that was refused as stale: saving again is then done knowingly."""
    return RoundMeasure.objects.get(pk=here.measure.pk).version if here.measure else found.version


def _next(data: QueryDict, found: Round, every: list[Section], here: Section) -> str:
    """The section after this one, or the round."""
    if here.id == MEASURES:
        every = sections(found)
    later = [one.address for one in every[[one.id for one in every].index(here.id) + 1 :]]
    if "back" in data or not later:
        return reverse("office-round", args=[found.pk])
    return later[0]
