"""A merged enterprise's open cases go to its successor; registered with parties.changes, which decides the merger."""

from datetime import datetime

from django.db import OperationalError
from django.db.models import QuerySet

from duixian.applications import search
from duixian.applications.models import Application
from duixian.applications.states import ENDED
from duixian.applications.terms import measure_of
from duixian.audit import trail
from duixian.parties import changes
from duixian.parties.access import Refused, Viewer
from duixian.parties.models import Change, Organisation

BUSY = "这家单位刚刚开始了一件申报，正在填写或提交。请稍候再确认"


def register() -> None:
    """Called once at start-up (AppConfig.ready)."""
    if succeed not in changes.followers:
        changes.followers.append(succeed)
        changes.obstacles.append(rivals)
        changes.holders.append(hold)


def hold(row: Change) -> None:
    """Lock the cases that would go over, before both enterprises: as whoever submits one of them does."""
    if row.successor_id:
        list(_moving(row.organisation))


def rivals(row: Change) -> list[str]:
    """Open cases of both about the same thing: one of each pair must end before the two can be one."""
    if row.successor is None:
        return []
    theirs = {_thing(one): one for one in _open(row.successor)}
    return [
        f"两家单位就同一内容各有一件未办结的申报：{one}与{theirs[_thing(one)]}。请先撤回或办结其中一件"
        for one in _open(row.organisation)
        if _thing(one) in theirs
    ]


def succeed(row: Change, viewer: Viewer, at: datetime) -> None:
    """Inside the transaction that confirms the merger, both organisations locked."""
    if row.successor is None:
        return
    for one in _moved(row.organisation):
        one.applicant, one.updated_at = row.successor, at
        one.turn += 1  # a page read before names the wrong applicant
        one.save(update_fields=["applicant", "updated_at", "turn"])
        search.refresh(one)
        trail.record(
            viewer.actor, "application.succeed", f"application:{one.pk}", at=at,
            payload={"from": str(row.organisation_id), "to": str(row.successor_id), "change": str(row.pk)},
        )  # fmt: skip


def _moved(organisation: Organisation) -> list[Application]:
    """The cases, locked. One that was begun since, and that somebody works on just now, is not waited for: see `hold`."""
    try:
        return list(_moving(organisation, nowait=True))
    except OperationalError:
        raise Refused(("", BUSY)) from None


def _moving(organisation: Organisation, *, nowait: bool = False) -> QuerySet[Application]:
    return (
        _open(organisation)
        .select_for_update(of=("self",), no_key=True, nowait=nowait)
        .order_by("pk")
    )


def in_words(row: Change) -> list[str]:
    """The cases that would go over, for who decides the merger."""
    if row.successor is None:
        return []
    return [f"{one}（{measure_of(one.round_measure).name}）" for one in _open(row.organisation)]


def _open(organisation: Organisation) -> QuerySet[Application]:
    found = Application.objects.filter(applicant=organisation).exclude(state__in=ENDED)
    return found.select_related("round_measure__round", "applicant").order_by("created_at")


def _thing(one: Application) -> tuple[object, str]:
    return one.round_measure_id, one.subject_key
