"""What the tests write is in memory where the machine has room for it: a commit waits for the disk, and there are many.

The databases stay as they are set up, with every sync that they make; only the disk below them is quicker.
"""

import os
import shutil
import tempfile
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3
CHOSEN = "DUIXIAN_TESTS_IN"


def place() -> Path | None:
    """Where there is room in memory; None where there is none."""
    there = SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK)
    return SHARED_MEMORY if there and shutil.disk_usage(SHARED_MEMORY).free > ROOM else None


def here() -> Path | None:
    """The run's own folder in memory, where it has one."""
    chosen = os.environ.get(CHOSEN)
    return Path(chosen) if chosen else None


def begin() -> Path | None:
    """Make that folder, for the temporary files of this process and those that it starts; None where it is there."""
    made = here() is None and place()
    if made:
        os.environ[CHOSEN] = tempfile.mkdtemp(prefix="duixian-tests-", dir=made)
    if chosen := here():
        os.environ["TMPDIR"] = tempfile.tempdir = str(chosen)
    return chosen if made else None
