"""A submitted application on paper: the receipt (回执) and the form (申请书), as HTML for the page that makes the PDF.

Both say what the snapshot says, whatever has changed since.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from duixian import policy
from duixian.applications import commitment, snapshot, words
from duixian.applications.answers import facts_of
from duixian.applications.commitment import Commitment
from duixian.applications.models import Snapshot
from duixian.audit import trail
from duixian.audit.models import SignedHead
from duixian.kernel.clock import SHANGHAI
from duixian.policy import Fact, Policy

ERASED = "（已依法删除）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What both papers lay out."""

    snapshot: Snapshot
    content: dict[str, Any]
    personal: dict[str, str]
    policy: Policy
    facts: dict[str, Fact]
    commitment: Commitment
    head: str

    @property
    def moment(self) -> str:
        """When it was submitted, on the clock of Shanghai."""
        return spoken(self.snapshot.submitted_at)

    @property
    def signer(self) -> str:
        return self.personal.get("signer.name", ERASED)

    @property
    def ceiling(self) -> str:
        """The payable ceiling in words."""
        payable = self.content["assessment"]["payable"]
        return words.amount(payable) if payable else "须由经办人核定"

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What was asked and answered, in the form's order."""
        given = self.content["answers"]
        return [
            (fact.name, words.said(fact, given.get(id_)))
            for id_, fact in self.facts.items()
            if given.get(id_) is not None or fact.absent
        ]

    @property
    def expenses(self) -> list[dict[str, Any]]:
        """The expense lines with their facts by name."""
        return [{**row, "fact": self.facts[row["fact"]].name} for row in self.content["lines"]]

    @property
    def support(self) -> list[str]:
        return [words.support(row, self.policy) for row in self.content["other_support"] or ()]

    @property
    def files(self) -> list[dict[str, Any]]:
        """The files by the name of their item, numbered as the snapshot lists them."""
        names = {
            one["id"]: one["name"] for one in self.snapshot.application.round_measure.materials
        }
        return [
            {**one, "item": names.get(one["item"], one["item"])} for one in self.content["evidence"]
        ]


def of(made: Snapshot) -> Paper:
    """Everything to lay out, with the head of the trail as it was signed when this was submitted."""
    content = snapshot.opened(made)
    used = policy.library().get(content["policy"]["id"])
    return Paper(
        snapshot=made, content=content, personal=snapshot.personal(made), policy=used,
        facts=facts_of(used, used.measure(content["measure"]["id"])),
        commitment=commitment.get(made.commitment_version), head=_head(made),
    )  # fmt: skip


def _head(made: Snapshot) -> str:
    """The signed head that ends with the entry about this submit: laying out a paper writes nothing."""
    entries = trail.of(f"application:{made.application_id}").filter(action="application.submit")
    entry = next((one for one in entries if made.sha256 in one.files), None)
    signed = SignedHead.objects.filter(size=entry.seq, hash=entry.hash).first() if entry else None
    return signed.text if signed else ""


def receipt(made: Snapshot) -> str:
    """回执: number, moment, hashes, the trail's signed head."""
    return render_to_string("applications/receipt_paper.html", {"paper": of(made)})


def form(made: Snapshot) -> str:
    """申请书: all that was submitted, with the commitment as signed."""
    return render_to_string("applications/form_paper.html", {"paper": of(made)})


def spoken(moment: datetime) -> str:
    """2026年3月2日 09:30:05（北京时间）."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}（北京时间）"
