"""Who is told of which step, and in which words (outbox.kinds)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duixian.applications.lettering import subject_of
from duixian.applications.models import Application
from duixian.applications.states import APPLICANTS
from duixian.applications.terms import measure_of
from duixian.credit import screening
from duixian.outbox import messages
from duixian.outbox.messages import Recipient
from duixian.parties import people
from duixian.parties.access import Viewer
from duixian.parties.models import Membership
from duixian.parties.roles import Role

Words = Callable[[Application, Viewer, datetime], dict[str, Any]]
Whom = Callable[[Application, Viewer], list[Recipient]]
CENTRE = frozenset({Role.CENTRE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message of a step: the template, its own values, who gets it, where it leads."""

    template: str
    words: Words
    whom: Whom
    link: str = "/my/applications/{}/"


def post(step: str, application: Application, viewer: Viewer, now: datetime) -> None:
    """Tell them, inside the step's transaction."""
    common = {
        "measure": measure_of(application.round_measure).name, "enterprise": application.applicant.name,
    }  # fmt: skip
    for one in _TOLD.get(step, ()):
        messages.post(
            one.whom(application, viewer), one.template, common | one.words(application, viewer, now),
            link=one.link.format(application.pk),
            key=f"{one.template}:{application.pk}:{application.version}:{now.isoformat()}",
        )  # fmt: skip


def applicants(application: Application, viewer: Viewer) -> list[Recipient]:
    """Everybody of the enterprise."""
    return people.recipients(application.applicant)


def centre(application: Application, viewer: Viewer) -> list[Recipient]:
    """The staff of the centre whose case it is."""
    return people.recipients(application.centre, CENTRE) if application.centre else []


def filer(application: Application, viewer: Viewer) -> list[Recipient]:
    """Who typed it in from paper; where they have left that office, everybody there. Nobody is told of their own step."""
    office = application.entered_by
    if office is None or viewer.role not in APPLICANTS:
        return []
    person = application.created_by
    if Membership.objects.filter(person=person, organisation=office, until=None).exists():
        return people.told(person)
    return people.recipients(office)


def _submitted(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"number": application.number, "submitted": now}


def _withdrawn(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"number": application.number, "withdrawn": now}


def _filed(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"filer": viewer.organisation.name}


def _returned(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"returned": now}


def explainers(application: Application, viewer: Viewer) -> list[Recipient]:
    """Everybody of the enterprise, where a credit record waits for their explanation."""
    waits = screening.unexplained([subject_of(application)])
    return applicants(application, viewer) if waits else []


# What happened and what the enterprise has to do now, by the step that somebody else took.
WAIT = "暂时不用您办理，进展可以在申报页面查看。"
REMEDY = "理由和救济途径见文书，可以在申报页面查看。"
MOVED = {
    "open-major": (
        "区科委已根据区投资促进领导小组的会议纪要立案",
        "不用您申报。请核对单位资料和收款账户；需要您说明的，会另行通知。",
    ),
    "check-credit": ("信用核查有记录待您说明", "请在申报页面查看记录并说明情况。"),
    "judge-hit": ("信用记录已认定", "结果、依据和理由见申报页面的信用记录。"),
    "correct": ("需要补正", "请在期限内一次补正通知列明的全部事项；逾期未补正的，按撤回办结。"),
    "remind": ("请尽快办理", "这件申报正等您补正或者整改，期限见申报页面。"),
    "lapse": ("逾期未补正，已按撤回办结", "仍在申报期内的，可以重新申报。"),
    "admit": ("已受理", WAIT),
    "refuse-admission": ("不予受理", REMEDY),
    "recommend": ("投资促进中心已推荐，区科委开始审核", WAIT),
    "post": ("已列入公示", "名单和起止日期见网站“公示”。"),
    "reply": ("已答复", f"请查看文书。{REMEDY}"),
    "uphold": ("复核后维持原决定", REMEDY),
    "revoke": ("复核后撤销原决定，重新审核", WAIT),
    "pass": ("验收通过", WAIT),
    "rectify": ("验收需要整改", "请按整改要求完成后，在申报页面再申请验收。"),
    "fail": ("验收不通过，已终止", REMEDY),
    "suspend": ("已暂停拨付", "原因见申报页面；需要您说明的，请按文书办理。"),
    "resume": ("已恢复拨付", WAIT),
    "terminate": ("已终止资助", REMEDY),
}  # fmt: skip


def _moved(step: str, whom: Whom = applicants) -> Told:
    said, todo = MOVED[step]
    return Told(
        template="case-moved", whom=whom,
        words=lambda application, viewer, now: {"number": application.number, "said": said, "todo": todo},
    )  # fmt: skip


OFFICE, FILING = "/office/cases/{}/", "/my/applications/{}/"
_TOLD: dict[str, tuple[Told, ...]] = {
    "submit": (
        Told(template="application-submitted", words=_submitted, whom=applicants),
        Told(template="application-arrived", words=_submitted, whom=centre, link=OFFICE),
        Told(template="application-confirmed", words=_submitted, whom=filer, link=OFFICE),
    ),
    "withdraw": (Told(template="application-withdrawn", words=_withdrawn, whom=applicants),),
    "hand": (Told(template="application-filed", words=_filed, whom=applicants),),
    "return": (Told(template="application-returned", words=_returned, whom=filer, link=FILING),),
    **{step: (_moved(step),) for step in MOVED},
    "check-credit": (_moved("check-credit", explainers),),
}
