"""What a round must have before it is proposed, and what each field takes: everything is named, in Chinese, with its field."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from duixian.applications import rounds
from duixian.applications.deviations import deviations
from duixian.applications.models import Round
from duixian.applications.rounds import Refused, Stale
from duixian.kernel import clock
from duixian.parties import organisations
from duixian.policy import library
from tests.applications import cast
from tests.applications.cast import District

pytestmark = pytest.mark.django_db
POLICY = library().get(cast.POLICY)


@pytest.fixture
def people() -> District:
    return cast.district()


def bare(people: District, *measures: str) -> Round:
    """A draft with the policy's suggestions and nothing else."""
    now = clock.now()
    return rounds.draft(
        people.officer, policy_id=cast.POLICY, title="试", opens_at=now, closes_at=now + timedelta(days=30),
        measures=measures,
    )  # fmt: skip


def problems(made: Round) -> set[tuple[str, str]]:
    return {(one.section, one.field) for one in rounds.check(made, clock.now())}


def test_the_policy_says_which_readings_a_round_must_choose() -> None:
    chosen = {one.id for one in POLICY.parameters if one.must_choose}
    assert chosen == {"new_since", "cap_scope", "tax_base"}


def test_a_new_draft_is_told_all_that_it_lacks(people: District) -> None:
    made = bare(people, "qualification", "office-rent", "compute")
    centres = {("contacts", f"contact-{one.pk}") for one in organisations.centres()}
    assert len(centres) == 2
    assert problems(made) == centres | {
        ("qualification", "reading-cap_scope"), ("office-rent", "reading-new_since"),
        ("office-rent", "reading-tax_base"), ("compute", "reading-tax_base"),
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        rounds.propose(people.officer, made.pk)
    assert len(refused.value.problems) == 6
    assert all(one.text for one in refused.value.problems)


def test_a_filled_round_lacks_nothing(people: District) -> None:
    every = [one.id for one in POLICY.measures]
    assert len(every) == 17
    assert rounds.check(cast.filled_round(people, measures=every), clock.now()) == []


def lacking_reason(made: Round) -> None:
    made.parameters = {"credit_check_days": {"value": 5, "reason": ""}}


def past(made: Round) -> None:
    made.opens_at, made.closes_at = (clock.now() - timedelta(days=days) for days in (9, 1))


def other_version(made: Round) -> None:
    made.policy_version = "0" * 64


def untitled(made: Round) -> None:
    made.title = ""


@pytest.mark.parametrize(
    ("spoil", "section", "field", "said"),
    [
        (lacking_reason, "readings", "reason-credit_check_days", "请写明理由"),
        (past, "basics", "closes_at", "已经过去"),
        (other_version, "basics", "policy", "政策规则已更新"),
        (untitled, "basics", "title", "请填写批次名称"),
    ],
)
def test_what_is_wrong_with_the_round_itself(
    people: District, spoil: Callable[[Round], None], section: str, field: str, said: str
) -> None:
    made = cast.filled_round(people)
    spoil(made)
    found = rounds.check(made, clock.now())
    assert [(one.section, one.field) for one in found] == [(section, field)]
    assert said in found[0].text


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"expense_from": None}, "expense_from", "费用期间"),
        ({"expense_to": None}, "expense_to", "费用期间"),
        ({"expense_from": None, "expense_to": None}, "expense_from", "费用期间"),
        ({"materials": []}, "materials", "至少列出一项材料"),
        ({"panel": True}, "rubric", "请列出评分项"),
        ({"rubric": [{"name": "成效", "weight": 99}]}, "rubric", "现为99"),
        ({"panel": True, "rubric": [{"name": "成效", "weight": 60}, {"name": "水平", "weight": 41}]}, "rubric", "现为101"),
    ],
)  # fmt: skip
def test_what_a_measure_lacks(
    people: District, change: dict[str, Any], field: str, said: str
) -> None:
    made = cast.filled_round(people, compute=change)
    found = rounds.check(made, clock.now())
    assert [(one.section, one.field) for one in found] == [("compute", field)]
    assert said in found[0].text


def test_a_measure_without_expenses_needs_no_period(people: District) -> None:
    made = cast.filled_round(people, measures=("settle", "major-project"))
    assert [one.expense_from for one in made.measures.all()] == [None, None]
    assert rounds.check(made, clock.now()) == []
    half = cast.filled_round(
        people, measures=("settle",), settle={"expense_from": date(2025, 1, 1)}
    )
    assert problems(half) == {("settle", "expense_to")}


def test_a_round_without_measures_or_centres_is_told(people: District) -> None:
    made = bare(people)
    organisations.centres().update(state="closed")
    assert problems(made) == {("measures", "measures"), ("contacts", "contacts")}


