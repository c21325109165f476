"""One application as its pages see it: the file, what the rules say, the addresses; loaded once for each request."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from duixian.applications import access, casework, process, steps
from duixian.applications.assessment import Assessment
from duixian.applications.fields import ACCOUNT, EVIDENCE, LINES, OTHER_SUPPORT, PROFILE, SUBJECT
from duixian.applications.folder import Folder
from duixian.applications.lines import facts_fed
from duixian.applications.models import Application
from duixian.applications.picture import Case
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Viewer
from duixian.parties.roles import Role
from duixian.policy import Fact
from duixian.policy.form import Section, sections
from duixian.web.viewer import acting_viewer, only

COLUMN = "我的申报"
APPLICANTS = (Role.APPLICANT, Role.APPLICANT_OWNER)
# Officials fill in what they type from paper, by the same pages.
filers = only(*APPLICANTS, Role.CENTRE, Role.OFFICER)
applicants = only(*APPLICANTS)


@dataclass(frozen=True, kw_only=True)
class Filing:
    """The application of a page, with everything that belongs to it."""

    viewer: Viewer
    folder: Folder
    judgement: Assessment
    case: Case
    now: datetime

    @property
    def application(self) -> Application:
        return self.folder.application

    @cached_property
    def options(self) -> tuple[steps.Option, ...]:
        """The steps of this role from here."""
        return process.options(self.case, self.viewer.actor)

    @property
    def editable(self) -> bool:
        """While it is a draft, or a correction is being answered."""
        return any(one.step.id in {"save", "mend"} and one.open for one in self.options)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The question pages."""
        return sections(self.folder.policy, self.folder.measure)

    @cached_property
    def fed(self) -> tuple[Fact, ...]:
        """The facts that expense lines may add up to."""
        return facts_fed(self.folder.measure)

    @property
    def summed(self) -> frozenset[str]:
        """The facts that lines add up to now, which are not typed any more."""
        return frozenset(line.fact for line in self.folder.lines)

    @property
    def home(self) -> str:
        return reverse("filing-case", args=[self.application.pk])

    def section(self, id_: str) -> Section:
        """One of the question pages; raises NotSeen."""
        found = next((one for one in self.sections if one.id == id_), None)
        if found is None:
            raise NotSeen(id_)
        return found

    def link(self, field: str) -> str:
        """Where a field is filled in; empty where there is no such place."""
        name = field.partition(".")[0]
        if name in {PROFILE, ACCOUNT}:
            manages = self.viewer.role == Role.APPLICANT_OWNER
            return reverse(
                "enterprise-bank" if name == ACCOUNT and manages else "enterprise-profile"
            )
        if name == OTHER_SUPPORT:
            return f"{reverse('filing-support', args=[self.application.pk])}{_anchor(field)}"
        if name == LINES or name.startswith(f"{LINES}-"):
            row = name.partition("-")[2]
            return f"{reverse('filing-lines', args=[self.application.pk])}{f'#line-{int(row) + 1}' if row else ''}"
        if name.startswith(f"{EVIDENCE}-"):
            return f"{self.home}evidence/#{name}"
        return self._question(name)

    def _question(self, name: str) -> str:
        if name in self.summed:
            return reverse("filing-lines", args=[self.application.pk])
        owner = self.sections[-1].id if name == SUBJECT else ""
        for one in self.sections:
            if name in {fact.id for fact in one.facts}:
                owner = one.id
        if not owner:
            return ""
        query = f"?ask={name}" if name in self.folder.profile else ""
        return f"{reverse('filing-section', args=[self.application.pk, owner])}{query}#q-{name}"


def _anchor(field: str) -> str:
    """other-support.0.amount → the cell of the page."""
    _, _, cell = field.partition(".")
    return f"#f-{cell.replace('.', '-')}" if cell else ""


def opened(request: HttpRequest, id_: UUID) -> Filing:
    """The application for whoever asks; raises NotSeen. Officials see here what their office typed in, no more."""
    viewer = acting_viewer(request)
    application = access.application_for(viewer, id_)
    if viewer.role not in APPLICANTS and application.entered_by_id != viewer.organisation.pk:
        raise NotSeen(id_)
    return loaded(viewer, application)


def loaded(viewer: Viewer, application: Application) -> Filing:
    """With all that belongs to it."""
    now = clock.now()
    folder, judgement, case = casework.judged(application, now)
    return Filing(viewer=viewer, folder=folder, judgement=judgement, case=case, now=now)
