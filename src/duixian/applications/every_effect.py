"""What each step does beside moving the case: one row a step; a step without one only moves, and keeps its reason."""

from duixian.applications import (
    accepting,
    answering,
    correcting,
    countersigning,
    deciding,
    examination,
    overlapping,
    paneling,
    reviewing,
    submission,
)
from duixian.applications.effects import Effect

EFFECTS: dict[str, Effect] = {
    "submit": submission.EFFECT,
    **examination.EFFECTS,
    **correcting.EFFECTS,
    **reviewing.EFFECTS,
    **overlapping.EFFECTS,
    **paneling.EFFECTS,
    **countersigning.EFFECTS,
    **deciding.EFFECTS,
    **answering.EFFECTS,
    **accepting.EFFECTS,
}
