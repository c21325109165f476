"""What a case says, in words: the same for the applicant's last check and for officials."""

from typing import Any

from duixian.applications import words
from duixian.applications.assessment import Assessment
from duixian.applications.folder import Folder
from duixian.kernel.money import Money

UNLISTED = "不在清单内"


def in_words(found: Folder, judgement: Assessment) -> dict[str, Any]:
    """A case as it would be read."""
    application, answers = found.application, found.application.answers
    names = {one["id"]: one["name"] for one in found.terms.materials}
    return {
        "application": application, "measure": found.measure, "judgement": judgement, "lines": found.lines,
        "answers": [(fact.name, words.said(fact, answers.get(id_))) for id_, fact in found.facts.items()],
        "total": Money(sum(line.amount for line in found.lines)),
        "evidence": [(names.get(one.item, UNLISTED), one) for one in found.evidence],
        "support": [words.support(row, found.policy) for row in application.other_support or ()],
    }  # fmt: skip
