"""How much waits at the desk of the budget, by whose move it is."""

from duixian.funds import commitments, queue
from duixian.funds.models import BudgetYear
from duixian.kernel import clock
from duixian.parties.access import Viewer
from duixian.parties.roles import Role

MOVES = {Role.OFFICER: BudgetYear.State.DRAFT, Role.PREPARER: BudgetYear.State.SUBMITTED}


def waiting(viewer: Viewer) -> int:
    """Budgets whose next move is the viewer's; for an officer also instalments to check and cases that wait for money."""
    state = MOVES.get(viewer.role)
    count = BudgetYear.objects.filter(state=state).count() if state else 0
    if viewer.role == Role.OFFICER:
        checks = commitments.due_checks(clock.today()).order_by().values("instalment").distinct()
        count += checks.count() + queue.waiting().count()
    return count
