"""Whether the product is alive and can answer: for machines that watch, and in Chinese for everybody (运行状态)."""

from dataclasses import asdict, dataclass
from typing import Any

import structlog
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from duixian import __version__, policy
from duixian.funds import ledger
from duixian.kernel import clock
from duixian.outbox import jobs
from duixian.outbox.backlog import Backlog, backlog
from duixian.parties import damage
from duixian.policy import PolicyErrors
from duixian.web.page import Page, render

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What the database says: how the worker's jobs ran, what waits to be sent, which files are damaged, whether payments are frozen."""

    jobs: list[jobs.Health]
    mail: Backlog
    damaged: int
    frozen: bool

    @property
    def well(self) -> bool:
        """Whether the worker does its work in time."""
        return not self.mail.late and all(one.state in {"ok", "running"} for one in self.jobs)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok", "version": __version__})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The policies load and the database answers, so that pages can. What the worker does is told, and no reason to say no."""
    policies, error = _policies()
    stored = _stored()
    answer: dict[str, Any] = {
        "status": "unavailable" if error or stored is None else "ok",
        "policies": policies, "database": "unavailable" if stored is None else "ok",
    }  # fmt: skip
    if error:
        answer["error"] = error
    if stored:
        answer |= {
            "worker": "ok" if stored.well else "late",
            "mail": asdict(stored.mail),
            "damaged_files": stored.damaged,
            "ledger": "frozen" if stored.frozen else "ok",
            "jobs": {one.job.name: _told(one) for one in stored.jobs},
        }
    return JsonResponse(answer, status=200 if answer["status"] == "ok" else 503)


@require_safe
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """运行状态: what works, what doesn't, what the worker did last."""
    policies, error = _policies()
    stored = _stored()
    page = Page(
        title="运行状态",
        column="运行状态",
        description="网站、数据库、消息发送和定时任务的运行情况。",
    )
    return render(
        request, "web/status.html", page, policies=len(policies), broken=bool(error), stored=stored,
        now=clock.now(), version=__version__,
    )  # fmt: skip


def _told(one: jobs.Health) -> dict[str, Any]:
    return {"state": one.state, "last": one.last.started.isoformat() if one.last else None}


def _policies() -> tuple[dict[str, str], str]:
    """The policies' versions, and the kind of error where they do not load."""
    try:
        return {item.id: item.version for item in policy.library().policies}, ""
    except (OSError, PolicyErrors) as error:
        log.exception("policies do not load")
        return {}, type(error).__name__


def _stored() -> Stored | None:
    """None: the database doesn't answer, or lacks its tables."""
    try:
        return Stored(
            jobs=jobs.health(), mail=backlog(), damaged=damage.count(), frozen=ledger.frozen()
        )
    except DatabaseError:
        log.exception("the database does not answer")
        return None
