"""The child process that looks inside a file: `python -m duixian.files.child KIND PATH`, one line of JSON out."""

import importlib
import json
import sys
from pathlib import Path

from duixian.files import confined
from duixian.files.checks.fault import Fault

_MODULES = {
    "pdf": "pdf", "jpg": "images", "png": "images", "docx": "office", "xlsx": "office", "ofd": "ofd", "xml": "markup",
}  # fmt: skip


def examine(path: Path, kind: str) -> Fault | None:
    """The first rule that the file breaks."""
    module = importlib.import_module(f"duixian.files.checks.{_MODULES[kind]}")
    fault = module.examine(path, kind)
    assert fault is None or isinstance(fault, Fault)
    return fault


def pages(path: Path, kind: str) -> int:
    """How many pages a preview can show."""
    if kind == "pdf":
        module = importlib.import_module("duixian.files.checks.pdf")
        return int(module.pages(path))
    return 1 if kind in {"jpg", "png"} else 0


def answer(kind: str, path: str) -> str:
    """What was found, as the parent reads it."""
    fault = examine(Path(path), kind)
    if fault:
        return json.dumps({"rule": fault.rule, "detail": fault.detail})
    return json.dumps({"pages": pages(Path(path), kind)})


def main(kind: str, path: str) -> int:
    """Look, and say what was found."""
    confined.limit()
    try:
        sys.stdout.write(answer(kind, path))
    except (MemoryError, RecursionError):
        return confined.TOO_HEAVY
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
