"""Drafts: begun from what is known, saved over the version that was read, merged by field; files and lines with their limits."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from pytest_django import Settings

from duixian.applications import attachments, casework, drafts, rounds
from duixian.applications.expenses import LinesConflict, LinesSaved
from duixian.applications.models import Application, Evidence
from duixian.audit import trail
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.parties.access import NotSeen, Refused
from tests.applications.cast import District, measure_in, published_round, shanghai
from tests.applications.filing import LINE, begun, fresh, profiled, saved, stored
from tests.emptied import unguarded


def actions(application: Application) -> list[str]:
    return [entry.action for entry in trail.of(casework.subject_of(application.pk))]


@pytest.fixture
def draft(cast: District) -> Application:
    return begun(cast.applicant, measure_in(published_round(cast)))


# --- begun


def test_the_profile_wins_over_the_calculator_and_unknown_answers_fall_away(cast: District) -> None:
    one = measure_in(published_round(cast))
    given = {"kind": "institution", "compute_cost": "500万", "on": "2026-03-02", "state": "paid"}
    draft = begun(cast.applicant, one, answers=given)
    assert draft.answers == {
        "kind": "enterprise", "registered_on": "2025-03-01", "arrived_on": "2025-03-01", "field": "ai",
        "compute_cost": "5000000.00",
    }  # fmt: skip
    assert (draft.version, draft.centre, draft.on_behalf) == (1, cast.centre.organisation, False)


def test_one_application_for_a_measure_and_applicant_in_a_round(
    cast: District, draft: Application
) -> None:
    with pytest.raises(Refused, match=r"已有另一件申报：.*开始的草稿"):
        drafts.start(cast.owner, draft.round_measure)
    assert Application.objects.count() == 1
    casework.take(cast.applicant, draft.pk, "discard")
    drafts.start(cast.owner, draft.round_measure)


def test_several_where_the_policy_sets_its_limit_for_each_product(cast: District) -> None:
    one = measure_in(published_round(cast, measures=("game-licence",)), "game-licence")
    profiled(cast.applicant.organisation)
    with pytest.raises(Refused, match="哪一款游戏"):
        drafts.start(cast.applicant, one)
    first = drafts.start(cast.applicant, one, subject="《山海录》")
    second = drafts.start(cast.applicant, one, subject="云中城")
    with pytest.raises(Refused, match="另一件申报"):
        drafts.start(cast.applicant, one, subject="山海录 ")
    with pytest.raises(Refused, match="另一件申报"):
        drafts.save(cast.applicant, second.pk, version=1, answers={"case-subject": "山海 录"})
    assert (
        saved(cast.applicant, second, **{"case-subject": "云中城2"}).fields["case-subject"]
        == "云中城2"
    )
    assert {one.subject for one in Application.objects.all()} == {first.subject, "云中城2"}


def test_a_subject_is_not_asked_where_one_application_is_all_there_can_be(cast: District) -> None:
    draft = begun(cast.applicant, measure_in(published_round(cast)), subject="随便")
    assert draft.subject == ""
    saved(cast.applicant, draft, **{"case-subject": "别的"})
    assert fresh(draft).subject == ""


def test_what_the_leading_group_decides_is_not_filed_for(cast: District) -> None:
    one = measure_in(published_round(cast))
    one.measure = "major-project"
    with unguarded():
        one.save()
    profiled(cast.applicant.organisation)
    with pytest.raises(Refused, match="会议纪要"):
        drafts.start(cast.applicant, one)


# --- saved and merged


def test_what_can_not_be_read_is_kept_as_typed_with_its_fault(
    cast: District, draft: Application
) -> None:
    result = saved(cast.applicant, draft, compute_cost="五百万")
    assert fresh(draft).answers["compute_cost"] == "五百万"
    assert "五百万" in result.faults["compute_cost"]
    result = saved(cast.applicant, draft, compute_cost="500万")
    assert result.faults == {}
    assert fresh(draft).answers["compute_cost"] == "5000000.00"


def test_a_field_that_is_not_named_stays_and_a_blank_one_is_cleared(
    cast: District, draft: Application
) -> None:
    saved(cast.applicant, draft, compute_cost="5")
    saved(cast.applicant, draft, breaches=[])
    assert fresh(draft).answers["compute_cost"] == "5.00"
    saved(cast.applicant, draft, compute_cost="")
    assert fresh(draft).answers["compute_cost"] is None


def test_saving_the_same_again_makes_no_version(cast: District, draft: Application) -> None:
    first = saved(cast.applicant, draft, compute_cost="5")
    again = saved(cast.applicant, draft, compute_cost="5.00")
    assert again.version == first.version
    assert draft.revisions.count() == 2


def test_two_tabs_with_different_fields_are_merged_silently(
    cast: District, draft: Application
) -> None:
    first = drafts.save(cast.applicant, draft.pk, version=1, answers={"compute_cost": "5万"})
    second = drafts.save(
        cast.owner, draft.pk, version=1, answers={"breaches": [], "compute_cost": None}
    )
    assert isinstance(first, drafts.Saved)
    assert isinstance(second, drafts.Saved)
    assert second.others == ("compute_cost",)
    assert fresh(draft).answers["compute_cost"] == "50000.00"
    assert fresh(draft).answers["breaches"] == []


def test_two_tabs_with_one_field_ask_a_person(cast: District, draft: Application) -> None:
    drafts.save(cast.applicant, draft.pk, version=1, answers={"compute_cost": "5万"})
    clash = drafts.save(
        cast.owner, draft.pk, version=1, answers={"compute_cost": "七万", "breaches": []}
    )
    assert isinstance(clash, drafts.Conflict)
    (only,) = clash.fields.values()
    assert (only.base, only.mine, only.theirs) == (None, "七万", "50000.00")
    assert fresh(draft).answers["compute_cost"] == "50000.00"
    assert fresh(draft).answers["breaches"] == []
    decided = drafts.save(
        cast.owner, draft.pk, version=clash.version, answers={"compute_cost": "7万"}
    )
    assert isinstance(decided, drafts.Saved)
    assert fresh(draft).answers["compute_cost"] == "70000.00"


def test_a_version_from_the_future_or_an_unknown_field_is_refused(
    cast: District, draft: Application
) -> None:
    with pytest.raises(Refused, match="版本号不对"):
        drafts.save(cast.applicant, draft.pk, version=9, answers={})
    for name in ("state", "number", "applicant_id", "ceiling", "version"):
        with pytest.raises(Refused, match="没有这一项"):
            drafts.save(cast.applicant, draft.pk, version=1, answers={name: "x"})


def test_where_nobody_knows_the_base_what_differs_clashes(
    cast: District, draft: Application
) -> None:
    saved(cast.applicant, draft, compute_cost="5万")
    draft.revisions.all().delete()
    clash = drafts.save(
        cast.owner, draft.pk, version=1, answers={"compute_cost": "6万", "kind": "enterprise"}
    )
    assert isinstance(clash, drafts.Conflict)
    assert set(clash.fields) == {"compute_cost"}


def test_one_entry_for_each_person_and_editing_session(cast: District, draft: Application) -> None:
    start = shanghai(2026, 12, 1, 9)
    minutes = [
        (cast.applicant, 0),
        (cast.applicant, 10),
        (cast.owner, 11),
        (cast.applicant, 29),
        (cast.applicant, 45),
    ]
    for number, (who, minute) in enumerate(minutes):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            saved(who, draft, compute_cost=str(number + 1))
    assert actions(draft).count("application.save") == 3


def test_a_draft_survives_an_amendment_which_is_noted(cast: District, draft: Application) -> None:
    saved(cast.applicant, draft, compute_cost="5万")
    assert drafts.amendments_since(fresh(draft)) == []
    round_ = draft.round_measure.round
    later = round_.closes_at + timedelta(days=5)
    one = rounds.amend(
        cast.officer, round_.pk, reason="系统维护", changes={"": {"closes_at": later}}
    )
    assert drafts.amendments_since(fresh(draft)) == []
    rounds.approve_amendment(cast.approver, round_.pk, one.number)
    assert [made.number for made in drafts.amendments_since(fresh(draft))] == [one.number]
    assert fresh(draft).answers["compute_cost"] == "50000.00"
    assert isinstance(
        drafts.save(cast.applicant, draft.pk, version=1, answers={"breaches": []}), drafts.Saved
    )


# --- expense lines


def test_lines_are_set_all_or_not_at_all(cast: District, draft: Application) -> None:
    result = drafts.set_lines(cast.applicant, draft.pk, [LINE], version=1)
    assert isinstance(result, LinesSaved)
    assert result.totals == {"compute_cost": "1000000.00"}
    bad = [LINE, {**LINE, "amount": "x"}]
    with pytest.raises(Refused) as raised:
        drafts.set_lines(cast.applicant, draft.pk, bad, version=result.version)
    assert raised.value.faults[0][0] == "lines.1.amount"
    assert draft.lines.count() == 1


def test_a_fact_that_lines_feed_is_not_typed(cast: District, draft: Application) -> None:
    drafts.set_lines(cast.applicant, draft.pk, [LINE], version=1)
    saved(cast.applicant, draft, compute_cost="900万")
    assert fresh(draft).answers["compute_cost"] == "1000000.00"
    drafts.set_lines(cast.applicant, draft.pk, [], version=fresh(draft).version)
    assert "compute_cost" not in fresh(draft).answers
    saved(cast.applicant, draft, compute_cost="900万")
    assert fresh(draft).answers["compute_cost"] == "9000000.00"


def test_lines_of_two_tabs_never_overwrite_each_other(cast: District, draft: Application) -> None:
    drafts.set_lines(cast.applicant, draft.pk, [LINE], version=1)
    clash = drafts.set_lines(cast.owner, draft.pk, [{**LINE, "amount": "1万"}], version=1)
    assert isinstance(clash, LinesConflict)
    assert clash.mine[0]["amount"] == "1万"
    assert clash.theirs[0]["amount"] == "1000000.00"
    assert isinstance(
        drafts.set_lines(cast.owner, draft.pk, clash.theirs, version=clash.version), LinesSaved
    )


def test_a_saved_answer_does_not_make_lines_stale(cast: District, draft: Application) -> None:
    drafts.save(cast.owner, draft.pk, version=1, answers={"breaches": []})
    assert isinstance(drafts.set_lines(cast.applicant, draft.pk, [LINE], version=1), LinesSaved)


def test_the_original_of_a_line_is_the_applicants_own(cast: District, draft: Application) -> None:
    own, other = stored(draft.applicant), stored(cast.stranger.organisation)
    for strange in (str(other.pk), str(uuid4())):
        with pytest.raises(Refused, match="没有这份发票原件"):
            drafts.set_lines(
                cast.applicant, draft.pk, [{**LINE, "source_file": strange}], version=1
            )
    drafts.set_lines(
        cast.applicant, draft.pk, [{}, {**LINE, "source_file": str(own.pk)}], version=1
    )
    assert draft.lines.get().source_file == own


# --- files


def test_a_file_is_put_under_an_item_and_taken_out_again(
    cast: District, draft: Application
) -> None:
    item = rounds.terms(draft.round_measure).materials[0]["id"]
    made = attachments.attach(cast.applicant, draft.pk, item=item, file=stored(draft.applicant))
    drafts.remove_evidence(cast.owner, draft.pk, made.pk)
    assert Evidence.objects.get().removed_at is not None
    with pytest.raises(NotSeen):
        drafts.remove_evidence(cast.owner, draft.pk, made.pk)
    assert [one for one in actions(draft) if one.startswith("evidence")] == [
        "evidence.add",
        "evidence.remove",
    ]


def test_the_list_is_closed_and_has_its_limits(
    cast: District, draft: Application, settings: Settings
) -> None:
    one = draft.round_measure
    one.materials = [{**one.materials[0], "max": 2}, *one.materials[1:]]
    with unguarded():
        one.save()
    first, second = one.materials[0]["id"], one.materials[1]["id"]
    for _ in range(2):
        attachments.attach(cast.applicant, draft.pk, item=first, file=stored(draft.applicant))
    with pytest.raises(Refused, match="最多2份"):
        attachments.attach(cast.applicant, draft.pk, item=first, file=stored(draft.applicant))
    settings.EVIDENCE_CASE_FILES = 3
    attachments.attach(cast.applicant, draft.pk, item=second, file=stored(draft.applicant))
    with pytest.raises(Refused, match="一件申报最多3份"):
        attachments.attach(cast.applicant, draft.pk, item=second, file=stored(draft.applicant))
    with pytest.raises(Refused, match="没有这一项"):
        attachments.attach(cast.applicant, draft.pk, item="m99", file=stored(draft.applicant))
    assert Evidence.objects.count() == 3


def test_the_same_file_is_not_put_there_twice_and_no_strangers(
    cast: District, draft: Application
) -> None:
    item = rounds.terms(draft.round_measure).materials[0]["id"]
    file = stored(draft.applicant)
    attachments.attach(cast.applicant, draft.pk, item=item, file=file)
    with pytest.raises(Refused, match="不用重复上传"):
        attachments.attach(cast.applicant, draft.pk, item=item, file=file)
    with pytest.raises(NotSeen):
        attachments.attach(
            cast.applicant, draft.pk, item=item, file=stored(cast.stranger.organisation)
        )


def test_an_upload_is_checked_before_it_is_kept(
    cast: District, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store's refusal is told at the item; the store is not asked where the list is full."""
    asked: list[dict[str, Any]] = []

    def keep(stream: Any, name: str, **given: Any) -> StoredFile:
        asked.append(given)
        if name == "bad.exe":
            raise store.Refused("extension", detail=".exe", allowed="pdf")
        return stored(draft.applicant, name)

    monkeypatch.setattr(store, "keep", keep)
    item = rounds.terms(draft.round_measure).materials[0]["id"]
    with pytest.raises(Refused) as raised:
        drafts.add_evidence(
            cast.applicant, draft.pk, item=item, stream=io.BytesIO(b"MZ"), name="bad.exe"
        )
    assert raised.value.faults[0][0] == f"evidence-{item}"
    assert raised.value.faults[0][1].startswith("bad.exe：")
    made = drafts.add_evidence(
        cast.applicant, draft.pk, item=item, stream=io.BytesIO(b"%PDF"), name="a.pdf"
    )
    assert made.file.name == "a.pdf"
    assert asked[0]["owner"] == draft.applicant_id
    with pytest.raises(Refused):
        drafts.add_evidence(
            cast.applicant, draft.pk, item="m99", stream=io.BytesIO(b""), name="b.pdf"
        )
    assert len(asked) == 2


# --- other support


def test_other_support_must_be_declared_even_if_there_is_none(
    cast: District, draft: Application
) -> None:
    assert draft.other_support is None
    result = drafts.set_other_support(cast.applicant, draft.pk, [], version=1)
    assert isinstance(result, drafts.Saved)
    assert fresh(draft).other_support == []


def test_other_support_is_kept_as_typed_with_its_faults(cast: District, draft: Application) -> None:
    rows: list[dict[str, Any]] = [
        {
            "source": "city",
            "matter": "算力券",
            "amount": "十万",
            "year": "去年",
            "state": "received",
        },
        {
            "source": "mars",
            "matter": "",
            "amount": "1",
            "year": "2025",
            "state": "received",
            "evil": 1,
        },
        {"source": "city", "matter": "", "amount": "", "year": ""},
    ]
    result = drafts.set_other_support(cast.applicant, draft.pk, rows, version=1)
    assert isinstance(result, drafts.Saved)
    assert set(result.faults) == {
        "other-support.0.amount", "other-support.0.year", "other-support.1.source", "other-support.1.matter",
    }  # fmt: skip
    kept = fresh(draft).other_support or []
    assert len(kept) == 2
    assert kept[0]["amount"] == "十万"
    assert "evil" not in kept[1]
