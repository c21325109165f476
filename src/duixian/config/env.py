"""Reads the environment: flags, lists, and a secret key that is made once and kept in a private file."""

import os
import secrets
from pathlib import Path


def text(name: str, default: str) -> str:
    """The variable, or the default where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """Whether the variable says yes."""
    return text(name, "0").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret_key(name: str, kept_in: Path) -> str:
    """The key from the environment, else from the file; the first process to start makes the file."""
    given = text(name, "")
    if given:
        return given
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept_in.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return kept_in.read_text(encoding="ascii").strip()
