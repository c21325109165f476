"""Screening a case: clean, hit or failed, never passed by a source that can't be relied on; explained, found, standing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from duixian.audit.models import Entry
from duixian.credit import register, screening, sources
from duixian.credit.lookback import Why
from duixian.credit.models import Explanation, HitFinding, Screening, Source
from duixian.credit.picture import CLEAN, FAILED, HIT, Standing
from duixian.credit.screening import Purpose, explain, find, hits, screen, standing
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.models import Organisation
from duixian.parties.roles import Kind, Role
from tests.credit.cast import NOON, OTHER, TODAY, entered, row, source, stale
from tests.parties import cast

pytestmark = pytest.mark.django_db
CASE = "application:1"
SUBMITTED = TODAY - timedelta(days=30)


@pytest.fixture
def owner() -> Viewer:
    return cast.viewer(Role.APPLICANT_OWNER)


@pytest.fixture
def firm(owner: Viewer) -> Organisation:
    return owner.organisation


@pytest.fixture
def where() -> Source:
    return source()


Look = Callable[..., Screening]


@pytest.fixture
def look(officer: Viewer, firm: Organisation) -> Look:
    def again(subject: str = CASE, days: int = 0, **more: Any) -> Screening:
        return screen(
            officer, subject, firm, submitted_on=SUBMITTED, now=NOON + timedelta(days=days), purpose=Purpose.PROPOSAL, **more
        )  # fmt: skip

    return again


def put(officer: Viewer, where: Source, firm: Organisation, **changed: str) -> None:
    """A record of the firm, by hand."""
    assert firm.code is not None
    entered(officer, where, **{"code": firm.code, "name": firm.name, **changed})


def decided(officer: Viewer, id_: UUID, finding: str = "cleared", **more: Any) -> HitFinding:
    given = {
        "basis": "五（二）",
        "reason": "罚款500元，已缴纳",
        "read": 0,
        "subject": CASE,
        "now": NOON,
    }
    return find(officer, id_, finding=finding, **{**given, **more})


def refusal(verb: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        verb()
    return dict(caught.value.faults)


def test_nothing_found_is_clean(officer: Viewer, where: Source, look: Look) -> None:
    entered(officer, where, code=OTHER)
    made = look()
    assert (made.outcome, made.failure, made.looked_at) == (CLEAN, "", [])
    assert [str(one) for one in (made.first_day, made.last_day, made.submitted_on)] == [
        "2023-02-08", "2026-03-10", "2026-02-08",
    ]  # fmt: skip
    assert made.sources == [{"name": where.name, "as_of": "2026-03-10", "trouble": ""}]
    entry = Entry.objects.get(action="credit.screen")
    assert (entry.subject, entry.at) == (CASE, NOON)
    assert standing(CASE, NOON) == Standing(outcome=CLEAN, at=NOON)
    assert standing(CASE, NOON).blocked is None


def test_a_record_that_counts_is_a_hit_to_be_found_about(
    officer: Viewer, where: Source, firm: Organisation, look: Look
) -> None:
    put(officer, where, firm)
    put(
        officer,
        where,
        firm,
        document_number="旧1号",
        acted_on="",
        published_on="",
        decided_on="2020-01-01",
    )
    put(officer, where, firm, document_number="修1号", repaired_on="2025-09-01")
    put(
        officer,
        where,
        firm,
        document_number="列1号",
        kind="经营异常",
        acted_on="",
        published_on="",
        decided_on="2019-01-01",
    )
    made = look()
    assert made.outcome == HIT
    assert sorted(one["why"] for one in made.looked_at) == sorted(
        [Why.IN_PERIOD, Why.EARLIER, Why.REPAIRED, Why.IN_FORCE]
    )
    assert {(one.record.document_number, one.why, one.state) for one in hits(CASE)} == {
        ("沪市监普处〔2025〕12号", "in-period", "open"), ("列1号", "in-force", "open"),
    }  # fmt: skip
    now = standing(CASE, NOON)
    assert (now.open_hits, now.blocked) == (2, "有2条信用记录待核实，请经办人核实后再办")


def test_the_round_s_readings_are_arguments(
    officer: Viewer, where: Source, firm: Organisation, look: Look
) -> None:
    put(officer, where, firm)
    assert look(years=0).outcome == CLEAN
    assert look(serious_only=True).outcome == CLEAN
    assert look(years=1).outcome == HIT


def _stale(where: Source) -> str:
    stale(where)
    return "的数据只到2026年3月2日，超过7天没有更新。请到“信用”的“信用来源”"


def _failed(where: Source) -> str:
    where.failure = "连接不上"
    where.save()
    return "信用来源“信用中国（上海）”最近一次更新失败：连接不上。请到“信用”的“信用来源”"


def _never(where: Source) -> str:
    where.as_of = None
    where.save()
    return "还没有导入过名单"


def _none(where: Source) -> str:
    where.active = False
    where.save()
    return "还没有启用任何信用来源"


def _second(_where: Source) -> str:
    stale(source("第二来源"))
    return "信用来源“第二来源”的数据只到"


BREAKS = [_stale, _failed, _never, _none, _second]


@pytest.fixture(params=[False, True], ids=["clean", "hit"])
def hit(request: pytest.FixtureRequest, officer: Viewer, where: Source, firm: Organisation) -> int:
    """How many records the firm has."""
    if request.param:
        put(officer, where, firm)
    return int(request.param)


@pytest.mark.parametrize("breaks", BREAKS)
def test_a_source_that_can_t_be_relied_on_never_passes(
    where: Source, hit: int, look: Look, breaks: Callable[[Source], str]
) -> None:
    said = breaks(where)
    made = look()
    assert made.outcome == FAILED
    assert said in made.failure
    assert made.hits.count() == hit
    now = standing(CASE, NOON)
    assert now.blocked is not None
    assert now.blocked.startswith("信用核查没有完成：")
    assert said in now.blocked


def test_the_check_on_sources_is_what_stops(
    where: Source, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without it every one of these passes."""
    stale(where)
    monkeypatch.setattr(sources, "failure", lambda relied: "")
    assert look().outcome == CLEAN


