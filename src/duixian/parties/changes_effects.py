"""What a confirmed change does to the enterprise's own row, under its lock; by kind."""

from collections.abc import Callable

from duixian.parties.changes_rows import Change, FormerName
from duixian.parties.initials import initials
from duixian.parties.models import Organisation


def take(row: Change) -> None:
    """Let it take effect, inside the caller's transaction."""
    _EFFECTS[Change.Kind(row.kind)](row)


def _rename(row: Change) -> None:
    """The name changes; the one before is kept with its period."""
    organisation = row.organisation
    last = organisation.former_names.first()
    FormerName.objects.create(
        organisation=organisation, name=organisation.name, pinyin=organisation.pinyin,
        since=last.until if last else None, until=row.effective_on, change=row,
    )  # fmt: skip
    organisation.name, organisation.pinyin = row.name, initials(row.name)
    organisation.save(update_fields=["name", "pinyin"])


def _close(row: Change) -> None:
    """It begins nothing new; what it has is seen and carried on."""
    row.organisation.state = Organisation.State.CLOSED
    row.organisation.save(update_fields=["state"])


def _move(row: Change) -> None:
    """Another centre looks after it; cases on their way stay where they are until they are handed over."""
    row.organisation.centre = row.centre
    row.organisation.save(update_fields=["centre"])


def _lift(row: Change) -> None:
    assert row.lifts is not None
    if row.lifts.kind == Change.Kind.DEREGISTRATION:
        row.organisation.state = Organisation.State.VERIFIED
        row.organisation.save(update_fields=["state"])


def _mark(row: Change) -> None:
    """The row itself is the mark."""


_EFFECTS: dict[Change.Kind, Callable[[Change], None]] = {
    Change.Kind.RENAME: _rename,
    Change.Kind.MERGER: _close,
    Change.Kind.DEREGISTRATION: _close,
    Change.Kind.INSOLVENCY: _mark,
    Change.Kind.MOVE_OUT: _mark,
    Change.Kind.CENTRE: _move,
    Change.Kind.LIFT: _lift,
}