# --- what each field takes

LONG = "长" * 5001
CONTROLS = ["a\x00b", "a\x1bb", "a\u202eb"]
OF_ROUND: list[tuple[str, Any]] = [
    *(("title", bad) for bad in (None, 5, LONG, "一\n二", "一\t二", *CONTROLS)),
    *(("notes", bad) for bad in (None, LONG, *CONTROLS)),
    *(("promised_days", bad) for bad in (0, -1, 251, True, "60", None, 1.5)),
    *(("opens_at", bad) for bad in (None, "2026-03-02", date(2026, 3, 2), datetime(2026, 3, 2), datetime(1999, 1, 1, tzinfo=UTC))),  # noqa: DTZ001
    *(("closes_at", bad) for bad in (None, datetime(2101, 1, 1, tzinfo=UTC), datetime(2001, 1, 1, tzinfo=UTC))),
    ("contacts", None), ("contacts", []), *(("contacts", {bad: "x"}) for bad in (str(uuid4()), "../", "")),
    *(("parameters", bad) for bad in (
        None, {"nothing": {"value": 1, "reason": ""}}, {"cap_scope": {"value": "qualification", "reason": ""}},
        {"presence_required": {"value": "是", "reason": ""}}, {"credit_check_days": {"value": -1, "reason": ""}},
        {"credit_check_days": {"value": "7", "reason": ""}}, {"credit_check_days": {"value": None, "reason": ""}},
        {"overlap_mode": {"value": "none", "reason": ""}}, {"overlap_mode": {"value": "stack", "reason": LONG}},
        {"overlap_mode": {"value": ["stack"], "reason": ""}},
    )),
    ("state", "published"), ("number", "2026-99"), ("drafted_by", None),
]  # fmt: skip
ITEM = {"id": "", "name": "合同", "required": True, "max": 10, "note": ""}
ROW = {"name": "成效", "weight": 100}
OF_MEASURE: list[tuple[str, Any]] = [
    *(("mode", bad) for bad in ("project", "", None, "grants", 1)),
    *(("expense_from", bad) for bad in ("2025-01-01", date(1999, 1, 1), date(2101, 1, 1), date(2026, 6, 1))),
    *(("panel", bad) for bad in (None, "on", 1)),
    *(("notes", bad) for bad in (None, LONG, *CONTROLS)),
    *(("materials", bad) for bad in (
        None, "合同", [ITEM] * 41, [ITEM, ITEM], [ITEM | {"name": ""}], [ITEM | {"name": " "}],
        [ITEM | {"name": "长" * 101}], [ITEM | {"name": "一\n二"}], [ITEM | {"name": "一\x00"}], [ITEM | {"max": 0}],
        [ITEM | {"max": 51}], [ITEM | {"max": True}], [ITEM | {"max": "10"}], [ITEM | {"max": None}], [ITEM | {"note": "长" * 101}],
    )),
    *(("rubric", bad) for bad in (
        None, "成效", [ROW | {"name": ""}], [ROW | {"name": "长" * 61}], [ROW, ROW], [ROW | {"weight": 0}],
        [ROW | {"weight": 101}], [ROW | {"weight": None}], [ROW | {"weight": "100"}], [ROW | {"weight": True}],
        [{"name": f"第{number}", "weight": 1} for number in range(21)],
    )),
    *(("parameters", bad) for bad in (
        {"presence_required": {"value": True, "reason": ""}}, {"new_since": {"value": "2025-01-01", "reason": ""}},
        {"tax_base": {"value": "", "reason": ""}}, {"tax_base": {"value": "GROSS", "reason": ""}},
        {"tax_base": {"value": "gross", "reason": "一\x00"}}, {"compute_hardware": {"value": 1, "reason": ""}},
    )),
    ("round", None), ("measure", "rnd"), ("version", 9),
]  # fmt: skip


@pytest.mark.parametrize(("field", "bad"), OF_ROUND)
def test_a_round_refuses_what_a_field_does_not_take(people: District, field: str, bad: Any) -> None:
    made = cast.filled_round(people)
    with pytest.raises(Refused) as refused:
        rounds.edit(people.officer, made.pk, version=made.version, **{field: bad})
    assert refused.value.problems
    assert rounds.fingerprint(Round.objects.get(pk=made.pk)) == rounds.fingerprint(made)


