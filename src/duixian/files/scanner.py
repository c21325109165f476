"""The virus scanner: clamd, spoken to over its socket. Where it does not answer, nothing is taken (fail closed)."""

import re
import socket
import struct
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SYSTEM_SOCKET = Path("/run/clamav/clamd.ctl")  # Debian's own service
CHUNK = 256 * 1024
SECONDS = 30
TEST_SIGNATURES = "测试特征库"
_VERSION = re.compile(r"(?P<engine>ClamAV [\w.+-]+)(?:/(?P<number>\d+)/(?P<date>.+))?")


class Down(Exception):
    """The scanner does not answer, or answers what we don't understand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the scanner says of itself; for the status page and for each file's row."""

    up: bool
    engine: str = ""
    signatures: str = ""
    official: bool = False

    def __str__(self) -> str:
        return f"{self.engine} · {self.signatures}" if self.up else "查毒服务未运行"


def own_socket() -> Path:
    """Where files.daemon puts the socket of the scanner that it starts."""
    return Path(settings.LOCAL) / "clamd" / "clamd.sock"


def address() -> str:
    """The configured socket (a path, or tcp://host:port), else the system's, else our own."""
    if settings.CLAMD_SOCKET:
        return str(settings.CLAMD_SOCKET)
    return str(SYSTEM_SOCKET if SYSTEM_SOCKET.exists() else own_socket())


def scan(path: Path) -> str:
    """The name of what was found; empty where the file is clean. Raises Down."""
    with path.open("rb") as file:
        parts = [
            struct.pack("!I", len(chunk)) + chunk for chunk in iter(lambda: file.read(CHUNK), b"")
        ]
    answer = _ask(b"zINSTREAM\0", *parts, struct.pack("!I", 0))
    if answer == "stream: OK":
        return ""
    found = re.fullmatch(r"stream: (.+) FOUND", answer)
    if not found:
        raise Down(answer)
    return found[1]


def state() -> State:
    """Whether it answers, and with which signatures."""
    try:
        found = _VERSION.fullmatch(_ask(b"zVERSION\0"))
    except Down:
        return State(up=False)
    if not found:
        return State(up=False)
    if not found["number"]:
        return State(up=True, engine=found["engine"], signatures=TEST_SIGNATURES)
    signatures = f"官方特征库 {found['number']}（{found['date']}）"
    return State(up=True, engine=found["engine"], signatures=signatures, official=True)


def _ask(*parts: bytes) -> str:
    try:
        with closing(_connected(address())) as channel:
            for part in parts:
                channel.sendall(part)
            answer = b""
            while not answer.endswith(b"\0") and (received := channel.recv(4096)):
                answer += received
    except OSError as error:
        raise Down(str(error)) from error
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _connected(where: str) -> socket.socket:
    if where.startswith("tcp://"):
        host, _, port = where.removeprefix("tcp://").rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    channel = socket.socket(socket.AF_UNIX)
    channel.settimeout(SECONDS)
    try:
        channel.connect(where)
    except OSError:
        channel.close()
        raise
    return channel
