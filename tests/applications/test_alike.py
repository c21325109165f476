"""Officials are shown what looks like another invoice or is the same file; whose it is, only to who may see it."""

from typing import Any

from duixian.applications import alike, attachments, casework, drafts, folder
from duixian.applications.models import Application
from duixian.files.models import StoredFile
from duixian.parties.access import Viewer
from tests.applications.cast import District, measure_in, published_round
from tests.applications.filing import LINE, begun, completed, fresh, stored, submitted

OTHER = {**LINE, "invoice_number": "25312000000099999999"}


def told(application: Application, viewer: Viewer) -> list[tuple[str, str]]:
    found, _, _ = casework.judged(fresh(application))
    return [(note.field, note.text) for note in alike.notes(found, viewer)]


def two(cast: District, mine: dict[str, Any]) -> tuple[Application, Application]:
    one = measure_in(published_round(cast))
    theirs = submitted(cast.stranger, one)
    return submitted(cast.applicant, one, lines=[mine]), theirs


def test_another_number_on_the_same_sellers_amount_and_day_is_shown(cast: District) -> None:
    made, theirs = two(cast, {**OTHER, "counterparty": "上海云海 算力有限公司"})
    [(field, text)] = told(made, cast.officer)
    assert field == "lines-0"
    assert f"{theirs.number}（上海远山软件有限公司）" in text
    assert "1,000,000.00元" in text
    found = folder.load(made)
    assert [one.cases for one in alike.notes(found, cast.officer)] == [(theirs,)]
    assert [one.cases for one in alike.notes(found, cast.centre)] == [()]
    [(_, text)] = told(made, cast.centre)
    assert "另一件申报" in text
    assert "远山" not in text


def test_another_day_amount_or_seller_is_another_invoice(cast: District) -> None:
    one = measure_in(published_round(cast))
    submitted(cast.stranger, one)
    lines = [
        {**OTHER, "invoiced_on": "2025-07-01"},
        {**OTHER, "invoice_number": "1" * 20, "invoice_amount": "100万零1分", "amount": "1"},
        {
            **OTHER,
            "invoice_number": "2" * 20,
            "counterparty": "上海别家算力有限公司",
            "amount": "1",
        },
    ]
    lines[1]["invoice_amount"] = "1000000.01"
    made = submitted(cast.applicant, one, lines=lines)
    assert told(made, cast.officer) == []


def test_two_alike_in_one_case_are_shown_once(cast: District) -> None:
    made = submitted(cast.applicant, measure_in(published_round(cast)), lines=[LINE, OTHER])
    [(field, text)] = told(made, cast.officer)
    assert field == "lines-1"
    assert "本件第1行" in text


def test_a_draft_elsewhere_is_nobodys_business(cast: District) -> None:
    one = measure_in(published_round(cast))
    completed(cast.stranger, begun(cast.stranger, one))
    made = submitted(cast.applicant, one, lines=[OTHER])
    assert told(made, cast.officer) == []


def test_the_same_file_elsewhere_is_shown(cast: District) -> None:
    made, theirs = two(cast, {**OTHER, "invoiced_on": "2025-07-01"})
    copied = theirs.evidence.all()[0].file
    casework.take(cast.applicant, made.pk, "recall")
    mine = made.evidence.all()[0]
    same = stored(cast.applicant.organisation, name="副本.pdf")
    StoredFile.objects.filter(pk=same.pk).update(sha256=copied.sha256)
    attachments.remove_evidence(cast.applicant, made.pk, mine.pk)
    same.refresh_from_db()
    attachments.attach(cast.applicant, made.pk, item=mine.item, file=same)
    [(field, text)] = told(made, cast.approver)
    assert field == f"evidence-{mine.item}"
    assert "“副本.pdf”" in text
    assert str(theirs.number) in text
    drafts.remove_evidence(cast.applicant, made.pk, made.evidence.get(file=same).pk)
    assert told(made, cast.approver) == []
