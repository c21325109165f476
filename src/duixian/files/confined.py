"""Runs a module of ours in a process of its own that can do little: for reading files that strangers made.

The child limits itself (`limit`) before it reads anything; the parent waits so long and no longer, and believes
nothing but a clean end. No Django on the child's side, so that it starts in a few hundredths of a second.
"""

import resource
import subprocess
import sys

MEMORY = 512 * 1024**2
SECONDS = 5  # of processor time
WALL_SECONDS = 15


class TooHeavy(Exception):
    """The child ran out of time or memory."""


class Crashed(Exception):
    """The child ended in another way than it should."""


def limit() -> None:
    """From here on: so much memory, so many seconds of processor, no file written, no core dumped."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(module: str, *words: str) -> bytes:
    """What `python -m MODULE WORDS` prints. Raises TooHeavy or Crashed."""
    command = [sys.executable, "-I", "-X", "utf8", "-m", module, *words]
    try:
        done = subprocess.run(  # noqa: S603  our own module; the words are a kind, a number, a path that we made
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=WALL_SECONDS, env={}, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise TooHeavy from None
    if done.returncode in {-24, -9, TOO_HEAVY}:
        raise TooHeavy
    if done.returncode:
        raise Crashed(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


TOO_HEAVY = 75  # what a child returns when memory ran out
