"""Pairs of operations on one case at the same moment, beside the two ways of doing one after the other.

What can be done is read off the process table at a case brought there by the product's own verbs. The database is put
back between two tries as a whole, so that each begins from the very same rows.
"""

import contextvars
import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

from django.db import DatabaseError, connection, connections, transaction

from duixian.applications import attachments, casework, drafts, publicity
from duixian.applications.models import (
    Application,
    Approval,
    Evidence,
    NoticeItem,
    Proposal,
    Snapshot,
    Taken,
)
from duixian.audit.models import Entry
from duixian.funds.models import Instalment, LedgerAccount, Transfer
from duixian.kernel import clock
from duixian.letters.models import Letter
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.web.acts.table import ACTS
from duixian.web.boxes import Box
from tests.access.asking import block
from tests.applications import deciding, filing
from tests.applications.cast import District
from tests.emptied import filled, unguarded

MEETING = 20  # seconds: both threads are there within these
OWN_COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""
Act = Callable[[], object]
Builder = Callable[[District], Application]
FORMS: dict[str, dict[str, Any]] = {
    "examine": {"act": "remark", "place": "", "text": "请补充说明"}, "settle-overlap": {"act": "scan"},
    "visit": {"place": "公司", "people": "甲、乙", "finding": "情况属实"},
    "propose": {"amount": "20万元", "reason": "符合三（六）"}, "propose-refusal": {"reason": "不符合三（六）"},
    "call-panel": {"size": "3", "field": "", "rule": "mean"}, "close-panel": {"summary": "同意"},
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What somebody does, as their page stood before: its name, and the act itself."""

    name: str
    act: Act


@dataclass(frozen=True, kw_only=True)
class Found:
    """What became of two operations, and of everything that they may have touched."""

    said: tuple[str, str]
    left: tuple[Any, ...]


# --- the database as a whole


class Kept:
    """The database as it was, to be put back. Everybody's connection is closed meanwhile."""

    def __init__(self) -> None:
        self.name = str(connection.settings_dict["NAME"])
        self.columns: dict[str, str] = {}
        if connection.vendor == "postgresql":
            self._keep_tables()
        else:
            self._copied(self.name, f"{self.name}_kept")

    def put_back(self) -> None:
        """As it was."""
        if connection.vendor == "postgresql":
            self._put_tables_back()
        else:
            self._copied(f"{self.name}_kept", self.name)
        connections.close_all()

    def drop(self) -> None:
        """The copy is not needed any more."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA kept CASCADE")
        else:
            Path(f"{self.name}_kept").unlink()

    def _copied(self, source: str, target: str) -> None:
        connections.close_all()
        with closing(sqlite3.connect(source)) as there:
            there.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for beside in ("-wal", "-shm"):
            Path(target + beside).unlink(missing_ok=True)
        shutil.copyfile(source, target)

    def _keep_tables(self) -> None:
        """What is in the tables, in tables beside them: to copy a whole database takes PostgreSQL two seconds."""
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
            for name in filled():
                cursor.execute(f"CREATE UNLOGGED TABLE kept.{name} AS TABLE public.{name}")
                cursor.execute(OWN_COLUMNS, [name])
                self.columns[name] = cursor.fetchone()[0]

    def _put_tables_back(self) -> None:
        there = [f"DELETE FROM public.{name}" for name in filled()]
        back = [
            f"INSERT INTO public.{name} ({own}) OVERRIDING SYSTEM VALUE SELECT {own} FROM kept.{name}"
            for name, own in self.columns.items()
        ]
        with transaction.atomic(), unguarded(), connection.cursor() as cursor:
            cursor.execute("; ".join([*there, *back]))


# --- what can be done


def operations(cast: District, case: Application) -> list[list[Operation]]:
    """By name, each with everybody (at most two) who can do it now."""
    people = (
        cast.applicant, cast.owner, cast.centre, cast.officer, cast.officer2, cast.approver, cast.approver2,
    )  # fmt: skip
    found: dict[str, list[Operation]] = {}
    for viewer in people:
        for option in casework.options(viewer, case):
            step = option.step.id
            if option.open and step in ACTS and step not in {"save", "mend", "post", "seat"}:
                given = {"seen": case.turn, **_form(viewer, case, step)}
                act: Act = partial(casework.take, viewer, case.pk, step, **given)
                found.setdefault(step, []).append(Operation(name=step, act=act))
    for name, other in _others(cast, case):
        found.setdefault(name, []).append(Operation(name=name, act=other))
    return [ways[:2] for ways in found.values()]


def _form(viewer: Viewer, case: Application, step: str) -> dict[str, Any]:
    """What the step's page would send."""
    if step in {"submit", "answer", "hand"}:
        return filing.signature(viewer, case)
    if step == "recognise":
        first = case.lines.all()[0]
        return {"rows": {f"line-{first.pk}": {"recognised": "90万元", "reason": "核减"}}}
    boxes = {box.name: _typed(case, box) for box in ACTS[step].asked(viewer, case)}
    dated = {"on": clock.today().isoformat()} if step == "visit" else {}
    return {**boxes, **dated, **FORMS.get(step, {})}


def _typed(case: Application, box: Box) -> Any:
    if box.options:
        return next((value for value, _ in box.options if value), "")
    if box.style == "file":
        return filing.stored(case.applicant, "证明.pdf")
    return clock.today().isoformat() if box.name.endswith("_on") else box.value or "情况属实"


def _others(cast: District, case: Application) -> Iterator[tuple[str, Act]]:
    """What is done to a case beside the table's steps, as pages do it."""
    if case.state in {"draft", "correcting"}:
        piece = Evidence.objects.filter(application=case, removed_at=None)[0]
        file, version = filing.stored(case.applicant, "补充.pdf"), case.version
        answers = {"field": "cloud"}
        yield "attach", partial(attachments.attach, cast.owner, case.pk, item=piece.item, file=file)
        yield "remove", partial(attachments.remove_evidence, cast.applicant, case.pk, piece.pk)
        for who in (cast.applicant, cast.owner):
            yield "save", partial(drafts.save, who, case.pk, version=version, answers=answers)
    item = NoticeItem.objects.filter(application=case).select_related("notice").last()
    if item and item.notice.state == "posted":
        signed = publicity.Signed(name="某人", contact="021-1")
        yield (
            "object-to",
            partial(
                publicity.object_to, item.pk, signed=signed, text="有异议", viewer=cast.officer
            ),
        )
    if item and item.notice.state == "draft":
        seen = {str(case.pk): case.turn}
        yield "post", partial(publicity.post, cast.approver, item.notice_id, seen=seen)


# --- one after the other, and at once


def after_each_other(kept: Kept, case: Application, *two: Operation) -> Found:
    """The first, then the second."""
    kept.put_back()
    said = [_tried(one.act) for one in two]
    return Found(said=(said[0], said[1]), left=left(case))


def at_once(kept: Kept, case: Application, *two: Operation) -> Found:
    """Both in the same moment, each in a thread with a connection of its own."""
    kept.put_back()
    start = Barrier(2)

    def run(act: Act) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=MEETING)
            return _tried(act)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(contextvars.copy_context().run, run, one.act) for one in two]
        said = [one.result() for one in running]
    return Found(said=(said[0], said[1]), left=left(case))


