"""修改公告: proposed with a reason, approved by another, told to whoever has a draft; what was submitted stays."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from duixian.applications import rounds
from duixian.applications.models import Amendment, Round
from duixian.applications.round_words import lines, moment, summary
from duixian.applications.rounds import Denied, NotSeen, Refused, Stale, Standing
from duixian.audit import trail
from duixian.kernel import clock
from duixian.outbox.models import Notice
from duixian.parties import organisations
from duixian.parties.roles import Role
from tests.applications import cast
from tests.applications.cast import District
from tests.applications.filing import begun, fresh, submitted
from tests.emptied import unguarded

pytestmark = pytest.mark.django_db
LATER = timedelta(days=10)


@pytest.fixture
def people() -> District:
    return cast.district()


def amended(people: District, made: Round, **changes: dict[str, Any]) -> Amendment:
    """Proposed and approved; changes by measure, `whole` for the round itself."""
    named = {"" if name == "whole" else name: fields for name, fields in changes.items()}
    one = rounds.amend(people.officer, made.pk, reason="因系统维护", changes=named)
    return rounds.approve_amendment(people.approver, made.pk, one.number)


def chosen(id_: str, value: object) -> dict[str, Any]:
    return {"parameters": {id_: {"value": value, "reason": "主任办公会研究"}}}


def test_the_deadline_is_put_off_after_another_person_approved_it(people: District) -> None:
    made = cast.published_round(people)
    later = made.closes_at + LATER
    one = rounds.amend(
        people.officer, made.pk, reason="因系统维护", changes={"": {"closes_at": later}}
    )
    assert Round.objects.get(pk=made.pk).closes_at == made.closes_at
    rounds.approve_amendment(people.approver, made.pk, one.number)
    assert Round.objects.get(pk=made.pk).closes_at == later
    assert rounds.state(Round.objects.get(pk=made.pk), later) == Standing.OPEN
    said = lines(Amendment.objects.get())
    assert [(line.label, line.after) for line in said] == [("截止时间", moment(later, end=True))]
    assert [entry.action for entry in trail.of(f"round:{made.pk}")][-2:] == [
        "amendment.propose",
        "amendment.approve",
    ]


def test_everyone_with_a_draft_is_told_once_and_nobody_else(people: District) -> None:
    made = cast.published_round(people)
    begun(people.applicant, cast.measure_in(made))
    Notice.objects.all().delete()
    one = amended(people, made, whole={"notes": "请用本单位账号登录"})
    told = Notice.objects.filter(template="round-amended")
    assert set(told.values_list("person", flat=True)) == {
        people.applicant.person.pk,
        people.owner.person.pk,
    }
    assert told.count() == 2
    found = told.first()
    assert found is not None
    assert "请用本单位账号登录" in found.body
    assert found.link == f"/rounds/{made.number}/#amendment-{one.number}"
    assert Notice.objects.filter(person=people.stranger.person.pk).count() == 0


def test_what_was_submitted_keeps_the_terms_of_its_day(people: District) -> None:
    made = cast.published_round(people, closes_at=clock.now() + timedelta(days=30))
    one = cast.measure_in(made)
    application = submitted(people.applicant, one)
    kept = application.snapshots.get().content
    before = rounds.terms(one)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        amended(
            people, made, whole={**chosen("presence_required", True), "closes_at": made.closes_at + LATER},
            compute={**chosen("compute_hardware", True), "materials": [*one.materials, dict(one.materials[0], id="", name="说明")]},
        )  # fmt: skip
        now = rounds.terms(cast.measure_in(made))
    assert fresh(application).state == "submitted"
    assert application.snapshots.get().content == kept
    assert (
        now.value("compute_hardware"),
        now.parameters["presence_required"],
        len(now.materials),
    ) == (True, True, 6)
    assert application.submitted_at is not None
    then = rounds.terms(cast.measure_in(made), application.submitted_at)
    assert (then.parameters, then.materials, then.closes_at) == (
        before.parameters,
        before.materials,
        before.closes_at,
    )
    assert then.value("compute_hardware") is False
    assert rounds.parameters(cast.measure_in(made), application.submitted_at) == before.parameters


def test_terms_of_the_past_see_through_several_amendments(people: District) -> None:
    made = cast.published_round(people)
    one = cast.measure_in(made)
    begin = clock.now()
    for day, value in ((1, 5), (2, 6), (3, 8)):
        with time_machine.travel(begin + timedelta(days=day), tick=False):
            amended(people, made, whole=chosen("credit_check_days", value))
    one = cast.measure_in(made)
    seen = [
        rounds.terms(one, begin + timedelta(days=day, hours=1)).value("credit_check_days")
        for day in range(4)
    ]
    assert seen == [7, 5, 6, 8]
    assert rounds.terms(one).value("credit_check_days") == 8


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "没有需要公告的修改"),
        ({"": {"notes": ""}}, "没有需要公告的修改"),
        ({"": {"title": "另一个名称"}}, "没有“title”这一项"),
        ({"": {"opens_at": None}}, "没有“opens_at”这一项"),
        ({"": {"promised_days": 90}}, "没有“promised_days”这一项"),
        ({"compute": {"mode": "project"}}, "没有“mode”这一项"),
        ({"compute": {"rubric": []}}, "没有“rubric”这一项"),
        ({"rnd": {"notes": "x"}}, "没有这个事项"),
        ({"compute": {"materials": []}}, "至少列出一项材料"),
        ({"": {"contacts": {}}}, "咨询方式"),
        (
            {"compute": {"parameters": {"compute_hardware": {"value": True, "reason": ""}}}},
            "请写明理由",
        ),
        ({"compute": {"parameters": {"tax_base": None}}}, "必须由本批次选定"),
        (
            {"compute": {"parameters": {"compute_hardware": {"value": "是", "reason": "x"}}}},
            "应为 true",
        ),
    ],
)
def test_what_an_amendment_cannot_do(people: District, changes: dict[str, Any], said: str) -> None:
    made = cast.published_round(people)
    with pytest.raises(Refused, match=said):
        rounds.amend(people.officer, made.pk, reason="理由", changes=changes)
    assert not Amendment.objects.exists()


def test_the_deadline_never_comes_earlier(people: District) -> None:
    made = cast.published_round(people)
    with pytest.raises(Refused, match="只能延后"):
        rounds.amend(
            people.officer,
            made.pk,
            reason="x",
            changes={"": {"closes_at": made.closes_at - timedelta(seconds=1)}},
        )


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501, "a\x00b"])
def test_an_amendment_and_its_refusal_need_a_reason(people: District, reason: str) -> None:
    made = cast.published_round(people)
    with pytest.raises(Refused, match="理由"):
        rounds.amend(people.officer, made.pk, reason=reason, changes={"": {"notes": "x"}})
    one = rounds.amend(people.officer, made.pk, reason="好", changes={"": {"notes": "x"}})
    with pytest.raises(Refused, match="理由"):
        rounds.refuse_amendment(people.approver, made.pk, one.number, reason=reason)


def test_after_the_deadline_only_notes_and_contacts_change(people: District) -> None:
    made = cast.published_round(people)
    with time_machine.travel(made.closes_at + timedelta(seconds=1)):
        for changes in (
            {"": {"closes_at": made.closes_at + LATER}}, {"": chosen("presence_required", True)},
            {"compute": chosen("compute_hardware", True)}, {"compute": {"materials": cast.measure_in(made).materials[1:]}},
        ):  # fmt: skip
            with pytest.raises(Refused, match="已经截止"):
                rounds.amend(people.officer, made.pk, reason="x", changes=changes)
        centre = str(organisations.centres()[0].pk)
        amended(
            people,
            made,
            whole={"contacts": {**made.contacts, centre: "021-5550 9999"}, "notes": "已截止"},
        )
    assert Round.objects.get(pk=made.pk).contacts[centre] == "021-5550 9999"


def test_an_extension_that_waited_past_the_deadline_is_not_approved(people: District) -> None:
    made = cast.published_round(people)
    changes = {"": {"closes_at": made.closes_at + LATER}}
    one = rounds.amend(people.officer, made.pk, reason="x", changes=changes)
    with (
        time_machine.travel(made.closes_at + timedelta(seconds=1)),
        pytest.raises(Refused, match="已经截止"),
    ):
        rounds.approve_amendment(people.approver, made.pk, one.number)


def test_a_person_does_not_approve_what_they_proposed(people: District) -> None:
    made = cast.published_round(people)
    one = rounds.amend(people.officer2, made.pk, reason="x", changes={"": {"notes": "x"}})
    same = cast.viewer(people.officer2.organisation, Role.APPROVER, person=people.officer2.person)
    with pytest.raises(Denied, match="另一位审定人"):
        rounds.approve_amendment(same, made.pk, one.number)
    with pytest.raises(Denied):
        rounds.refuse_amendment(same, made.pk, one.number, reason="x")
    one.decided_by = people.officer2.person
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()


def test_one_amendment_waits_at_a_time_and_is_decided_once(people: District) -> None:
    made = cast.published_round(people)
    one = rounds.amend(people.officer, made.pk, reason="x", changes={"": {"notes": "x"}})
    with pytest.raises(Refused, match="待审定"):
        rounds.amend(people.officer2, made.pk, reason="x", changes={"": {"notes": "y"}})
    back = rounds.refuse_amendment(people.approver, made.pk, one.number, reason="理由不足")
    assert (back.state, back.remark) == (Amendment.State.REFUSED, "理由不足")
    assert Round.objects.get(pk=made.pk).notes == ""
    with pytest.raises(Refused, match="已退回"):
        rounds.approve_amendment(people.approver2, made.pk, one.number)
    assert amended(people, made, whole={"notes": "y"}).number == 2
    with pytest.raises(NotSeen):
        rounds.approve_amendment(people.approver, made.pk, 9)


def test_a_draft_is_changed_directly_not_by_amendment(people: District) -> None:
    made = cast.filled_round(people)
    with pytest.raises(Refused, match="还没有发布"):
        rounds.amend(people.officer, made.pk, reason="x", changes={"": {"notes": "x"}})


def test_an_amendment_over_something_else_by_now_is_not_applied(people: District) -> None:
    made = cast.published_round(people)
    one = rounds.amend(people.officer, made.pk, reason="x", changes={"": {"notes": "x"}})
    with unguarded():
        Round.objects.filter(pk=made.pk).update(notes="另外改过")
    with pytest.raises(Stale, match="重新提出"):
        rounds.approve_amendment(people.approver, made.pk, one.number)


def test_both_sides_of_every_change_are_said_in_words(people: District) -> None:
    made = cast.published_round(people, measures=("compute", "rnd"))
    one = cast.measure_in(made)
    centre = str(organisations.centres()[0].pk)
    renamed = [
        dict(one.materials[0], name="合同"),
        *one.materials[2:],
        dict(one.materials[1], id="", name="说明", required=False),
    ]
    found = amended(
        people, made, whole={"contacts": {**made.contacts, centre: "新电话"}, "notes": "须知"},
        compute={**chosen("compute_hardware", True), "materials": renamed},
        rnd={"materials": list(reversed(cast.measure_in(made, "rnd").materials))},
    )  # fmt: skip
    said = {(line.measure, line.label): (line.before, line.after) for line in lines(found)}
    assert said["", f"{organisations.centres()[0].name}咨询方式"][1] == "新电话"
    assert said["", "申报须知"] == ("（无）", "须知")
    assert said["智能算力资助", "口径“算力费用含硬件”"][1].startswith("是")
    assert said["智能算力资助", "材料“合同”"][0].startswith("算力服务合同（必交")
    assert said["智能算力资助", "材料“发票”"][1] == "（无）"
    assert said["智能算力资助", "材料“说明”"] == ("（无）", "说明（有则提交，至多10个文件）")
    assert said["研发项目资助", "材料的顺序"][0].startswith("研发项目专账")
    assert "改为" in summary(lines(found))
