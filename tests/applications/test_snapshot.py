"""What was submitted: never changed by anybody, without personal data, put beside its correction, printed."""

import io
import json
import zipfile
from typing import Any

import pytest
import rfc8785
from django.db import DatabaseError, connection, transaction

from duixian.applications import (
    attachments,
    casework,
    commitment,
    differences,
    drafts,
    exported,
    paper,
    snapshot,
)
from duixian.applications.models import Application, PersonalData, Snapshot
from duixian.audit import export, trail
from duixian.audit.models import SignedHead
from duixian.files import store
from duixian.kernel import clock
from duixian.parties import exported as files_of_entries
from tests.applications.cast import District, measure_in, published_round
from tests.applications.filing import LINE, fresh, saved, signature, stored, submitted


@pytest.fixture
def made(cast: District) -> Application:
    return submitted(cast.applicant, measure_in(published_round(cast)))


SPOILING = [
    "UPDATE applications_snapshot SET content = '{}'",
    "UPDATE applications_snapshot SET submitted_at = submitted_at, sha256 = ''",
    "DELETE FROM applications_snapshot",
    "UPDATE applications_personaldata SET value = 'x'",
    "UPDATE applications_personaldata SET path = 'x'",
    "DELETE FROM applications_personaldata",
]


@pytest.mark.parametrize("statement", SPOILING)
def test_the_database_refuses_to_change_what_was_submitted(
    made: Application, statement: str
) -> None:
    before = (list(Snapshot.objects.values()), list(PersonalData.objects.values()))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert before == (list(Snapshot.objects.values()), list(PersonalData.objects.values()))


