"""The export: complete, of one moment, itself in the trail; files come from those who keep them."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.db import connection, transaction

from duixian.audit import export, trail, verifier
from duixian.audit.models import Entry, HeadRow
from tests.audit.histories import CASE, JOB, MORNING, OFFICER, Shelf, exported, fixed, note
from tests.emptied import unguarded

pytestmark = pytest.mark.django_db


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_export_has_every_entry_payload_head_and_file(shelf: Shelf) -> None:
    held = fixed(shelf)
    found = members(exported())
    entries = [json.loads(one) for one in found["entries.jsonl"].splitlines()]
    assert entries == [entry.row for entry in Entry.objects.order_by("seq")]
    assert [json.loads(one)["seq"] for one in found["payloads.jsonl"].splitlines()] == list(range(1, 14))
    assert found["heads.txt"].decode() == "\n".join([*held, trail.signed_head(MORNING)])
    files = [json.loads(one) for one in found["files.jsonl"].splitlines()]
    assert [(one["seq"], one["sha256"]) for one in files] == list(export.vouched())
    assert [one["content"] for one in files] == [True, True, False, False]
    kept = {name.removeprefix("files/"): data for name, data in found.items() if "/" in name}
    assert kept == {hashlib.sha256(one).hexdigest(): one for one in (b"snapshot 1", b"contract")}


def test_the_export_is_an_entry_and_ends_with_its_head(shelf: Shelf) -> None:
    note("收件")
    last = export.write(io.BytesIO(), JOB)
    entry = Entry.objects.get(action="trail.export")
    assert (last.seq, last.hash, entry.actor) == (2, entry.hash, "job:retention")
    assert trail.head() == last


def test_a_file_of_a_later_entry_waits_for_the_next_export_and_twice_the_same_is_kept_once(shelf: Shelf) -> None:
    shelf.submit(b"same", b"same")
    shelf.parts.append(export.Part(seq=99, name="later", sha256="0" * 64))
    found = members(exported())
    assert found["files.jsonl"].count(b"\n") == 2
    assert len([name for name in found if name.startswith("files/")]) == 1


@pytest.mark.parametrize(
    "sql", ["UPDATE audit_headrow SET size = size + 5", "DELETE FROM audit_payload WHERE seq = 1"]
)
def test_a_trail_that_lost_rows_is_not_signed(shelf: Shelf, sql: str) -> None:
    note("收件")
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(sql)
    if sql.startswith("UPDATE"):
        with transaction.atomic():
            row = HeadRow.objects.get()
            trail.record(OFFICER, "case.open", CASE)
        with unguarded(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM audit_payload WHERE seq > 1")
            cursor.execute("DELETE FROM audit_entry WHERE seq > 1")
        HeadRow.objects.filter(pk=row.pk).update(size=9)
