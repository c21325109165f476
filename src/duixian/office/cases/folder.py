"""The case as a file folder (案卷): what every tab of it shows around itself. One skeleton for every role."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from duixian.applications import access, casework, process, states
from duixian.applications.assessment import Assessment
from duixian.applications.folder import Folder
from duixian.applications.models import Application
from duixian.applications.picture import Case
from duixian.applications.steps import Option
from duixian.kernel import clock
from duixian.office.cases.tabs import DESK, TABS
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from duixian.web.acts.table import ACTS
from duixian.web.page import Page, render
from duixian.web.timeline import happened
from duixian.web.viewer import acting_viewer

__all__ = ["COLUMN", "DESK", "CaseFile", "opened", "shown"]
COLUMN = "申报"
# What is done on the tab itself, or belongs to the applicant's own pages.
SILENT = frozenset({"start", "save", "mend"})


@dataclass(frozen=True, kw_only=True)
class Button:
    """A step as a button with its address, or greyed with its reasons."""

    option: Option
    address: str
    danger: bool


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """A case as one request sees it."""

    viewer: Viewer
    folder: Folder
    judgement: Assessment
    case: Case

    @property
    def application(self) -> Application:
        return self.folder.application

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The viewer's steps from here."""
        return process.options(self.case, self.viewer.actor)


def opened(request: HttpRequest, id_: UUID) -> CaseFile:
    """The case within the viewer's bounds. Raises NotSeen."""
    viewer = acting_viewer(request)
    found, judgement, case = casework.judged(access.application_for(viewer, id_))
    return CaseFile(viewer=viewer, folder=found, judgement=judgement, case=case)


def shown(
    request: HttpRequest, file: CaseFile, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A tab of the folder, with what stands around every tab."""
    application, state = file.application, states.BY_ID[file.application.state]
    today = clock.today()
    late = application.due_on is not None and application.due_on < today and not state.ends
    page = Page(title=application.number or "尚未编号的申报", column=COLUMN, index=False)
    around = {
        "file": file, "application": application, "measure": file.folder.measure, "round": file.folder.terms.round,
        "state": state, "tabs": tabs(file), "buttons": buttons(file), "turn": turn(file), "late": late,
        "happened": happened(file.folder.rows["taken"]),
        "snapshots": file.folder.rows["snapshots"],
        "colleagues": application.state in process.awaited(file.viewer.role),
    }  # fmt: skip
    return render(request, template, page, status=status, **(around | context))


def turn(file: CaseFile) -> str:
    """Whose move is awaited, in words."""
    from_role = {
        Role.CENTRE: file.application.centre.name if file.application.centre else "投资促进中心"
    }
    names = {
        **from_role, Role.OFFICER: "区科委经办人", Role.APPROVER: "区科委审定人", Role.EXPERT: "评审专家",
        Role.APPLICANT: "申报单位", Role.APPLICANT_OWNER: "申报单位",
    }  # fmt: skip
    awaited = states.BY_ID[file.application.state].turn
    return "、".join(dict.fromkeys(names[role] for role in Role if role in awaited))


def buttons(file: CaseFile) -> list[Button]:
    """The viewer's steps from here, with their addresses. Filling in for an applicant is only for those who entered it."""
    application = file.application
    here = application.entered_by_id == file.viewer.organisation.pk
    found = []
    for option in file.options:
        if option.step.id in SILENT or (application.state in states.UNSUBMITTED and not here):
            continue
        act = ACTS[option.step.id]
        common = "filing-step" if application.state in states.UNSUBMITTED else "office-case-act"
        address = act.address(application, option.step.id, common)
        found.append(Button(option=option, address=address, danger=act.danger))
    return found


def tabs(file: CaseFile) -> list[tuple[str, str, str]]:
    """The tabs of this role: name, address, the address' name."""
    return [
        (one.name, reverse(one.url, args=[file.application.pk]), one.url)
        for one in TABS
        if file.viewer.role in one.roles
    ]
