"""Given-up drafts are emptied, personal data goes after the archive term, and files that nothing holds are erased."""

from datetime import datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from duixian.applications import attachments, casework, drafts, retention, rounds, snapshot
from duixian.applications.models import Application, Evidence
from duixian.applications.periodic import retention as job
from duixian.audit import trail
from duixian.files.models import StoredFile
from duixian.parties.access import Refused
from tests.applications.cast import District, measure_in, published_round, shanghai
from tests.applications.filing import LINE, begun, completed, fresh, stored, submitted

NOW = shanghai(2026, 3, 2, 9)
NONE = "清空放弃的草稿0件、无用文件0个，删除到期个人信息0份"


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def given_up(cast: District) -> Application:
    with at(NOW):
        draft = completed(cast.applicant, begun(cast.applicant, measure_in(published_round(cast))))
        casework.take(cast.applicant, draft.pk, "discard")
    return fresh(draft)


def test_a_draft_given_up_long_ago_says_nothing_any_more(cast: District) -> None:
    draft = given_up(cast)
    files = {one.file_id for one in draft.evidence.all()}
    assert files
    with at(NOW + timedelta(days=89)):
        assert retention.empty_discarded(NOW + timedelta(days=89)) == 0
    later = NOW + timedelta(days=91)
    with at(later):
        assert job() == NONE.replace("草稿0件", "草稿1件")
        assert job() == NONE
    empty = fresh(draft)
    assert (empty.answers, empty.other_support, empty.state) == ({}, None, "discarded")
    assert not empty.lines.exists()
    assert not empty.revisions.exists()
    assert not empty.evidence.filter(removed_at=None).exists()
    assert not StoredFile.objects.filter(pk__in=files, erased_at=None).exists()
    entry = trail.of(f"application:{draft.pk}").last()
    assert entry is not None
    assert (entry.action, entry.actor) == ("application.empty", "job:retention")


def test_a_draft_that_lives_and_a_file_that_another_case_holds_stay(cast: District) -> None:
    draft = given_up(cast)
    shared = draft.evidence.all()[0].file
    with at(NOW):
        other = begun(cast.applicant, draft.round_measure)
        drafts.set_lines(cast.applicant, other.pk, [LINE], version=other.version)
        attachments.attach(cast.applicant, other.pk, item=draft.evidence.all()[0].item, file=shared)
    with at(NOW + timedelta(days=91)):
        job()
    shared.refresh_from_db()
    assert shared.erased_at is None
    assert fresh(other).answers
    assert fresh(other).lines.count() == 1


def test_personal_data_goes_when_the_archive_term_has_ended(
    cast: District, settings: Settings
) -> None:
    assert settings.ARCHIVE_YEARS == 30
    settings.ARCHIVE_YEARS = 5
    with at(NOW):
        one = measure_in(published_round(cast))
        made = submitted(cast.applicant, one)
        casework.take(cast.applicant, made.pk, "withdraw")
        live = submitted(cast.stranger, one)
    kept, living = made.snapshots.get(), live.snapshots.get()
    for moment, count in ((shanghai(2031, 12, 31, 23), 0), (shanghai(2032, 1, 1, 1), 1)):
        assert retention.erase_archived(moment) == count
    assert snapshot.personal(kept) == {}
    assert snapshot.verified(kept) == []
    assert set(snapshot.personal(living)) >= {"signer.name"}
    entry = trail.of(f"application:{made.pk}").last()
    assert entry is not None
    assert entry.action == "snapshot.erase"
    assert retention.erase_archived(shanghai(2040, 1, 1)) == 0


def test_a_file_that_nothing_holds_is_erased_and_one_in_a_snapshot_is_not(cast: District) -> None:
    with at(NOW):
        one = measure_in(published_round(cast))
        firm = cast.applicant.organisation
        never, taken_out = stored(firm), stored(firm)
        draft = begun(cast.applicant, one)
        item = completed(cast.applicant, draft).evidence.all()[0].item
        held = draft.evidence.all()[0]
        attachments.remove_evidence(cast.applicant, draft.pk, held.pk)
        attachments.attach(cast.applicant, draft.pk, item=item, file=taken_out)
        attachments.remove_evidence(
            cast.applicant, draft.pk, Evidence.objects.get(file=taken_out).pk
        )
        filed = submitted(cast.stranger, one)
        casework.take(cast.stranger, filed.pk, "recall")
        in_snapshot = filed.evidence.all()[0]
        attachments.remove_evidence(cast.stranger, filed.pk, in_snapshot.pk)
    assert list(retention.unattached(NOW)) == []
    later = NOW + timedelta(days=31)
    with at(later):
        assert retention.erase_unattached(later) == 3
    gone = set(StoredFile.objects.exclude(erased_at=None).values_list("pk", flat=True))
    assert gone == {never.pk, taken_out.pk, held.file_id}


def test_only_attached_files_count_against_the_enterprises_room(
    cast: District, settings: Settings
) -> None:
    assert settings.EVIDENCE_OWNER_BYTES == 500 * 1024**2
    draft = begun(cast.applicant, measure_in(published_round(cast)))
    who, firm = cast.applicant, cast.applicant.organisation
    item = rounds.terms(draft.round_measure).materials[0]["id"]
    settings.EVIDENCE_OWNER_BYTES = 2500
    stored(firm, size=9000)
    first = attachments.attach(who, draft.pk, item=item, file=stored(firm))
    attachments.attach(who, draft.pk, item=item, file=stored(firm))
    with pytest.raises(Refused, match="合计将超过"):
        attachments.attach(who, draft.pk, item=item, file=stored(firm))
    attachments.remove_evidence(who, draft.pk, first.pk)
    attachments.attach(who, draft.pk, item=item, file=stored(firm))
    other = begun(cast.stranger, draft.round_measure)
    attachments.attach(cast.stranger, other.pk, item=item, file=stored(cast.stranger.organisation))
