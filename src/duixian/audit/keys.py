"""The key that signs heads: from the settings or from a private file made once; never in the database."""

import base64
import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

ED25519 = b"\x01"  # the signature type of C2SP signed notes


class BadKey(ValueError):
    """DUIXIAN_TRAIL_KEY or the key file holds no Ed25519 key."""


def private_key() -> Ed25519PrivateKey:
    """This installation's key."""
    return _loaded(settings.TRAIL_KEY, settings.TRAIL_KEY_FILE)


def public_pem() -> str:
    """What the auditor is given, by another way than the export."""
    form = PublicFormat.SubjectPublicKeyInfo
    return private_key().public_key().public_bytes(Encoding.PEM, form).decode()


def fingerprint(pem: str) -> str:
    """A PEM text in 64 characters, short enough to read out."""
    return hashlib.sha256(pem.encode()).hexdigest()


def key_id(name: str, key: Ed25519PublicKey) -> bytes:
    """Four bytes that tell which key signed (C2SP signed-note)."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + raw).digest()[:4]


@cache
def _loaded(given: str, file: Path) -> Ed25519PrivateKey:
    return parse(given or _kept(file))


def parse(text: str) -> Ed25519PrivateKey:
    """A key from PEM (line breaks may be written as \\n) or from the base64 of its 32 bytes."""
    try:
        if "-----BEGIN" not in text:
            return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text, validate=True))
        key = load_pem_private_key(text.replace("\\n", "\n").encode(), password=None)
    except (ValueError, TypeError) as error:
        raise BadKey(f"留痕签名密钥不能读取：{error}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey("留痕签名密钥不是 Ed25519")
    return key


def _kept(file: Path) -> str:
    """The key file's text; the first process to come makes it, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        descriptor, made = tempfile.mkstemp(dir=file.parent)  # readable by nobody else
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(pem)
            _link(made, file)
        finally:
            Path(made).unlink()
    return file.read_text(encoding="ascii")


def _link(made: str, file: Path) -> None:
    """Give the made file its name, unless another process was quicker."""
    try:
        file.hardlink_to(made)
    except FileExistsError:
        return
