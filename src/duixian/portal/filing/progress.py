"""Where a filed application stands, as its applicant reads it: whose turn, by when, what was decided and why, the letters."""

from typing import Any

from duixian.applications import states
from duixian.applications.models import Decision
from duixian.kernel.money import Money
from duixian.parties.roles import Role
from duixian.portal.filing.case import Filing
from duixian.portal.filing.letters import served
from duixian.portal.money import instalments
from duixian.web.timeline import happened

TURNS = {
    Role.APPLICANT: "您", Role.APPLICANT_OWNER: "您", Role.OFFICER: "区科委", Role.APPROVER: "区科委",
    Role.EXPERT: "区科委",
}  # fmt: skip


def progress(filing: Filing) -> dict[str, Any] | None:
    """None for a draft that was never filed."""
    application = filing.application
    if application.submitted_at is None:
        return None
    state = states.BY_ID[application.state]
    centre = application.centre.name if application.centre else "投资促进中心"
    names = [TURNS.get(role, centre) for role in Role if role in state.turn]
    return {
        "turn": "、".join(dict.fromkeys(names)), "mine": bool(state.turn & states.APPLICANTS), "ends": state.ends,
        "due": application.due_on if state.turn & states.APPLICANTS else None, "promised": application.promised_on,
        "late": bool(application.promised_on and filing.judgement.on > application.promised_on and not state.ends),
        "decision": _decision(filing), "letters": list(served(application)),
        "happened": happened(filing.folder.rows["taken"], applicant=True), "hits": filing.case.reviewed.hits, "found": filing.folder.rows["hits"],
        "money": instalments.of(filing.viewer, application),
    }  # fmt: skip


def _decision(filing: Filing) -> dict[str, Any] | None:
    """The decision in force once it was served: every reason, the steps of the computation, the remedy's days."""
    found = (
        Decision.objects.filter(
            application=filing.application, revoked_at=None, service__isnull=False
        )
        .select_related("service", "letter", "proposal")
        .first()
    )
    if found is None:
        return None
    return {
        "row": found, "amount": Money(found.amount), "service": found.service,
        "plan": [(year, Money(fen)) for year, fen in found.plan], "steps": found.proposal.basis.get("steps", []),
        "lines": [
            (one.label, Money.yuan(one.claimed), Money.yuan(one.recognised), one.reason)
            for one in filing.application.recognitions.order_by("pk")
            if isinstance(one.claimed, str) and one.target.startswith("line-")
        ],
    }  # fmt: skip
