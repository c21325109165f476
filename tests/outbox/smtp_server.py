"""A small mail server on loopback for the tests: it takes mail, says no, or breaks off where it is told to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRWPair


class Server:
    """Answers by the first word of each command; `answers` replaces an answer, None breaks off the connection."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.taken: list[bytes] = []
        self.answers: dict[str, str | None] = {}
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            with peer, peer.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream: BufferedRWPair) -> None:
        if not self._say(stream, "CONNECT", "220 ready"):
            return
        while line := stream.readline():
            word = line.split()[0].decode().upper()
            usual = {"DATA": "354 go on", "QUIT": "221 bye"}.get(word, "250 ok")
            if not self._say(stream, word, usual):
                return
            if word == "DATA" and "DATA" not in self.answers:
                self.taken.append(_text(stream))
                if not self._say(stream, "TEXT", "250 taken"):
                    return

    def _say(self, stream: BufferedRWPair, word: str, usual: str) -> bool:
        answer = self.answers.get(word, usual)
        if answer is None:
            return False
        stream.write(f"{answer}\r\n".encode())
        stream.flush()
        return not answer.startswith("221")


def _text(stream: BufferedRWPair) -> bytes:
    lines = []
    while (line := stream.readline()) != b".\r\n":
        lines.append(line)
    return b"".join(lines)


@contextmanager
def running() -> Iterator[Server]:
    """A server for the length of a block."""
    server = Server()
    server.thread.start()
    try:
        yield server
    finally:
        server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()
        server.thread.join()
