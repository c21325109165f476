"""Evidence in an S3-compatible service, chosen by configuration: a real one, run here."""

import hashlib
import io
import uuid
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from duixian.config.evidence import evidence
from duixian.files import scanner, store
from duixian.files.models import StoredFile
from tests.files.sample import a_pdf


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the service, with an empty bucket."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=address).create_bucket(Bucket="cases")
    yield address
    server.stop()


@pytest.mark.django_db
def test_files_are_kept_in_a_bucket_and_verified(
    service: str, settings: Settings, clamd: scanner.State
) -> None:
    storage = evidence("s3://cases/evidence", service, Path("/nowhere"))
    settings.STORAGES = {**settings.STORAGES, "evidence": storage}
    content = a_pdf()
    file, again = (
        store.keep(io.BytesIO(content), "合同.pdf", owner=uuid.UUID(int=1), by=None)
        for _ in range(2)
    )
    digest = hashlib.sha256(content).hexdigest()
    client = boto3.client("s3", endpoint_url=service)
    held = [one["Key"] for one in client.list_objects_v2(Bucket="cases")["Contents"]]
    assert held == [f"evidence/{digest[:2]}/{digest}"]
    assert store.opened(file) == store.opened(again) == content
    client.put_object(Bucket="cases", Key=held[0], Body=b"changed")
    with pytest.raises(store.Damaged):
        store.opened(file)
    client.delete_object(Bucket="cases", Key=held[0])
    with pytest.raises(store.Damaged):
        store.opened(file)


@pytest.mark.django_db
def test_a_bucket_that_is_not_there_is_a_refusal_and_no_row(
    service: str, settings: Settings, clamd: scanner.State
) -> None:
    storage = evidence("s3://elsewhere", service, Path("/nowhere"))
    settings.STORAGES = {**settings.STORAGES, "evidence": storage}
    with pytest.raises(store.Refused, match="无法保存"):
        store.keep(io.BytesIO(a_pdf()), "合同.pdf", owner=None, by=None)
    assert not StoredFile.objects.exists()


def test_a_folder_is_the_default() -> None:
    assert evidence("", "", Path("/a"))["OPTIONS"]["location"] == "/a/evidence"
    assert evidence("/b", "", Path("/a"))["OPTIONS"]["location"] == "/b"
