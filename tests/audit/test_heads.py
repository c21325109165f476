"""Signed heads and their key: made once, kept private, never in the database; a head says what C2SP says."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_public_key,
)
from pytest_django import Settings

from duixian.audit import chain, heads, keys, trail
from duixian.audit.models import SignedHead
from tests.audit.histories import CASE, MORNING, OFFICER

SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A place for the key of its own."""
    settings.TRAIL_KEY, settings.TRAIL_KEY_FILE = "", tmp_path / "new" / "trail-key.pem"
    yield tmp_path / "new" / "trail-key.pem"
    keys._loaded.cache_clear()


def test_the_key_is_made_once_and_readable_by_nobody_else(file: Path) -> None:
    made = keys.private_key()
    assert file.stat().st_mode & 0o777 == 0o600
    keys._loaded.cache_clear()
    assert keys.private_key().private_bytes_raw() == made.private_bytes_raw()
    assert [one.name for one in file.parent.iterdir()] == ["trail-key.pem"]


def test_of_many_that_start_at_once_all_have_the_one_key(file: Path) -> None:
    barrier, found = Barrier(8), list[str]()

    def start() -> None:
        barrier.wait()
        found.append(keys._kept(file))

    threads = [Thread(target=start) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 8
    assert set(found) == {file.read_text()}


def test_who_comes_second_takes_the_key_of_the_first(file: Path, tmp_path: Path) -> None:
    keys.private_key()
    other = tmp_path / "other"
    other.write_text("later")
    keys._link(str(other), file)
    assert "later" not in file.read_text()


@pytest.mark.parametrize(
    "given",
    [PEM, PEM.replace("\n", "\\n"), base64.b64encode(SEED).decode()],
    ids=["pem", "pem in one line", "base64"],
)
def test_a_given_key_is_used_and_not_written(file: Path, settings: Settings, given: str) -> None:
    settings.TRAIL_KEY = given
    assert keys.private_key().private_bytes_raw() == SEED
    assert not file.exists()


@pytest.mark.parametrize(
    "given",
    [
        "secret", "AAAA", PEM[:60],
        generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    ],
    ids=["no base64", "too short", "half a pem", "a key of another kind"],
)  # fmt: skip
def test_a_key_that_is_none_is_refused_without_being_shown(given: str) -> None:
    with pytest.raises(keys.BadKey, match="留痕签名密钥") as refused:
        keys.parse(given)
    assert given not in str(refused.value)


def test_the_public_key_is_pem_and_its_fingerprint_is_of_that_text(file: Path) -> None:
    pem = keys.public_pem()
    assert isinstance(load_pem_public_key(pem.encode()), Ed25519PublicKey)
    assert keys.fingerprint(pem) == hashlib.sha256(pem.encode()).hexdigest()


@pytest.mark.django_db
def test_a_head_is_a_signed_note(file: Path, settings: Settings) -> None:
    settings.TRAIL_KEY, settings.TRAIL_ORIGIN = PEM, "example.org/trail"
    entry = trail.record(OFFICER, "case.open", CASE)
    text, _, signature = trail.signed_head(MORNING).partition("\n\n")
    origin, size, digest, at = text.split("\n")
    assert (origin, size, at) == ("example.org/trail", "1", "2026-03-02T01:30:00.000000Z")
    assert base64.b64decode(digest).hex() == entry.hash
    dash, name, sealed = signature.strip().split(" ")
    assert (dash, name) == ("—", "example.org/trail")
    raw = base64.b64decode(sealed)
    public = KEY.public_key()
    public.verify(raw[4:], f"{text}\n".encode())
    assert (
        raw[:4]
        == hashlib.sha256(b"example.org/trail\n\x01" + public.public_bytes_raw()).digest()[:4]
    )


@pytest.mark.django_db
def test_a_head_is_signed_once_and_the_key_is_nowhere_in_the_database(file: Path) -> None:
    trail.record(OFFICER, "case.open", CASE)
    first = trail.signed_head(MORNING)
    assert trail.signed_head(trail.of(CASE)[0].at) == first
    assert heads.daily() == "已签署，至第 1 条"
    (kept,) = SignedHead.objects.all()
    assert (kept.size, kept.text) == (1, first)
    secret = keys.private_key().private_bytes_raw()
    assert secret.hex() not in first
    assert base64.b64encode(secret).decode() not in first


@pytest.mark.django_db
def test_an_empty_trail_has_a_head_too(file: Path) -> None:
    assert heads.daily() == "已签署，至第 0 条"
    assert heads.head() == heads.Head(0, chain.ZERO)
