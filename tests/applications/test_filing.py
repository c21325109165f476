"""The steps of an application: what each leaves behind, and what refuses it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from duixian.applications import casework, drafts, folder, numbering, snapshot
from duixian.applications.models import Application
from duixian.audit import trail
from duixian.audit.models import Outcome
from duixian.outbox.models import Notice
from duixian.parties.access import NotSeen, Refused
from duixian.parties.models import Organisation
from tests.applications.cast import District, measure_in, published_round, shanghai
from tests.applications.filing import (
    LINE,
    begun,
    completed,
    fresh,
    profiled,
    saved,
    signature,
    submitted,
)
from tests.emptied import unguarded

OPENS, CLOSES = shanghai(2026, 3, 2, 9), shanghai(2026, 3, 31, 17)


def refused(cast_: Any, application: Application, step: str, **data: Any) -> list[tuple[str, str]]:
    """Why a step is refused; nothing of it may stay, and the trail knows."""
    before = Application.objects.values().get(pk=application.pk)
    with pytest.raises(Refused) as raised:
        casework.take(cast_, application.pk, step, **data)
    assert Application.objects.values().get(pk=application.pk) == before
    last = trail.of(casework.subject_of(application.pk)).last()
    assert last is not None
    assert (last.action, last.outcome) == (f"application.{step}", Outcome.DENIED)
    return list(raised.value.faults)


def test_a_draft_is_begun_filled_in_and_submitted(cast: District) -> None:
    made = submitted(cast.applicant, measure_in(published_round(cast)))
    assert (made.state, made.ceiling) == ("submitted", 30_000_000)
    assert made.number is not None
    assert made.number.endswith("-ZN-000001")
    kept = made.snapshots.get()
    assert snapshot.verified(kept) == []
    content = snapshot.opened(kept)
    assert content["answers"]["compute_cost"] == "1000000.00"
    assert content["assessment"]["payable"] == "300000.00"
    entries = [entry.action for entry in trail.of(casework.subject_of(made.pk))]
    assert entries[:3] == ["application.start", "application.save", "application.lines"]
    assert entries[-1] == "application.submit"
    assert Notice.objects.filter(template="application-submitted").count() == 2


def test_numbers_follow_each_other_and_a_refused_submit_takes_none(cast: District) -> None:
    one = measure_in(published_round(cast))
    first = completed(cast.applicant, begun(cast.applicant, one))
    refused(cast.applicant, first, "submit", **signature(cast.applicant, first, signed_name="别人"))
    second = submitted(cast.stranger, one, lines=[{**LINE, "invoice_number": "2" * 20}])
    casework.take(cast.applicant, first.pk, "submit", **signature(cast.applicant, first))
    assert (second.number or "")[-3:] == "001"
    assert (fresh(first).number or "")[-3:] == "002"


SPOILT: list[tuple[dict[str, Any], str]] = [
    ({"signed_name": ""}, "请填写您的姓名"),
    ({"signed_name": "方大明"}, "不一致"),
    ({"stepped_up": False}, "再次验证身份"),
    ({"commitment": "2020-1"}, "承诺书已更新"),
    ({"version": 1}, "重新核对"),
]


@pytest.mark.parametrize(("changed", "word"), SPOILT)
def test_a_signature_that_does_not_stand_refuses(
    cast: District, changed: dict[str, Any], word: str
) -> None:
    draft = completed(cast.applicant, begun(cast.applicant, measure_in(published_round(cast))))
    faults = refused(cast.applicant, draft, "submit", **signature(cast.applicant, draft, **changed))
    assert [word in text for _, text in faults] == [True]


def test_a_name_is_the_same_whatever_its_width_and_blanks(cast: District) -> None:
    draft = completed(cast.applicant, begun(cast.applicant, measure_in(published_round(cast))))
    given = signature(cast.applicant, draft, signed_name=" 方 小明　")
    assert casework.take(cast.applicant, draft.pk, "submit", **given).state == "submitted"


def test_an_empty_draft_says_all_that_it_lacks_at_once(cast: District) -> None:
    draft = begun(cast.applicant, measure_in(published_round(cast)))
    faults = refused(cast.applicant, draft, "submit", **signature(cast.applicant, draft))
    text = "；".join(reason for _, reason in faults)
    for word in ("算力费用", "失信违法记录", "其他财政支持", "材料"):
        assert word in text


def test_what_can_not_be_read_is_refused_by_name(cast: District) -> None:
    draft = begun(cast.applicant, measure_in(published_round(cast)))
    saved(cast.applicant, draft, compute_cost="五百万", registered_on="2026-02-30")
    text = str(refused(cast.applicant, draft, "submit", **signature(cast.applicant, draft)))
    assert "2项填写有误：成立日期、算力费用" in text


def test_an_unverified_enterprise_fills_in_but_can_not_submit(cast: District) -> None:
    firm = cast.applicant.organisation
    Organisation.objects.filter(pk=firm.pk).update(state="pending")
    draft = completed(cast.applicant, begun(cast.applicant, measure_in(published_round(cast))))
    faults = refused(cast.applicant, draft, "submit", **signature(cast.applicant, draft))
    assert "核验" in faults[0][1]
    Organisation.objects.filter(pk=firm.pk).update(state="verified")
    casework.take(cast.applicant, draft.pk, "submit", **signature(cast.applicant, draft))


def test_other_rules_than_the_rounds_refuse(cast: District) -> None:
    one = measure_in(published_round(cast))
    draft = completed(cast.applicant, begun(cast.applicant, one))
    one.round.policy_version = "another"
    with unguarded():
        one.round.save()
    assert "规则版本" in str(
        refused(cast.applicant, draft, "submit", **signature(cast.applicant, draft))
    )


@pytest.mark.parametrize(
    ("moment", "accepted"),
    [
        (CLOSES - timedelta(seconds=1), True),
        (CLOSES, True),
        (CLOSES + timedelta(microseconds=1), False),
        (CLOSES + timedelta(seconds=1), False),
    ],
)
def test_the_deadline_to_the_second(cast: District, moment: Any, accepted: bool) -> None:
    with time_machine.travel(OPENS, tick=False):
        one = measure_in(published_round(cast, opens_at=OPENS, closes_at=CLOSES))
        draft = completed(cast.applicant, begun(cast.applicant, one))
    with time_machine.travel(moment, tick=False):
        if accepted:
            made = casework.take(
                cast.applicant, draft.pk, "submit", **signature(cast.applicant, draft)
            )
            assert made.submitted_at == moment
            assert snapshot.opened(made.snapshots.get())["on"] == "2026-03-31"
        else:
            faults = refused(cast.applicant, draft, "submit", **signature(cast.applicant, draft))
            assert [text for _, text in faults] == [
                "申报已于2026年3月31日17:00:00截止，以服务器时间为准"
            ]


@pytest.mark.parametrize(
    ("module", "name"), [(casework, "locked"), (numbering, "lock"), (folder, "load")]
)
def test_the_clock_is_read_after_everything_that_can_wait(
    cast: District, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    """Whoever waits for the locks beyond the deadline is late."""
    with time_machine.travel(OPENS, tick=False):
        one = measure_in(published_round(cast, opens_at=OPENS, closes_at=CLOSES))
        draft = completed(cast.applicant, begun(cast.applicant, one))
    with time_machine.travel(CLOSES - timedelta(seconds=1), tick=False) as clock:
        there = getattr(module, name)

        def slow(*args: Any) -> Any:
            found = there(*args)
            clock.shift(timedelta(seconds=2))
            return found

        monkeypatch.setattr(module, name, slow)
        assert "截止" in str(
            refused(cast.applicant, draft, "submit", **signature(cast.applicant, draft))
        )


def test_before_it_opens_nothing_is_begun(cast: District) -> None:
    now = shanghai(2026, 2, 1)
    with time_machine.travel(now, tick=False):
        one = measure_in(published_round(cast, opens_at=OPENS, closes_at=CLOSES))
        profiled(cast.applicant.organisation)
        with pytest.raises(Refused, match="尚未开始"):
            drafts.start(cast.applicant, one)
    assert Application.objects.count() == 0


# --- after submitting


def test_recall_keeps_the_number_and_the_next_submit_supersedes(cast: District) -> None:
    made = submitted(cast.applicant, measure_in(published_round(cast)))
    number = made.number
    casework.take(cast.applicant, made.pk, "recall", reason="金额填错")
    assert fresh(made).state == "draft"
    drafts.set_lines(
        cast.applicant, made.pk, [{**LINE, "amount": "80万"}], version=fresh(made).version
    )
    casework.take(cast.applicant, made.pk, "submit", **signature(cast.applicant, made))
    assert fresh(made).number == number
    first, second = made.snapshots.all()
    assert (first.number, second.number) == (1, 2)
    assert snapshot.opened(first)["answers"]["compute_cost"] == "1000000.00"
    assert snapshot.opened(second)["answers"]["compute_cost"] == "800000.00"
    recalled = next(
        one for one in trail.of(casework.subject_of(made.pk)) if one.action == "application.recall"
    )
    assert recalled.data == {"reason": "金额填错"}


def test_after_the_deadline_nothing_is_recalled_but_it_can_be_withdrawn(cast: District) -> None:
    with time_machine.travel(OPENS, tick=False):
        one = measure_in(published_round(cast, opens_at=OPENS, closes_at=CLOSES))
        made = submitted(cast.applicant, one)
    with time_machine.travel(CLOSES + timedelta(seconds=1), tick=False):
        assert "截止" in str(refused(cast.applicant, made, "recall"))
        assert casework.take(cast.applicant, made.pk, "withdraw").state == "withdrawn"
        assert Notice.objects.filter(template="application-withdrawn").count() == 2


def test_withdrawn_is_final_and_makes_room_for_another(cast: District) -> None:
    one = measure_in(published_round(cast))
    made = submitted(cast.applicant, one)
    casework.take(cast.applicant, made.pk, "withdraw")
    for step in ("submit", "recall", "withdraw", "discard"):
        assert "现在是“已撤回”" in str(refused(cast.applicant, made, step))
    another = submitted(cast.applicant, one)
    assert another.number != made.number


def test_a_draft_is_discarded_a_numbered_one_is_withdrawn(cast: District) -> None:
    one = measure_in(published_round(cast))
    draft = begun(cast.applicant, one)
    assert "不用撤回" in str(refused(cast.applicant, draft, "withdraw"))
    casework.take(cast.applicant, draft.pk, "discard")
    made = submitted(cast.applicant, one)
    casework.take(cast.applicant, made.pk, "recall")
    assert "不能放弃" in str(refused(cast.applicant, made, "discard"))
    assert casework.take(cast.applicant, made.pk, "withdraw").state == "withdrawn"


def test_what_was_submitted_can_not_be_edited(cast: District) -> None:
    made = submitted(cast.applicant, measure_in(published_round(cast)))
    version = fresh(made).version
    for call in (
        lambda: drafts.save(
            cast.applicant, made.pk, version=version, answers={"compute_cost": "1"}
        ),
        lambda: drafts.set_lines(cast.applicant, made.pk, [], version=version),
        lambda: drafts.remove_evidence(cast.applicant, made.pk, made.evidence.all()[0].pk),
    ):
        with pytest.raises(Refused, match="现在是“待形式审查”"):
            call()
    assert fresh(made).version == version


# --- from paper, by staff


def test_a_centre_types_in_paper_and_the_applicant_signs(cast: District) -> None:
    one = measure_in(published_round(cast))
    firm = cast.applicant.organisation
    draft = completed(cast.centre, begun(cast.centre, one, applicant=firm))
    assert draft.on_behalf
    assert draft.entered_by == cast.centre.organisation
    assert "由经办人员（申报单位）" in str(refused(cast.centre, draft, "submit"))
    casework.take(cast.centre, draft.pk, "hand")
    assert Notice.objects.filter(template="application-filed").count() == 2
    made = casework.take(cast.applicant, draft.pk, "submit", **signature(cast.applicant, draft))
    assert (made.state, made.confirmed_at) == ("submitted", made.submitted_at)
    content = snapshot.opened(made.snapshots.get())
    assert content["entered_by"] == str(cast.centre.organisation.pk)
    assert made.snapshots.get().signed_by == cast.applicant.person


def test_the_applicant_sends_back_what_was_typed_wrongly(cast: District) -> None:
    one = measure_in(published_round(cast))
    draft = completed(cast.officer, begun(cast.officer, one, applicant=cast.applicant.organisation))
    casework.take(cast.officer, draft.pk, "hand")
    with pytest.raises(Refused, match="待申报单位确认"):
        drafts.save(cast.applicant, draft.pk, version=fresh(draft).version, answers={})
    casework.take(cast.applicant, draft.pk, "return", reason="电话写错")
    saved(cast.applicant, draft, kind="institution")
    saved(cast.officer, draft, kind="enterprise")


def test_an_incomplete_draft_is_not_handed_over(cast: District) -> None:
    draft = begun(
        cast.centre, measure_in(published_round(cast)), applicant=cast.applicant.organisation
    )
    assert "没有填写" in str(refused(cast.centre, draft, "hand"))


def test_a_centre_files_for_its_own_enterprises_only(cast: District) -> None:
    one = measure_in(published_round(cast))
    profiled(cast.applicant.organisation)
    with pytest.raises(NotSeen):
        drafts.start(cast.other_centre, one, applicant=cast.applicant.organisation)
    for viewer in (cast.auditor, cast.approver):
        with pytest.raises(NotSeen):
            drafts.start(viewer, one, applicant=cast.applicant.organisation)
    with pytest.raises(NotSeen):
        drafts.start(cast.applicant, one, applicant=cast.stranger.organisation)
    assert Application.objects.count() == 0
