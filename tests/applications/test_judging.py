"""Judging a draft: invoices that are used elsewhere, the live answer, the closed list, the buttons."""

from typing import Any

import pytest

from duixian.applications import attachments, casework, drafts, rounds
from duixian.applications.models import Application, ExpenseLine, Invoice
from duixian.parties.access import Refused
from tests.applications.cast import District, measure_in, published_round
from tests.applications.filing import LINE, begun, completed, fresh, saved, signature, submitted
from tests.emptied import unguarded


def refused(who: Any, application: Application, step: str, **data: Any) -> str:
    """Why a step is refused."""
    with pytest.raises(Refused) as raised:
        casework.take(who, application.pk, step, **data)
    return str(raised.value)


# --- invoices


def test_an_invoice_used_elsewhere_is_flagged_at_once_and_not_whose(cast: District) -> None:
    one = measure_in(published_round(cast))
    submitted(cast.stranger, one)
    draft = completed(cast.applicant, begun(cast.applicant, one))
    _, judgement, _ = casework.judged(draft)
    notes = [note.text for note in judgement.warnings if note.kind == "invoice"]
    assert len(notes) == 1
    assert "远山" not in notes[0]
    assert "PT20" not in notes[0]
    assert "超过" in str(
        refused(cast.applicant, draft, "submit", **signature(cast.applicant, draft))
    )


def test_parts_of_an_invoice_sum_to_at_most_its_total(cast: District) -> None:
    one = measure_in(published_round(cast))
    submitted(cast.stranger, one, lines=[{**LINE, "amount": "60万"}])
    draft = completed(
        cast.applicant, begun(cast.applicant, one), lines=[{**LINE, "amount": "400000.01"}]
    )
    refused(cast.applicant, draft, "submit", **signature(cast.applicant, draft))
    drafts.set_lines(
        cast.applicant, draft.pk, [{**LINE, "amount": "40万"}], version=fresh(draft).version
    )
    casework.take(cast.applicant, draft.pk, "submit", **signature(cast.applicant, draft))
    assert ExpenseLine.objects.filter(application__state="submitted").count() == 2
    assert Invoice.objects.count() == 1


def test_a_larger_total_of_the_same_invoice_does_not_help(cast: District) -> None:
    one = measure_in(published_round(cast))
    submitted(cast.stranger, one, lines=[{**LINE, "amount": "60万"}])
    larger = [{**LINE, "amount": "60万", "invoice_amount": "500万"}]
    draft = completed(cast.applicant, begun(cast.applicant, one), lines=larger)
    refused(cast.applicant, draft, "submit", **signature(cast.applicant, draft))


def test_a_draft_elsewhere_blocks_nobody_and_a_withdrawn_one_counts_no_more(cast: District) -> None:
    one = measure_in(published_round(cast))
    completed(cast.stranger, begun(cast.stranger, one))
    made = submitted(cast.applicant, one)
    other = Application.objects.get(applicant=cast.stranger.organisation)
    refused(cast.stranger, other, "submit", **signature(cast.stranger, other))
    casework.take(cast.applicant, made.pk, "withdraw")
    casework.take(cast.stranger, other.pk, "submit", **signature(cast.stranger, other))


def test_ones_own_other_application_is_named(cast: District) -> None:
    made = published_round(cast, measures=("compute", "rnd"))
    first = submitted(cast.applicant, measure_in(made))
    draft = begun(cast.applicant, measure_in(made, "rnd"))
    drafts.set_lines(cast.applicant, draft.pk, [LINE], version=draft.version)
    found, judgement, _ = casework.judged(fresh(draft))
    assert first.number is not None
    assert list(found.overdrawn)
    assert any("不能提交" in note.text for note in judgement.warnings if note.kind == "invoice")


# --- the list and the live answer


def test_the_live_answer_names_what_is_missing_and_where(cast: District) -> None:
    one = measure_in(published_round(cast))
    draft = begun(cast.applicant, one)
    _, judgement, _ = casework.judged(draft)
    assert judgement.answer.status == "incomplete"
    assert {note.field for note in judgement.missing} == {"compute_cost", "breaches"}
    items = {f"evidence-{item['id']}" for item in rounds.terms(one).materials}
    assert {note.field for note in judgement.lacking} == items
    saved(cast.applicant, draft, compute_cost="500万", breaches=[{"on": "2025-05-01"}])
    _, judgement, _ = casework.judged(fresh(draft))
    assert judgement.answer.status == "verify"
    assert judgement.answer.ceiling is not None
    assert judgement.answer.ceiling.wan_text() == "150万元"
    (credit,) = [note for note in judgement.warnings if note.kind == "credit"]
    assert credit.field == "breaches"


def test_registration_elsewhere_other_support_and_a_changed_profile_are_shown(
    cast: District,
) -> None:
    draft = begun(cast.applicant, measure_in(published_round(cast)))
    support = [
        {"source": "city", "matter": "算力券", "same": True, "amount": "10万", "year": "2025", "state": "received"},
        {"source": "district", "matter": "算力", "same": True, "amount": "5万", "year": 2026, "state": "pending"},
    ]  # fmt: skip
    saved(
        cast.applicant, draft, arrived_on=None, kind="institution", compute_cost="100万", breaches=[],
        **{"other-support": support},
    )  # fmt: skip
    _, judgement, _ = casework.judged(fresh(draft))
    kinds = [note.kind for note in judgement.warnings]
    assert kinds.count("overlap") == 2
    assert kinds.count("registration") == 1
    assert kinds.count("profile") == 2
    assert "account" in kinds
    saved(cast.applicant, draft, kind="enterprise")
    _, judgement, _ = casework.judged(fresh(draft))
    assert judgement.answer.payable is not None
    assert judgement.answer.payable.wan_text() == "20万元"


def test_files_outside_an_amended_list_are_told_and_moved(cast: District) -> None:
    one = measure_in(published_round(cast))
    draft = completed(cast.applicant, begun(cast.applicant, one))
    one.materials = [{**one.materials[0], "id": "m99"}]
    with unguarded():
        one.save()
    faults = str(refused(cast.applicant, draft, "submit", **signature(cast.applicant, draft)))
    assert "不再属于" in faults
    first, *rest = draft.evidence.all()
    attachments.move_evidence(cast.applicant, draft.pk, first.pk, item="m99")
    for other in rest:
        drafts.remove_evidence(cast.applicant, draft.pk, other.pk)
    casework.take(cast.applicant, draft.pk, "submit", **signature(cast.applicant, draft))


def test_buttons_are_read_off_the_table(cast: District) -> None:
    draft = begun(cast.applicant, measure_in(published_round(cast)))
    found = {one.step.id: one.open for one in casework.options(cast.applicant, draft)}
    assert found == {"save": True, "discard": True, "submit": False, "withdraw": False}
    assert casework.options(cast.auditor, draft) == ()
