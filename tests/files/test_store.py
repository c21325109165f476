"""The store: bytes before rows, one copy of the same bytes, nothing served that is not what was kept."""

import hashlib
import io
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import storages
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from duixian.files import incoming, store
from duixian.files.models import StoredFile
from tests.files.papers import a_docx, e_invoice
from tests.files.sample import a_pdf, a_picture

OWNER, PERSON = uuid.UUID(int=1), uuid.UUID(int=2)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


def keep(content: bytes, name: str = "合同.pdf", **more: object) -> StoredFile:
    return store.keep(io.BytesIO(content), name, **{"owner": OWNER, "by": PERSON, **more})  # type: ignore[arg-type]


def held(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_is_kept_is_what_comes_back(evidence_folder: Path) -> None:
    content = a_pdf(pages=3)
    file = keep(content)
    file.refresh_from_db()
    assert store.opened(file) == content
    assert (file.name, file.kind, file.size, file.pages) == ("合同.pdf", "pdf", len(content), 3)
    assert str(file) == "合同.pdf"
    assert (file.owner, file.uploaded_by) == (OWNER, PERSON)
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert file.scanned_by.endswith("测试特征库")
    assert held(evidence_folder) == [file.sha256]
    (path,) = evidence_folder.rglob(file.sha256)
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_bytes_are_kept_once_and_each_upload_has_its_row(evidence_folder: Path) -> None:
    content = a_pdf()
    one, two = keep(content), keep(content, "发票.pdf", owner=uuid.uuid4())
    assert one.pk != two.pk
    assert held(evidence_folder) == [one.sha256]


def test_bringing_damaged_bytes_again_mends_them(evidence_folder: Path) -> None:
    content = a_pdf()
    file = keep(content)
    (path,) = evidence_folder.rglob(file.sha256)
    path.write_bytes(b"torn")
    with pytest.raises(store.Damaged, match="校验值"):
        store.opened(file)
    keep(content)
    assert store.opened(file) == content


def test_bytes_that_are_gone_are_not_served(evidence_folder: Path) -> None:
    file = keep(a_pdf())
    (path,) = evidence_folder.rglob(file.sha256)
    path.unlink()
    with pytest.raises(store.Damaged, match="从备份恢复"):
        store.opened(file)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "合同.pdf", "空的"),
        (b"MZ" + bytes(100), "合同.pdf", "与扩展名“.pdf”不符"),
        (a_docx(), "合同.exe", "不能上传"),
        (a_pdf(), "合同\u202e.pdf", "控制字符"),
    ],
)
def test_what_is_refused_leaves_nothing(
    content: bytes, name: str, words: str, evidence_folder: Path
) -> None:
    with pytest.raises(store.Refused, match=words) as refused:
        keep(content, name)
    assert refused.value.reason == str(refused.value)
    assert not StoredFile.objects.exists()
    assert held(evidence_folder) == []


def test_a_file_of_twenty_megabytes_is_taken_and_one_byte_more_is_not(settings: Settings) -> None:
    assert settings.EVIDENCE_FILE_BYTES == 20 * 1024**2
    content = a_pdf()
    settings.EVIDENCE_FILE_BYTES = len(content)
    keep(content)
    settings.EVIDENCE_FILE_BYTES = len(content) - 1
    with pytest.raises(store.Refused, match="超过 0 MB"):
        keep(content)


def test_reading_stops_where_the_limit_is_passed(settings: Settings) -> None:
    settings.EVIDENCE_FILE_BYTES = 1024**2

    class Endless(io.RawIOBase):
        read_bytes = 0

        def read(self, size: int = -1, /) -> bytes:
            self.read_bytes += size
            return b"%" * size

    stream = Endless()
    with pytest.raises(store.Refused, match="超过 1 MB"):
        store.keep(stream, "a.pdf", owner=OWNER, by=PERSON)  # type: ignore[arg-type]
    assert stream.read_bytes <= 1024**2 + incoming.CHUNK


def test_a_case_holds_forty_files(settings: Settings) -> None:
    assert settings.EVIDENCE_CASE_FILES == 40
    others = [StoredFile(name=str(number)) for number in range(40)]
    with pytest.raises(store.Refused, match="已有 40 份"):
        keep(a_pdf(), others=others)
    keep(a_pdf(), others=others[1:])


