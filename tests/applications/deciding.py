"""Cases brought to a state by the product's own verbs, for tests about deciding. Each builder starts from the one before."""

from typing import Any

from duixian.applications import casework
from duixian.applications.models import Application
from duixian.applications.rounds import terms
from duixian.parties.access import Viewer
from tests.applications.cast import District, measure_in, published_round
from tests.applications.filing import fresh, signature, submitted


def take(viewer: Viewer, case: Application, step: str, **data: Any) -> Application:
    """A step by somebody who looks at the newest page."""
    return casework.take(viewer, case.pk, step, seen=fresh(case).turn, **data)


def filed(cast: District, **round_: Any) -> Application:
    """待形式审查."""
    return submitted(cast.applicant, measure_in(published_round(cast, **round_)))


def marked(cast: District, case: Application, *, wrong: str = "") -> Application:
    """Every item of the checklist gone through; `wrong` is an item that does not fit."""
    for item in terms(case.round_measure).materials:
        bad = item["id"] == wrong
        take(
            cast.centre, case, "examine", act="mark", item=item["id"], verdict="wrong" if bad else "fit",
            note="盖章不清" if bad else "",
        )  # fmt: skip
    return fresh(case)


def first_item(case: Application) -> str:
    """The first item of the round's closed list."""
    return str(terms(case.round_measure).materials[0]["id"])


def correcting(cast: District, case: Application | None = None) -> Application:
    """待补正."""
    made = case or filed(cast)
    return take(cast.centre, marked(cast, made, wrong=first_item(made)), "correct")


def corrected(cast: District, case: Application | None = None) -> Application:
    """补正已提交."""
    made = correcting(cast, case)
    for remark in made.remarks.all():
        take(cast.applicant, made, "mend", remark=str(remark.pk), answer="已重新盖章上传")
    return take(cast.applicant, made, "answer", **signature(cast.applicant, made))


def admitted(cast: District, case: Application | None = None) -> Application:
    """已受理."""
    return take(cast.centre, marked(cast, case or filed(cast)), "admit")


def reviewing(cast: District, case: Application | None = None) -> Application:
    """审核中."""
    return take(
        cast.centre, admitted(cast, case), "recommend", favourable="yes", opinion="经营正常，同意推荐"
    )
