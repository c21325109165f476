"""Histories made by the product's own verbs: a fixed one to corrupt, and random ones that are clean."""

import hashlib
import io
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction

from duixian.audit import export, trail
from duixian.audit.actor import Actor

MORNING = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
OFFICER = Actor(
    person=UUID(int=7), name="王芳", role="officer", organisation=UUID(int=8), address="10.0.0.7",
    request="req-1",
)  # fmt: skip
APPLICANT = Actor(person=UUID(int=9), name="陈晨", role="applicant", organisation=UUID(int=10))
JOB = Actor.job("retention")
CASE = "application:1"


class Shelf:
    """Files and snapshots that a domain folder would keep, and the provider that lists them."""

    def __init__(self) -> None:
        self.parts: list[export.Part] = []

    def __call__(self) -> Iterable[export.Part]:
        return self.parts

    def submit(self, *contents: bytes, kept: bool = True) -> None:
        """An entry that vouches for some files."""
        hashes = [hashlib.sha256(content).hexdigest() for content in contents]
        entry = trail.record(
            APPLICANT, "application.submit", CASE, payload={"fen": 12_000_000_00}, files=hashes
        )
        for content, sha256 in zip(contents, hashes, strict=True):
            self.parts.append(
                export.Part(
                    seq=entry.seq,
                    name=f"材料 {len(self.parts)}.pdf",
                    sha256=sha256,
                    content=partial(io.BytesIO, content) if kept else None,
                )
            )


def note(words: str, actor: Actor = OFFICER) -> int:
    """One entry with a little text."""
    return trail.record(actor, "application.note", CASE, payload={"说明": words}).seq


def fixed(shelf: Shelf) -> list[str]:
    """Thirteen entries (with the export's own); returns the heads that somebody kept outside: at 4 and at 9."""
    with transaction.atomic():
        note("收件")
        shelf.submit(b"snapshot 1", b"contract")
        note("联系人 陈晨 13800000000", APPLICANT)
    trail.denied(APPLICANT, "application.approve", CASE, "没有权限")
    kept = [trail.signed_head(MORNING)]
    with transaction.atomic():
        shelf.submit(b"snapshot 2", b"never leaves", kept=False)
        note("补正")
        trail.erase([3], "当事人要求删除", JOB)
        trail.begin_epoch(JOB, "从三月一日的备份恢复")
        note("初审")
    kept.append(trail.signed_head(MORNING + timedelta(hours=1)))
    with transaction.atomic():
        note("复审")
        note("公示")
        note("拨付")
    return kept


def anything(chance: random.Random, shelf: Shelf) -> None:
    """A clean history of any kind."""
    for _ in range(chance.randint(0, 25)):
        step = chance.choice(["note", "note", "note", "submit", "denied", "erase", "epoch", "head"])
        if step == "denied":
            trail.denied(APPLICANT, "application.open", f"application:{uuid4()}", "看不到")
            continue
        with transaction.atomic():
            if step == "note":
                note(
                    "".join(
                        chance.choices(
                            '甲乙𠮷"\\\n\t\x00\x7f\u2028é<>{}😀 ', k=chance.randint(0, 9)
                        )
                    )
                )
            elif step == "submit":
                shelf.submit(
                    *(chance.randbytes(9) for _ in range(chance.randint(1, 3))), b"same", b"same"
                )
            elif step == "erase":
                seqs = chance.sample(range(1, 40), chance.randint(0, 5))
                trail.erase(CASE if len(seqs) % 2 else seqs, "期满", JOB)
            elif step == "epoch":
                trail.begin_epoch(JOB, "恢复")
            else:
                trail.signed_head(MORNING)


def exported() -> bytes:
    """The zip that the auditor gets."""
    out = io.BytesIO()
    export.write(out, JOB)
    return out.getvalue()