def test_all_that_an_enterprise_brought_has_a_limit_too(settings: Settings) -> None:
    assert settings.EVIDENCE_HELD_BYTES == 2 * settings.EVIDENCE_OWNER_BYTES == 1000 * 1024**2
    content = a_pdf()
    settings.EVIDENCE_HELD_BYTES = len(content) * 2
    first = keep(content)
    keep(content)
    with pytest.raises(store.Refused, match="含已移除的"):
        keep(content)
    keep(content, owner=uuid.uuid4())
    keep(content, owner=None)
    store.erase(first)
    keep(content)


def test_only_originals_of_invoices_may_be_xml() -> None:
    assert keep(e_invoice(), "a.xml", slot="e-invoice").kind == "xml"
    with pytest.raises(store.Refused, match="只在“电子发票原件”处"):
        keep(e_invoice(), "a.xml")


# --- storage that fails


def test_a_full_disk_is_a_refusal_and_no_row(
    monkeypatch: pytest.MonkeyPatch, evidence_folder: Path
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("duixian.files.storage.os.fsync", full)
    with pytest.raises(store.Refused, match="存储空间不足"):
        keep(a_pdf())
    assert not StoredFile.objects.exists()
    assert held(evidence_folder) == []


def test_a_full_folder_for_uploads_on_their_way_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(stream: object, path: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(incoming, "_copied", full)
    with pytest.raises(store.Refused, match="存储空间不足"):
        keep(a_pdf())


def test_bytes_whose_row_never_came_are_swept_away(
    evidence_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(a_pdf(pages=2))
    keep(a_pdf(pages=3)).delete()  # as a transaction that was rolled back leaves it
    (evidence_folder / "ab").mkdir()
    (evidence_folder / "ab" / ".incoming-x").write_bytes(b"half")
    assert len(held(evidence_folder)) == 3
    assert store.sweep() == 0  # they may be on their way still
    monkeypatch.setattr(store, "SWEPT_AFTER_SECONDS", -1)
    assert store.sweep() == 2
    assert held(evidence_folder) == [kept.sha256]
    assert store.opened(kept)


def test_bytes_swept_while_their_row_was_written_are_stored_again(
    evidence_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = StoredFile.objects.create

    def swept(**values: object) -> StoredFile:
        for path in evidence_folder.rglob("*"):
            if path.is_file():
                path.unlink()
        return create(**values)

    monkeypatch.setattr(StoredFile.objects, "create", swept)
    assert store.opened(keep(a_pdf()))


def test_a_process_killed_while_writing_leaves_no_file_under_its_name(
    evidence_folder: Path,
) -> None:
    """No kill can prove durability; this shows that a torn file is never taken for a whole one."""
    code = (
        "import os, signal, django; django.setup()\n"
        "from django.core.files.base import ContentFile\n"
        "from duixian.files import storage\n"
        "os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"storage.DurableStorage({str(evidence_folder)!r}).save('ab/abc', ContentFile(b'x' * 1000))"
    )
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = held(evidence_folder)
    assert left.startswith(".incoming-")


# --- erasure


def test_erased_bytes_go_with_their_last_row(
    evidence_folder: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    content = a_picture("PNG")
    one, two = keep(content, "a.png"), keep(content, "b.png")
    with django_capture_on_commit_callbacks(execute=True):
        store.erase(one)
    assert store.opened(two) == content
    with pytest.raises(store.Damaged):
        store.opened(one)
    with django_capture_on_commit_callbacks(execute=True):
        store.erase(two)
    assert held(evidence_folder) == []
    assert StoredFile.objects.filter(erased_at=None).count() == 0


def test_bytes_that_came_again_before_the_commit_stay(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    content = a_picture("PNG")
    one = keep(content, "a.png")
    with django_capture_on_commit_callbacks(execute=True):
        store.erase(one)
        two = keep(content, "a.png")
    assert store.opened(two) == content


def test_a_name_taken_twice_is_the_same_name() -> None:
    assert storages["evidence"].get_available_name("ab/abc") == "ab/abc"