def test_nor_does_it_replace_or_truncate(made: Application) -> None:
    statement = (
        "TRUNCATE applications_snapshot CASCADE"
        if connection.vendor == "postgresql"
        else "INSERT OR REPLACE INTO applications_snapshot SELECT * FROM applications_snapshot"
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Snapshot.objects.count() == 1


def test_the_contents_are_canonical_and_hashed(made: Application) -> None:
    kept = made.snapshots.get()
    content = snapshot.opened(kept)
    assert rfc8785.dumps(content).decode() == kept.content
    assert content["policy"] == {"id": "putuo-2024-3", "version": made.policy_version}
    assert content["number"] == made.number
    assert content["commitment"]["sha256"] == commitment.current().sha256
    assert [one["sha256"] for one in content["evidence"]] == [
        one.file.sha256 for one in made.evidence.all()
    ]
    assert snapshot.verified(kept) == []
    entry = trail.of(casework.subject_of(made.pk)).last()
    assert entry is not None
    assert kept.sha256 in entry.files
    assert entry.data["sha256"] == kept.sha256


def test_it_holds_no_personal_data_and_that_can_be_erased(
    cast: District, made: Application
) -> None:
    kept = made.snapshots.get()
    for word in ("方小明", "13800000000"):
        assert word not in kept.content
    assert snapshot.personal(kept) == {
        "signer.name": "方小明", "contact.name": "方小明", "contact.phone": "13800000000",
    }  # fmt: skip
    assert snapshot.erase(kept, "保存期限届满", cast.officer.actor) == 3
    assert snapshot.personal(kept) == {}
    assert snapshot.verified(kept) == []
    assert snapshot.erase(kept, "再来一次", cast.officer.actor) == 0
    assert PersonalData.objects.exclude(value="", salt="").count() == 0


def test_tampering_past_the_triggers_is_named(made: Application) -> None:
    kept = made.snapshots.get()
    personal = kept.personal.get(path="signer.name")
    assert (
        snapshot.personal_hash(personal.salt, personal.value)
        == snapshot.opened(kept)["personal"]["signer.name"]
    )
    spoilt = Snapshot(
        **{**_values(kept), "content": kept.content.replace("1000000.00", "1000000.01")}
    )
    assert snapshot.verified(spoilt) == ["内容与校验值不符"]
    later = Snapshot(**{**_values(kept), "submitted_at": clock.now()})
    assert snapshot.verified(later) == ["签署内容与校验值不符"]


def _values(row: Snapshot) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_correction_is_told_apart_line_by_line(cast: District, made: Application) -> None:
    casework.take(cast.applicant, made.pk, "recall")
    lines = [
        {**LINE, "amount": "80万"}, {**LINE, "invoice_number": "9" * 20, "content": "推理算力", "amount": "10万"},
    ]  # fmt: skip
    drafts.set_lines(cast.applicant, made.pk, lines, version=fresh(made).version)
    support = {
        "source": "city",
        "matter": "算力券",
        "amount": "1万",
        "year": "2025",
        "state": "received",
    }
    saved(cast.applicant, made, field="cloud", **{"other-support": [support]})
    gone = made.evidence.filter(removed_at=None)[0]
    drafts.remove_evidence(cast.applicant, made.pk, gone.pk)
    attachments.attach(
        cast.applicant, made.pk, item=gone.item, file=stored(made.applicant, "新合同.pdf")
    )
    casework.take(cast.applicant, made.pk, "submit", **signature(cast.applicant, made))
    first, second = made.snapshots.all()
    changes = differences.difference(first, second)
    told = {(one.section, one.label, one.kind): (one.before, one.after) for one in changes}
    assert told["填写内容", "所属领域", "修改"] == ("人工智能", "云计算")
    assert told["填写内容", "算力费用", "修改"] == (
        "1,000,000.00元（100万元）",
        "900,000.00元（90万元）",
    )
    assert told["测算", "扣除后上限", "修改"] == ("300000.00", "260000.00")
    sections = [one.section for one in changes]
    assert sections.count("费用明细") == 3
    assert sections.count("材料") == 2
    assert sections.count("其他支持") == 1
    assert differences.difference(second, second) == ()


def test_the_papers_say_what_the_snapshot_says_whatever_changed_since(
    cast: District, made: Application
) -> None:
    kept = made.snapshots.get()
    casework.take(cast.applicant, made.pk, "recall")
    drafts.set_lines(cast.applicant, made.pk, [], version=fresh(made).version)
    receipt, form = paper.receipt(kept), paper.form(kept)
    for word in (
        str(made.number),
        kept.sha256,
        kept.signed_sha256,
        "方小明",
        "上海明心智能科技有限公司",
        "30万元",
    ):
        assert word in receipt
    entry = next(one for one in trail.of(casework.subject_of(made.pk)) if kept.sha256 in one.files)
    signed = paper.of(kept).head
    assert signed.splitlines()[1] == str(entry.seq)
    assert signed.splitlines()[2] in receipt
    count = SignedHead.objects.count()
    paper.form(kept)
    assert SignedHead.objects.count() == count
    for word in (
        "1,000,000.00元",
        "上海云海算力有限公司",
        "信用承诺书",
        "没有获得，也没有正在申请",
        "13800000000",
    ):
        assert word in form
    snapshot.erase(kept, "依法删除", cast.officer.actor)
    assert "（已依法删除）" in paper.receipt(kept)
    assert "13800000000" not in paper.form(kept)


def test_what_the_trail_vouches_for_goes_along_in_the_export(
    made: Application, cast: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "opened", lambda file: file.name.encode())
    listed = [*exported.parts(), *files_of_entries.parts()]
    kept = made.snapshots.get()
    assert {one.sha256 for one in listed} == {kept.sha256} | {
        one.file.sha256 for one in made.evidence.all()
    }
    out = io.BytesIO()
    export.write(out, cast.auditor.actor)
    with zipfile.ZipFile(out) as archive:
        assert archive.read(f"files/{kept.sha256}").decode() == kept.content
        rows = [json.loads(line) for line in archive.read("files.jsonl").splitlines()]
    assert len(rows) == len(listed)


def test_every_commitment_there_was_can_be_read_again() -> None:
    assert commitment.CURRENT in commitment.versions()
    for version in commitment.versions():
        assert commitment.get(version).title == "信用承诺书"
        assert len(commitment.get(version).paragraphs) >= 5
    with pytest.raises(KeyError):
        commitment.get("../2026-1")
