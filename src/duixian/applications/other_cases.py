"""An enterprise's other cases with their rounds and the decisions in force, gathered in one question with whatever else is asked."""

from typing import Any

from django.db.models import QuerySet

from duixian.applications.models import Application, Decision, RoundMeasure
from duixian.parties.gathering import Rows, gathered
from duixian.parties.models import Organisation

DECISION = "decision_in_force"


def read(applicant: Organisation, cases: QuerySet[Application], **more: QuerySet[Any]) -> Rows:
    """`cases`, each with its measure, its round and `decision_of`; beside them whatever `more` asks for."""
    plain = cases.order_by()
    rows = gathered(
        Organisation.objects.filter(pk=applicant.pk), cases=cases,
        decisions=Decision.objects.filter(application__in=plain, revoked_at=None),
        measures=RoundMeasure.objects.filter(pk__in=plain.values("round_measure")).select_related("round"),
        **more,
    )  # fmt: skip
    measures = {one.pk: one for one in rows["measures"]}
    decided = {one.application_id: one for one in rows["decisions"]}
    for one in rows["cases"]:
        one.round_measure = measures[one.round_measure_id]
        setattr(one, DECISION, decided.get(one.pk))
    return rows


def decision_of(case: Application) -> Decision | None:
    """The decision in force of a case that was read here."""
    found: Decision | None = getattr(case, DECISION)
    return found
