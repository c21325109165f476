"""The books do not add up: payments stop until somebody of finance has found out why and the check is clean again."""

from duixian.audit import trail
from duixian.funds import verify
from duixian.funds.models import Freeze
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role


def current() -> Freeze | None:
    """The freeze that is in force."""
    return Freeze.objects.select_related("verification").filter(open=True).first()


def lift(viewer: Viewer, *, reason: str) -> Freeze:
    """Go on paying: only after a check that finds nothing, with a reason. Raises Refused."""
    findings = verify.findings()
    with verb(viewer, "funds.lift", "ledger", Role.RELEASER):
        why = words("reason", reason, "解冻理由")
        found = Freeze.objects.select_for_update().filter(open=True).first()
        if found is None:
            raise Refused(("", "账册没有冻结"))
        if findings:
            raise Refused(("", f"账册仍有{len(findings)}处不平，不能解冻：{findings[0]}"))
        at = clock.now()
        found.open, found.lifted_at, found.lifted_by, found.reason = None, at, viewer.person, why
        found.save()
        trail.record(viewer.actor, "funds.lift", "ledger", payload={"reason": why}, at=at)
    return found
