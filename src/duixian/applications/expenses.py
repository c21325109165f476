"""The expense lines of a draft, set all at once or not at all; their totals become the facts that they feed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from duixian.applications import casework, correcting, fields, lines
from duixian.applications.lines import BadLines, Line
from duixian.applications.models import Application, DraftRevision, ExpenseLine
from duixian.applications.snapshot import line_of
from duixian.applications.terms import measure_of
from duixian.audit import trail
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties.access import Refused, Viewer

SESSION = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesSaved:
    """Kept under this version: the totals by fact, in the contract's words."""

    version: int
    totals: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesConflict:
    """Somebody else set the lines since mine were read: theirs stay until a person decides. Rows are as typed."""

    version: int
    mine: list[dict[str, Any]]
    theirs: list[dict[str, Any]]


def set_lines(
    viewer: Viewer, id_: UUID, rows: Sequence[Mapping[str, Any]], *, version: int
) -> LinesSaved | LinesConflict:  # fmt: skip
    """Set all lines over the version that they were read at. Cells are as typed; a row may name its `source_file`.

    Raises Refused, with a fault for each cell (“lines.<row>.<column>”, rows from 0), or NotSeen.
    """
    with casework.editing(viewer, id_, "application.lines") as application:
        correcting.require(application, [correcting.lines_place(application)])
        read = _read(application, rows)
        if application.lines_version > version:
            theirs = [line_of(one) for one in application.lines.all()]
            return LinesConflict(
                version=application.version, mine=[dict(row) for row in rows], theirs=theirs
            )
        files = _files(application, rows)
        before = set(application.lines.values_list("fact", flat=True))
        application.lines.all().delete()
        ExpenseLine.objects.bulk_create(
            _row(application, n, line, files) for n, line in enumerate(read)
        )
        totals = lines.totals((line.fact, line.amount) for line in read)
        kept = {name: value for name, value in application.answers.items() if name not in before}
        application.answers = {**kept, **totals}
        _save(application, viewer, len(read), totals)
        return LinesSaved(version=application.version, totals=totals)


def _read(application: Application, rows: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    try:
        return lines.read(measure_of(application.round_measure), rows, clock.today())
    except BadLines as bad:
        raise Refused(
            *((f"lines.{row}.{column}", reason) for (row, column), reason in bad.faults.items())
        ) from None


def _files(application: Application, rows: Sequence[Mapping[str, Any]]) -> dict[int, UUID]:
    """The originals of the lines that have one, by position; only files of the applicant's own."""
    filled = [row for row in rows if not lines.is_blank(row)]
    asked = {n: str(row["source_file"]) for n, row in enumerate(filled) if row.get("source_file")}
    own = StoredFile.objects.filter(owner=application.applicant_id, erased_at=None)
    known = {
        str(pk): pk for pk in own.filter(pk__in=set(asked.values())).values_list("pk", flat=True)
    }
    if strange := [n for n, pk in asked.items() if pk not in known]:
        raise Refused((f"lines.{strange[0]}.source_file", "没有这份发票原件，请重新上传"))
    return {n: known[pk] for n, pk in asked.items()}


def _row(
    application: Application, position: int, line: Line, files: Mapping[int, UUID]
) -> ExpenseLine:
    return ExpenseLine(
        application=application, position=position, fact=line.fact, content=line.content,
        contract_number=line.contract_number, counterparty=line.counterparty, contract_key=line.contract_key,
        invoice_code=line.invoice_code,
        invoice_number=line.invoice_number, invoice_key=line.invoice_key, invoiced_on=line.invoiced_on,
        invoice_amount=line.invoice_amount, amount=line.amount, paid_on=line.paid_on, paid_amount=line.paid_amount,
        source_file_id=files.get(position),
    )  # fmt: skip


def _save(application: Application, viewer: Viewer, count: int, totals: Mapping[str, str]) -> None:
    application.version += 1
    application.lines_version = application.version
    application.updated_at = clock.now()
    application.save()
    DraftRevision.objects.create(
        application=application, version=application.version, fields=fields.of(application), person=viewer.person,
        at=application.updated_at,
    )  # fmt: skip
    trail.record_once(
        viewer.actor, "application.lines", casework.subject_of(application.pk), within=SESSION,
        payload={"version": application.version, "lines": count, "totals": dict(totals)},
    )  # fmt: skip