def _tried(act: Act) -> str:
    try:
        return type(act()).__name__
    except (Refused, NotSeen, DatabaseError) as error:
        return type(error).__name__


def left(case: Application) -> tuple[Any, ...]:
    """The case, its steps in their order, its papers, the money, and what the trail says of it all; no chance keys."""
    own = {"application": case.pk}
    evidence = Evidence.objects.filter(**own).values_list("item", "file", "removed_at")
    entries = Entry.objects.values_list("subject", "action", "outcome")
    rows = (
        Application.objects.filter(pk=case.pk).values_list("state", "turn", "version", "number", "ceiling"),
        Taken.objects.filter(**own).order_by("pk").values_list("step", "source", "to", "person"),
        Proposal.objects.filter(**own).order_by("pk").values_list("number", "outcome", "state", "amount"),
        Approval.objects.filter(proposal__application=case.pk).order_by("pk").values_list("person", "meeting"),
        Snapshot.objects.filter(**own).order_by("pk").values_list("number"),
        NoticeItem.objects.filter(**own).order_by("pk").values_list("notice__state", "outcome"),
        Letter.objects.order_by("series", "sequence").values_list("kind", "number"),
        LedgerAccount.objects.order_by("book", "credits", "debits").values_list("book", "credits", "debits"),
        Transfer.objects.order_by("move", "amount").values_list("move", "amount"),
        Instalment.objects.order_by("number", "state").values_list("number", "year", "amount", "state"),
    )  # fmt: skip
    return (
        *(tuple(one) for one in rows),
        sorted((item, str(file), removed is None) for item, file, removed in evidence),
        sorted((subject.partition(":")[0], action, outcome) for subject, action, outcome in entries),
    )  # fmt: skip


# --- stations


@contextmanager
def standing(cast: District, build: Builder) -> Iterator[Application]:
    """A case there; the clock is held where its public notice is over, if it must be."""
    with ExitStack() as later:
        try:
            with block():
                made = build(cast)
        except Refused:
            posted = deciding.noticed(cast)
            later.enter_context(deciding.after_notice(posted))
            made = build(cast, posted)  # type: ignore[call-arg]
        yield filing.get(made.pk)


def pairs(cast: District, case: Application) -> Iterator[tuple[Operation, Operation]]:
    """Every two operations, and each with itself: by two people where two can do it."""
    ways = operations(cast, case)
    for one in ways:
        yield one[0], one[-1]
    for first, second in itertools.combinations(ways, 2):
        yield first[0], second[-1]
