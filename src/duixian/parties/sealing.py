"""Sealing: bank account numbers by AES-GCM, 证件号 by a keyed hash. The key lives outside the database."""

import hashlib
import hmac
import os
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from duixian.kernel.identifiers import read_identity

NONCE = 12


class Broken(ValueError):
    """A sealed value that this key does not open, or that belongs to another row."""


@lru_cache(maxsize=8)
def _key(secret: str, purpose: bytes) -> bytes:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"duixian/1", info=purpose)
    return derive.derive(secret.encode())


def sealed(text: str, row: UUID) -> bytes:
    """The text encrypted, bound to the row it stands in: copied into another row it does not open."""
    nonce = os.urandom(NONCE)
    cipher = AESGCM(_key(settings.FIELD_KEY, b"field"))
    return nonce + cipher.encrypt(nonce, text.encode(), row.bytes)


def opened(data: bytes | memoryview, row: UUID) -> str:
    """The text again; raises Broken."""
    whole = bytes(data)
    cipher = AESGCM(_key(settings.FIELD_KEY, b"field"))
    try:
        return cipher.decrypt(whole[:NONCE], whole[NONCE:], row.bytes).decode()
    except (InvalidTag, ValueError):
        raise Broken(f"sealed value of {row}") from None


def identity_hash(number: str) -> str:
    """A 证件号 as a keyed hash: the same number gives the same hash, and nothing leads back. Raises BadCode."""
    return _hashed(read_identity(number), b"identity")


def account_hash(number: str) -> str:
    """The same of the number of a bank account (its digits)."""
    return _hashed(number, b"account")


def _hashed(text: str, purpose: bytes) -> str:
    key = _key(settings.FIELD_KEY, purpose)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