@pytest.mark.parametrize(("field", "bad"), OF_MEASURE)
def test_a_measure_refuses_what_a_field_does_not_take(
    people: District, field: str, bad: Any
) -> None:
    made = cast.filled_round(people)
    one = cast.measure_in(made)
    with pytest.raises((Refused, TypeError)) as refused:
        rounds.edit_measure(people.officer, one.pk, **{"version": one.version} | {field: bad})
    if isinstance(refused.value, Refused):
        assert all(problem.section == "compute" for problem in refused.value.problems)
    assert rounds.fingerprint(Round.objects.get(pk=made.pk)) == rounds.fingerprint(made)


def test_all_faults_of_a_form_are_said_at_once(people: District) -> None:
    made = cast.filled_round(people)
    with pytest.raises(Refused) as refused:
        rounds.edit(
            people.officer, made.pk, version=made.version, title=LONG, promised_days=0, notes="好"
        )
    assert [one.field for one in refused.value.problems] == ["title", "promised_days"]
    assert Round.objects.get(pk=made.pk).notes == ""


def test_a_measure_that_the_policy_does_not_have_is_refused(people: District) -> None:
    made = cast.filled_round(people)
    for wrong in (["nothing"], ["compute", "compute"]):
        with pytest.raises(Refused, match="所选事项"):
            rounds.choose(people.officer, made.pk, version=made.version, measures=wrong)
    with pytest.raises(Refused, match="没有这个政策"):
        rounds.draft(
            people.officer,
            policy_id="nothing",
            title="x",
            opens_at=clock.now(),
            closes_at=clock.now() + timedelta(1),
        )


def test_choosing_measures_keeps_what_was_filled_in(people: District) -> None:
    made = cast.filled_round(
        people, measures=("compute", "rnd"), compute={"notes": "只支持智能算力"}
    )
    made = rounds.choose(
        people.officer, made.pk, version=made.version, measures=["compute", "exhibition"]
    )
    assert [(one.measure, one.notes) for one in made.measures.all()] == [
        ("compute", "只支持智能算力"), ("exhibition", ""),
    ]  # fmt: skip


def test_a_reading_is_given_back_to_its_default(people: District) -> None:
    made = cast.filled_round(people, parameters={"": {"credit_check_days": 5}})
    made = rounds.edit(
        people.officer, made.pk, version=made.version, parameters={"credit_check_days": None}
    )
    assert made.parameters == {}


def test_a_save_over_a_newer_one_is_refused_and_nothing_is_lost(people: District) -> None:
    made = cast.filled_round(people)
    rounds.edit(people.officer2, made.pk, version=made.version, title="乙的名称")
    with pytest.raises(Stale, match="已由他人保存"):
        rounds.edit(people.officer, made.pk, version=made.version, title="甲的名称")
    one = cast.measure_in(made)
    rounds.edit_measure(people.officer2, one.pk, version=one.version, notes="乙")
    with pytest.raises(Stale):
        rounds.edit_measure(people.officer, one.pk, version=one.version, notes="甲")
    assert Round.objects.get(pk=made.pk).title == "乙的名称"
    assert cast.measure_in(made).notes == "乙"


def test_materials_keep_their_identifiers_and_new_ones_never_reuse_one(people: District) -> None:
    made = cast.filled_round(people)
    one = cast.measure_in(made)
    kept = [item for item in one.materials if item["id"] != "m5"]
    one = rounds.edit_measure(
        people.officer, one.pk, version=one.version, materials=[*kept, ITEM | {"name": "说明"}]
    )
    assert [item["id"] for item in one.materials] == ["m1", "m2", "m3", "m4", "m6"]


def test_what_differs_from_the_policy_is_listed_for_the_approver(people: District) -> None:
    assert deviations(cast.filled_round(people, measures=("compute", "settle"))) == []
    made = cast.filled_round(
        people, measures=("compute", "rnd"), rnd={"mode": "project", "expense_to": date(2026, 6, 30)},
        parameters={"": {"credit_check_days": 5}, "compute": {"compute_hardware": True}},
        compute={"materials": [ITEM | {"name": "算力服务合同", "required": False}]},
    )  # fmt: skip
    made = rounds.edit(people.officer, made.pk, version=made.version, promised_days=45)
    found = {(one.of, one.label): (one.default, one.value) for one in deviations(made)}
    assert found["整个批次", "承诺办结天数"] == ("60个工作日", "45个工作日")
    assert found["整个批次", "口径“信用核查的有效天数”"] == ("7天", "5天")
    assert found["研发项目资助", "办理方式"] == ("补贴类", "研发类")
    assert found["研发项目资助", "费用期间"][1].endswith("2026年6月30日")
    assert found["智能算力资助", "口径“算力费用含硬件”"][1].startswith("是")
    assert found["智能算力资助", "材料“发票”"][1] == "（无）"
    assert "有则提交" in found["智能算力资助", "材料“算力服务合同”"][1]