def test_an_organisation_without_a_code_can_t_be_looked_up(officer: Viewer, where: Source) -> None:
    bureau = cast.organisation(Kind.COMMISSION, "无代码单位")
    made = screen(officer, CASE, bureau, submitted_on=TODAY, now=NOON, purpose=Purpose.CHECK)
    assert (made.outcome, "没有登记统一社会信用代码" in made.failure) == (FAILED, True)


def test_the_applicant_s_own_step_may_screen(owner: Viewer, where: Source) -> None:
    made = screen(
        owner, CASE, owner.organisation, submitted_on=TODAY, now=NOON, purpose=Purpose.FILING
    )
    assert (made.by, made.purpose) == (owner.person, "filing")


@pytest.mark.parametrize(("days", "fresh"), [(0, True), (6, True), (7, True), (8, False)])
def test_a_screening_is_good_for_seven_days(
    where: Source, look: Look, days: int, fresh: bool
) -> None:
    look()
    now = standing(CASE, NOON + timedelta(days=days))
    assert (now.fresh, now.age_days) == (fresh, days)
    assert (now.blocked is None) == fresh
    assert standing(CASE, NOON + timedelta(days=days), days=8).fresh


def test_a_case_never_screened_stops() -> None:
    now = standing("application:none", NOON)
    assert (now.fresh, now.blocked) == (False, "还没有做信用核查，请经办人先核查")


def test_a_register_that_has_changed_since_stops(
    officer: Viewer, where: Source, firm: Organisation, look: Look
) -> None:
    look()
    put(officer, where, firm)
    now = standing(CASE, NOON)
    assert (now.fresh, now.changed) == (False, True)
    assert now.blocked == "核查以后，该单位的信用登记有变化，请经办人重新核查"
    look()
    assert not standing(CASE, NOON).changed
    entered(officer, where, code=OTHER)
    assert not standing(CASE, NOON).changed
    record = hits(CASE)[0].record
    register.withdraw(officer, record.pk, why="同名")
    assert standing(CASE, NOON).changed


def test_a_finding_stands_over_later_screenings_until_the_record_changes(
    officer: Viewer, where: Source, firm: Organisation, look: Look
) -> None:
    put(officer, where, firm)
    look()
    first = hits(CASE)[0]
    decided(officer, first.pk)
    look(days=3)
    now = standing(CASE, NOON + timedelta(days=3))
    assert (now.outcome, now.open_hits, now.blocked, now.barred) == (HIT, 0, None, None)
    assert [one.pk for one in hits(CASE)] == [first.pk]
    assert firm.code is not None
    changed = row(code=firm.code, name=firm.name, matter="另有情节")
    register.correct(officer, first.record_id, changed, why="补充")
    look()
    assert [one.state for one in hits(CASE)] == ["open"]
    look("application:2")
    assert standing("application:2", NOON).open_hits == 1


def test_repair_ends_a_hit_at_the_next_screening(
    officer: Viewer, where: Source, firm: Organisation, look: Look
) -> None:
    put(officer, where, firm)
    look()
    found = hits(CASE)[0]
    decided(officer, found.pk, "confirmed")
    now = standing(CASE, NOON)
    assert now.blocked is None
    assert now.barred == (
        "有1条经核实的失信或违法记录：违法行为处罚，未按规定公示年度报告（沪市监普处〔2025〕12号），2025年3月1日决定"
    )
    assert firm.code is not None
    repaired = row(code=firm.code, name=firm.name, repaired_on="2026-03-01")
    register.correct(officer, found.record_id, repaired, why="已修复")
    assert look().outcome == CLEAN
    assert standing(CASE, NOON).barred is None


