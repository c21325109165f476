"""The rules engine: a policy document into a tree, a tree into answers, tables, forms and pages. No Django."""

from duixian.policy.assessment import Answer, answer_line, assess
from duixian.policy.claim import BadClaim, Claim, read_claim
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
from duixian.policy.steps import Step

__all__ = [
    "Answer", "BadClaim", "Choice", "Claim", "Condition", "Example", "Fact", "Finding", "Library", "Measure",
    "Paragraph", "Parameter", "Policy", "PolicyErrors", "Step", "answer_line", "assess", "library", "load",
    "read_claim",
]  # fmt: skip
