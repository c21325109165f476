"""From filing to the auditor: real applications, exported with their files and snapshots, verified by the file that stands alone."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pytest_django import Settings

from duixian.applications import access, casework, snapshot
from duixian.applications.models import Application
from duixian.audit import export, keys, trail, verifier
from duixian.audit.models import Entry, Outcome
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties.access import NotSeen
from duixian.parties.models import Organisation
from tests.applications import filing
from tests.applications.cast import District, measure_in, published_round

pytestmark = pytest.mark.django_db


def content(file: StoredFile) -> bytes:
    return f"the bytes of {file.pk}".encode()


@pytest.fixture
def evidence(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Evidence has bytes in these tests."""
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "duixian.files.storage.DurableStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    row_alone = filing.stored

    def stored(organisation: Organisation) -> StoredFile:
        file = row_alone(organisation)
        file.sha256 = hashlib.sha256(content(file)).hexdigest()
        file.save(update_fields=["sha256"])
        store.evidence().save(store.place(file.sha256), io.BytesIO(content(file)))
        return file

    monkeypatch.setattr(filing, "stored", stored)
    return tmp_path


@pytest.fixture
def case(cast: District, evidence: Path) -> Application:
    """Handed in, looked for by a stranger, taken back, corrected, handed in again; its personal data erased."""
    who, one = cast.applicant, filing.submitted(cast.applicant, measure_in(published_round(cast)))
    with pytest.raises(NotSeen):
        access.application_for(cast.stranger, one.pk)
    casework.take(who, one.pk, "recall")
    one = filing.completed(who, one, lines=[{**filing.LINE, "amount": "90万元"}])
    casework.take(who, one.pk, "submit", **filing.signature(who, one))
    snapshot.erase(one.snapshots.get(number=1), "依法删除", cast.officer.actor)
    return filing.fresh(one)


@pytest.fixture
def held(case: Application, tmp_path: Path) -> Path:
    """The head as it stands on a receipt in the applicant's hands."""
    file = tmp_path / "held.txt"
    file.write_text(trail.signed_head(clock.now()))
    return file


def members(cast: District) -> dict[str, bytes]:
    """The export, by its parts."""
    out = io.BytesIO()
    export.write(out, cast.auditor.actor)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def verified(parts: dict[str, bytes], held: Path) -> tuple[int, str]:
    """What the verifier says: the one file, copied out of the product, on the export alone."""
    folder = held.parent / "auditor"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    (folder / "verifier.py").write_bytes(Path(verifier.__file__).read_bytes())
    (folder / "public.pem").write_text(keys.public_pem(), "ascii")
    words = ["verifier.py", "export.zip", "--key", "public.pem", "--held", str(held)]
    ran = subprocess.run(
        [sys.executable, "-I", *words], cwd=folder, capture_output=True, text=True, check=False,
        env={"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def test_all_that_happened_verifies_and_what_was_handed_in_is_there_to_be_read(
    cast: District, case: Application, held: Path
) -> None:
    parts = members(cast)
    code, said = verified(parts, held)
    entries = Entry.objects.count()
    assert (code, said) == (0, f"核验通过：{entries} 条留痕，{said.split('，')[1]}")
    assert entries > 15
    assert Entry.objects.filter(outcome=Outcome.DENIED).exists()
    for one in case.snapshots.all():
        assert parts[f"files/{one.sha256}"].decode() == one.content
    for proof in case.evidence.all():
        assert parts[f"files/{proof.file.sha256}"] == content(proof.file)
    listed = [json.loads(line) for line in parts["files.jsonl"].splitlines()]
    assert {(one["seq"], one["sha256"]) for one in listed} == set(export.vouched())
    assert all(one["content"] for one in listed)


def _a_file(case: Application, parts: dict[str, bytes]) -> tuple[str, bytes, str]:
    sha256 = case.evidence.all()[0].file.sha256
    return f"files/{sha256}", parts[f"files/{sha256}"] + b" ", f"文件 {sha256} 的内容被改动"


def _a_snapshot(case: Application, parts: dict[str, bytes]) -> tuple[str, bytes, str]:
    sha256 = case.snapshots.get(number=2).sha256
    name = f"files/{sha256}"
    changed = parts[name].replace("上海云海算力".encode(), "上海云山算力".encode())
    assert changed != parts[name]
    return name, changed, f"文件 {sha256} 的内容被改动"


def _an_entry(case: Application, parts: dict[str, bytes]) -> tuple[str, bytes, str]:
    name = "entries.jsonl"
    return name, parts[name].replace(b'"denied"', b'"done"', 1), "被改动：内容与哈希不符"


def _a_payload(case: Application, parts: dict[str, bytes]) -> tuple[str, bytes, str]:
    name, number = "payloads.jsonl", str(case.number).encode()
    assert number in parts[name]
    return name, parts[name].replace(number, number[:-1] + b"9", 1), "内容与留痕不符"


def _the_list(case: Application, parts: dict[str, bytes]) -> tuple[str, bytes, str]:
    name = "files.jsonl"
    return name, b"".join(parts[name].splitlines(keepends=True)[1:]), "不在清单里"


def test_the_control_each_kind_of_change_is_found(
    cast: District, case: Application, held: Path
) -> None:
    parts = members(cast)
    for spoil in (_a_file, _a_snapshot, _an_entry, _a_payload, _the_list):
        name, changed, told = spoil(case, parts)
        code, said = verified({**parts, name: changed}, held)
        assert code == 1, spoil
        assert told in said, spoil


def test_a_file_that_was_changed_on_the_disk_is_found_too(
    cast: District, case: Application, held: Path, evidence: Path
) -> None:
    sha256 = case.evidence.all()[0].file.sha256
    (evidence / store.place(sha256)).write_bytes(b"another contract")
    code, said = verified(members(cast), held)
    assert code == 1
    assert f"文件 {sha256} 的内容被改动，或不在包里" in said
