"""A migrated database, made once for all the runs that have the same migrations; tests and their sites begin from a copy.

To migrate takes some ten seconds, and a run needs half a dozen databases. The copy is kept in `.local`, under a name that
changes with any migration.
"""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".local" / "test-databases"
SQLITE = "sqlite:///"
IMPORTED = re.compile(r"^(?:from|import) (duixian[\w.]*)", re.MULTILINE)


def address(database: Mapping[str, Any]) -> str:
    """The address of a database in Django's settings: a file of SQLite, or one beside DATABASE_URL's."""
    if database["ENGINE"].endswith("sqlite3"):
        return f"{SQLITE}{database['NAME']}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database['NAME']}"


def fill(address: str) -> None:
    """Make the empty database at an address (sqlite:////file, postgresql://…) a copy of the migrated one."""
    if address.startswith(SQLITE):
        shutil.copyfile(_ready("sqlite3", _migrated_file), address.removeprefix(SQLITE))
    else:
        dump = _ready("sql", lambda made: _migrated_dump(address, made))
        _postgres(
            "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={dump}", address
        )


def _ready(kind: str, make: Callable[[Path], None]) -> Path:
    """The copy for these migrations; the first process that needs one makes it, the others wait."""
    KEPT.mkdir(parents=True, exist_ok=True)
    found = KEPT / f"{_fingerprint()}.{kind}"
    with _locked(KEPT / f"{kind}.lock"):
        if not found.exists():
            for old in KEPT.glob(f"*.{kind}"):
                old.unlink()
            made = KEPT / f"{uuid4()}.new"
            make(made)
            made.rename(found)
    return found


@cache
def _fingerprint() -> str:
    """A hash of all migrations, of what they import from us, and of what they run on."""
    digest = hashlib.sha256(version("django").encode())
    ours: set[str] = set()
    for one in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for file in sorted(Path(one.path, "migrations").glob("*.py")):
            text = file.read_text(encoding="utf-8")
            digest.update(f"{one.label}/{file.name}\n{text}".encode())
            ours.update(IMPORTED.findall(text))
    for module in sorted(ours):
        place = ROOT / "src" / module.replace(".", "/")
        found = [place / "__init__.py", place.with_suffix(".py")]
        digest.update(b"".join(file.read_bytes() for file in found if file.exists()))
    return digest.hexdigest()[:16]


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(address: str) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "duixian.config.settings",
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)


def _migrated_file(made: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "migrated.sqlite3")
        _migrate(f"{SQLITE}{file}")
        with closing(sqlite3.connect(file)) as connection:
            # What still stands beside the file goes into it.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.move(file, made)


def _migrated_dump(address: str, made: Path) -> None:
    name = f"migrated{os.getpid()}"
    beside = f"{address.rpartition('/')[0]}/{name}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        _migrate(beside)
        _postgres("pg_dump", "--no-owner", f"--file={made}", beside)
        connection.execute(f"DROP DATABASE {name}".encode())


def _postgres(program: str, *arguments: str) -> None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    assert found, "PostgreSQL is not installed: sh ./dev setup test"
    subprocess.run([str(found[-1]), *arguments], check=True, stdout=subprocess.DEVNULL)
