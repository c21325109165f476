"""A file whose bytes are gone or not its own: a page that says so, an entry, a message to the admins, a count; until mended."""

import hashlib
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from duixian.audit.models import Entry
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.outbox.jobs import JOBS
from duixian.outbox.models import Notice
from duixian.parties import damage, registrations
from duixian.parties.access import Viewer
from duixian.parties.models import Registration
from duixian.parties.roles import Role
from tests.pages.signed import enter, told
from tests.parties import cast

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 the licence as it was brought"
ACTIONS = {"file.damaged", "file.mended"}


@pytest.fixture
def centre() -> Viewer:
    return cast.viewer(Role.CENTRE)


@pytest.fixture
def bytes_of(settings: Settings, tmp_path: Path, centre: Viewer) -> Path:
    """Where the bytes of a registration's licence are kept: nothing is there yet."""
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "duixian.files.storage.DurableStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    who = cast.registrant(700)
    row = registrations.register(
        who, cast.wanted(who, centre.organisation, code=cast.credit_code(700))
    )
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    StoredFile.objects.filter(pk=row.licence_id).update(sha256=sha256)
    place = tmp_path / store.place(sha256)
    place.parent.mkdir()
    return place


def licence() -> str:
    return f"/office/registrations/{Registration.objects.get().pk}/licence/"


def entries() -> list[str]:
    return list(
        Entry.objects.filter(action__in=ACTIONS).order_by("seq").values_list("action", flat=True)
    )


def test_whole_bytes_are_handed_out_and_nothing_is_noted(
    client: Client, centre: Viewer, bytes_of: Path
) -> None:
    bytes_of.write_bytes(CONTENT)
    enter(client, centre)
    assert client.get(licence()).content == CONTENT
    assert not entries()
    assert "没有发现受损的文件" in told(client.get("/status/"))


@pytest.mark.parametrize("left", [None, b"", CONTENT[:-1], CONTENT + b" "])
def test_damaged_bytes_are_a_page_that_says_so_and_are_noted_once(
    client: Client, centre: Viewer, bytes_of: Path, left: bytes | None
) -> None:
    admins = [cast.viewer(Role.ADMIN), cast.viewer(Role.ADMIN)]
    if left is not None:
        bytes_of.write_bytes(left)
    enter(client, centre)
    for _ in range(2):
        response = client.get(licence())
        assert response.status_code == 503
        assert "文件已损坏，暂时打不开" in told(response)
        assert "已通知系统管理员" in told(response)
        assert "Content-Disposition" not in response.headers
    assert entries() == ["file.damaged"]
    entry = Entry.objects.get(action="file.damaged")
    assert (entry.actor, entry.subject) == (
        str(centre.person.pk), f"file:{Registration.objects.get().licence_id}",
    )  # fmt: skip
    notices = Notice.objects.filter(template="file-damaged")
    assert {one.person for one in notices} == {one.person.pk for one in admins}
    assert "营业执照" not in notices[0].body  # a file's name may be personal; its number is not
    assert "1个文件受损，待从备份恢复" in told(client.get("/status/"))
    assert client.get("/readyz").json()["damaged_files"] == 1


def test_brought_back_from_a_backup_it_is_whole_again(
    client: Client, centre: Viewer, bytes_of: Path
) -> None:
    enter(client, centre)
    client.get(licence())
    recheck = JOBS["files.recheck"].work
    assert recheck() == "已恢复0个，仍受损1个"
    bytes_of.write_bytes(CONTENT)
    assert recheck() == "已恢复1个，仍受损0个"
    assert recheck() == "已恢复0个，仍受损0个"
    assert client.get(licence()).status_code == 200
    assert (damage.count(), entries()) == (0, ["file.damaged", "file.mended"])
    bytes_of.unlink()
    assert client.get(licence()).status_code == 503
    assert entries()[-1] == "file.damaged"


def test_another_fault_of_ours_is_not_told_as_a_damaged_file(
    client: Client, centre: Viewer, bytes_of: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_file: StoredFile) -> bytes:
        raise RuntimeError

    monkeypatch.setattr(store, "opened", fail)
    enter(client, centre)
    client.raise_request_exception = False
    assert client.get(licence()).status_code == 500
    assert not entries()
