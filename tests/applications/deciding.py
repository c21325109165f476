"""Cases brought to a state by the product's own verbs, for tests about deciding. Each builder starts from the one before."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from duixian.applications import casework, folder, publicity
from duixian.applications import reviewing as reviewing_verbs
from duixian.applications.models import Application
from duixian.applications.rounds import terms
from duixian.credit.models import Source
from duixian.funds.models import BudgetYear
from duixian.kernel import clock
from duixian.parties.access import Viewer
from duixian.parties.models import YearFigures
from duixian.parties.roles import Kind, Role
from tests.applications.cast import District, measure_in, organisation, published_round, viewer
from tests.applications.filing import fresh, signature, submitted
from tests.credit import cast as credit
from tests.funds import cast as money


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
    made = admitted(cast, case)
    researching(made)
    return take(
        cast.centre,
        made,
        "recommend",
        favourable="yes",
        opinion="经营正常，同意推荐",
    )


MEETING = {"meeting": "2026年第12次主任办公会", "minutes_number": "普科委纪〔2026〕12号"}


def sourced() -> None:
    """A source of credit that is fresh today, so that screening says something."""
    if not Source.objects.update(as_of=clock.today()):
        credit.source(as_of=clock.today())


def recognised(cast: District, case: Application, **cut: str) -> None:
    """Every amount as claimed; `cut` lowers the first line to this amount."""
    rows = {}
    for one in reviewing_verbs.targets(folder.load(fresh(case))):
        if one.money:
            rows[one.id] = {"recognised": one.claimed, "reason": ""}
    if cut:
        first = next(iter(rows))
        rows[first] = {"recognised": cut["to"], "reason": "部分费用不属于算力租用"}
    take(cast.officer, case, "recognise", rows=rows)


def checked(cast: District, case: Application | None = None) -> Application:
    """审核中: everything that a proposal waits for is done."""
    made = reviewing(cast, case)
    sourced()
    take(cast.officer, made, "check-credit")
    take(cast.officer, made, "settle-overlap", act="scan")
    recognised(cast, made)
    return fresh(made)


def researching(case: Application, yuan: int = 100_000_000) -> None:
    """Last year's R&D spend of the applicant, in whole yuan: large enough that no proposal needs a remark (五（一）)."""
    year = clock.today().year - 1
    YearFigures.objects.update_or_create(
        organisation=case.applicant, year=year, defaults={"rnd_spend": yuan * 100}
    )


def proposed(
    cast: District, case: Application | None = None, amount: str = "20万元"
) -> Application:
    """待审定."""
    return take(
        cast.officer,
        checked(cast, case),
        "propose",
        amount=amount,
        reason="符合三（六），按核定费用资助",
    )


def met() -> dict[str, str]:
    """The meeting behind a consent."""
    return {**MEETING, "met_on": clock.today().isoformat()}


def approved(cast: District, case: Application | None = None) -> Application:
    """已审定，待公示."""
    return take(cast.approver, proposed(cast, case), "approve", **met())


def noticed(cast: District, case: Application | None = None) -> Application:
    """公示中."""
    made = approved(cast, case)
    notice = publicity.draft(
        cast.officer,
        made.round_measure.round,
        title="拟资助名单公示",
        contact="区科委，021-52564588",
        cases=[made.pk],
    )
    publicity.post(cast.approver, notice.pk, seen={str(made.pk): fresh(made).turn})
    return fresh(made)


def cleared(cast: District, case: Application | None = None) -> Application:
    """公示结束，待决定: the clock stands after the notice's last day; call it inside `after_notice`."""
    made = case or noticed(cast)
    return take(cast.officer, made, "end-notice")


def after_notice(case: Application) -> AbstractContextManager[None]:
    """The clock held on the morning after the notice."""
    over = case.notice_items.get().notice.over
    assert over is not None
    return clock.at(over + timedelta(hours=9))


def funded(cast: District, measure: str = "compute", fen: int = 1_000_000_000) -> None:
    """This year's money for a measure, issued; where the year has its budget already, that is it."""
    year = clock.today().year
    if not BudgetYear.objects.filter(pk=year).exists():
        money.issued(money_people(cast), year, {measure: fen})


def money_people(cast: District) -> money.Bureau:
    """The bureau's people beside the cast's."""
    bureau = organisation(Kind.FINANCE, "普陀区财政局")
    firm = cast.applicant.organisation
    return money.Bureau(
        officer=cast.officer, approver=cast.approver, preparer=viewer(bureau, Role.PREPARER, "钱审"),
        releaser=viewer(bureau, Role.RELEASER, "钱放"), auditor=cast.auditor, firm=firm, rival=cast.stranger.organisation,
    )  # fmt: skip


def decided(cast: District, case: Application | None = None) -> Application:
    """已决定，待答复: money issued, account confirmed. The clock stands where the caller holds it."""
    made = cleared(cast, case)
    sourced()
    take(cast.officer, made, "check-credit")
    money.account(made.applicant)
    funded(cast)
    return take(cast.approver, made, "decide")


def answered(cast: District, case: Application | None = None) -> Application:
    """已答复."""
    return take(cast.centre, decided(cast, case), "reply", method="online")


PANELED = {"panel": True, "rubric": [{"name": "总体评价", "weight": 100}]}


def experts(count: int = 5) -> list[Viewer]:
    """A pool of experts, signed in."""
    pool = organisation(Kind.EXPERTS, "普陀区科技专家库")
    return [viewer(pool, Role.EXPERT, f"专家{number}") for number in range(1, count + 1)]


def paneled(
    cast: District, people: list[Viewer], case: Application | None = None, size: int = 3
) -> Application:
    """专家评审中: called, not declared yet. The round must ask for a panel."""
    made = case or reviewing(cast, filed(cast, compute=PANELED))
    return take(cast.officer, made, "call-panel", size=str(size), field="", rule="mean")
