"""What the letters about a case have in common: the case, whom to ask, the addressee (letters.fields)."""

from typing import Any

from duixian.applications.models import Application
from duixian.applications.terms import measure_of
from duixian.kernel import clock
from duixian.letters.fields import Case, Contact
from duixian.parties.models import Organisation
from duixian.parties.roles import Kind


def subject_of(application: Application) -> str:
    """How letters, credit and the trail name a case."""
    return f"application:{application.pk}"


def common(application: Application) -> dict[str, Any]:
    """The fields of every letter about this case."""
    round_ = application.round_measure.round
    return {
        "policy": round_.policy,
        "addressee": application.applicant.name,
        "contact": contact(application),
        "case": case(application),
    }


def case(application: Application) -> Case:
    """The case as a letter names it."""
    measure = measure_of(application.round_measure)
    assert application.submitted_at is not None
    return Case(
        number=str(application.number), round=application.round_measure.round.title, measure=measure.name,
        clause=measure.clause, submitted=clock.local(application.submitted_at).date(),
    )  # fmt: skip


def contact(application: Application) -> Contact:
    """The centre of the case; where it has none, the commission."""
    unit = application.centre or Organisation.objects.filter(kind=Kind.COMMISSION)[0]
    return Contact(unit=unit.name, phone=unit.contact)
