"""A cut around COMMIT: before it reached the database, or after it was done and nobody was told.

On PostgreSQL a proxy between the client and the server's socket does it, on SQLite the connection's own commit. The
caller can't tell the two apart: both are an OperationalError.
"""

import random
import socket
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

SOCKET = ".s.PGSQL.5432"
COMMIT = b"COMMIT\0"
HEAD = 5  # of a message: its kind, and the length of the rest


@dataclass
class Cutter:
    """When to cut: the share of commits (or `always` so), and what was cut so far."""

    rng: random.Random
    share: float = 0.0
    always: str | None = None
    before: int = 0
    after: int = 0

    def draws(self) -> str:
        """ "before", "after" or "" for the next commit."""
        if self.always is not None:
            return self.always
        if self.rng.random() >= self.share:
            return ""
        where = self.rng.choice(["before", "after"])
        setattr(self, where, getattr(self, where) + 1)
        return where


@contextmanager
def cutter(seed: int) -> Iterator[Cutter]:
    """Every commit of this thread's connection passes through it. It cuts nothing until a share is set."""
    made = Cutter(random.Random(seed))
    with _proxied(made) if connection.vendor == "postgresql" else _patched(made):
        yield made


@contextmanager
def _patched(made: Cutter) -> Iterator[None]:
    there = BaseDatabaseWrapper._commit  # type: ignore[attr-defined]

    def commit(self: BaseDatabaseWrapper) -> None:
        where = made.draws()
        if where == "before":
            raise OperationalError("the connection was cut")
        there(self)
        if where == "after":
            raise OperationalError("the connection was cut")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "_commit", commit)
        yield


@contextmanager
def _proxied(made: Cutter) -> Iterator[None]:
    """The connection goes by a socket of ours."""
    host = connection.settings_dict["HOST"]
    with tempfile.TemporaryDirectory() as folder:
        proxy = _Proxy(made, Path(folder) / SOCKET, Path(host) / SOCKET)
        connection.close()
        connection.settings_dict["HOST"] = folder
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["HOST"] = host
            proxy.close()


@dataclass
class _Proxy:
    made: Cutter
    here: Path
    there: Path
    listener: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.here))
        self.listener.listen()
        Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        """One connection: the start as it is, then message by message, so that COMMIT is seen."""
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(str(self.there))
            try:
                self._relay(client, server)
            except (OSError, EOFError):
                pass
            finally:  # closing alone would leave the other thread, and so the server, waiting
                for end in (client, server):
                    with suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)

    def _relay(self, client: socket.socket, server: socket.socket) -> None:
        first = _exactly(client, 4)
        server.sendall(first + _exactly(client, struct.unpack("!I", first)[0] - 4))
        Thread(target=_pour, args=(server, client), daemon=True).start()
        while True:
            head = _exactly(client, HEAD)
            rest = _exactly(client, struct.unpack("!I", head[1:])[0] - 4)
            where = self.made.draws() if head[:1] == b"Q" and rest == COMMIT else ""
            if where == "before":
                return
            if where == "after":
                _done_unheard(client, server, head + rest)
                return
            server.sendall(head + rest)


def _done_unheard(client: socket.socket, server: socket.socket, message: bytes) -> None:
    """The server gets the commit and is let finish it; the client hears nothing more."""
    client.shutdown(socket.SHUT_RDWR)
    server.sendall(message + b"X\0\0\0\4")
    server.shutdown(socket.SHUT_WR)
    while server.recv(4096):
        pass


def _exactly(source: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        part = source.recv(count - len(found))
        if not part:
            raise EOFError
        found += part
    return found


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