def test_the_applicant_explains_with_proof_and_may_add(
    officer: Viewer, where: Source, owner: Viewer, look: Look
) -> None:
    put(officer, where, owner.organisation)
    look()
    found = hits(CASE)[0]
    proof = cast.licence(owner.person)
    proof.owner = owner.organisation.pk
    proof.save()
    made = explain(owner, found.pk, "已修复，见证明", subject=CASE, now=NOON, proofs=[proof])
    explain(owner, found.pk, "补充说明", subject=CASE, now=NOON)
    assert [one.text for one in hits(CASE)[0].explanations.all()] == ["已修复，见证明", "补充说明"]
    assert list(made.proofs.all()) == [proof]
    assert Entry.objects.filter(action="credit.explain")[0].vouched == proof.sha256
    assert refusal(lambda: decided(officer, found.pk, read=1)) == {
        "": "申报单位刚刚补充了说明，请看过以后再核实"
    }
    decided(officer, found.pk, read=2)
    said = refusal(lambda: explain(owner, found.pk, "再说", subject=CASE, now=NOON))
    assert said == {"explanation": "这条记录已予以排除，不用再说明"}


def test_what_an_explanation_may_not_be(
    officer: Viewer, where: Source, owner: Viewer, look: Look
) -> None:
    put(officer, where, owner.organisation)
    look()
    id_ = hits(CASE)[0].pk
    foreign = cast.licence(owner.person)
    said = refusal(lambda: explain(owner, id_, " ", subject=CASE, now=NOON, proofs=[foreign]))
    assert set(said) == {"explanation", "proofs"}
    for viewer, subject in (
        (cast.viewer(Role.APPLICANT_OWNER), CASE), (owner, "application:2"), (officer, CASE), (cast.viewer(Role.CENTRE), CASE),
    ):  # fmt: skip
        with pytest.raises(NotSeen):
            explain(viewer, id_, "我来说明", subject=subject, now=NOON)
    assert not Explanation.objects.exists()


def test_a_finding_needs_a_decision_a_basis_and_a_reason(
    officer: Viewer, where: Source, firm: Organisation, look: Look
) -> None:
    put(officer, where, firm)
    look()
    id_ = hits(CASE)[0].pk
    said = refusal(lambda: decided(officer, id_, "open", basis="", reason=" "))
    assert set(said) == {"finding", "basis", "reason"}
    assert standing(CASE, NOON).open_hits == 1
    for role in sorted(set(Role) - {Role.OFFICER}):
        with pytest.raises(NotSeen):
            decided(cast.viewer(role), id_)
    with pytest.raises(NotSeen):
        decided(officer, id_, subject="application:2")
    made = decided(officer, id_, "confirmed")
    assert (made.found_by, made.found_at, made.get_state_display()) == (
        officer.person,
        NOON,
        "核实属实",
    )
    assert Entry.objects.get(action="credit.find").subject == CASE
    assert (
        decided(officer, id_).state == "cleared"
    )  # found wrongly, found again: the trail has both
    assert Entry.objects.filter(action="credit.find").count() == 2


def test_the_database_refuses_to_change_what_was_looked_at(
    officer: Viewer, where: Source, firm: Organisation, owner: Viewer, look: Look
) -> None:
    put(officer, where, firm)
    made = look()
    found = hits(CASE)[0]
    explain(owner, found.pk, "说明", subject=CASE, now=NOON)
    for rows, change in (
        (Screening.objects.all(), {"outcome": CLEAN}),
        (Explanation.objects.all(), {"text": "别的"}),
        (HitFinding.objects.all(), {"subject": "application:2"}),
        (HitFinding.objects.all(), {"basis": "没有决定"}),
        (Screening.hits.through.objects.all(), {"screening_id": made.pk + 1}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)
    decided(officer, found.pk, read=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        HitFinding.objects.update(state="open")


def test_inside_the_case_s_own_transaction_all_of_it_goes_with_the_step(
    where: Source, look: Look
) -> None:
    def step() -> None:
        with transaction.atomic():
            look()
            raise Refused(("", "另有原因"))

    assert refusal(step) == {"": "另有原因"}
    assert not Screening.objects.exists()
    assert not Entry.objects.exists()


def test_it_asks_few_questions_of_the_database(
    officer: Viewer, where: Source, firm: Organisation, look: Look,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    for number in range(5):
        put(officer, where, firm, document_number=f"第{number}号")
    look()
    with django_assert_max_num_queries(5):
        standing(CASE, NOON)
    with django_assert_max_num_queries(6):
        [list(one.explanations.all()) for one in screening.hits(CASE)]
