"""The rules engine: a policy document into a tree, a tree into answers, tables, forms and pages. No Django.

Reading and answering single claims loads when it is first named: `match` and the documents do without.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from duixian.policy.findings import Finding, PolicyErrors
from duixian.policy.library import Library, library, load
from duixian.policy.model import (
    Choice,
    Condition,
    Example,
    Fact,
    Measure,
    Paragraph,
    Parameter,
    Policy,
)

if TYPE_CHECKING:
    from duixian.policy.assessment import Answer, answer_line, assess
    from duixian.policy.claim import BadClaim, Claim, read_claim
    from duixian.policy.steps import Step

__all__ = [
    "Answer", "BadClaim", "Choice", "Claim", "Condition", "Example", "Fact", "Finding", "Library", "Measure",
    "Paragraph", "Parameter", "Policy", "PolicyErrors", "Step", "answer_line", "assess", "library", "load",
    "read_claim",
]  # fmt: skip

_LATER = {
    "Answer": "assessment", "answer_line": "assessment", "assess": "assessment",
    "BadClaim": "claim", "Claim": "claim", "read_claim": "claim", "Step": "steps",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return found
