"""A case as the guards see it: one frozen picture, made under the case's lock. No Django.

The parts that a case has not reached yet keep their defaults, under which nothing stands in the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

GRANT, REFUSE = "grant", "refuse"
Hands = Mapping[str, frozenset[UUID]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """形式审查: the checklist, the remarks, the one correction notice."""

    unmarked: tuple[str, ...] = ()  # items of the checklist that were not gone through
    failing: tuple[str, ...] = ()  # items that were found lacking or wrong
    remarks: int = (
        0  # remarks that a correction notice would ask about, or asks about, and that stand
    )
    unanswered: tuple[str, ...] = ()  # remarks of the notice that the applicant has not answered
    noticed: bool = False  # a correction notice was sent
    due: datetime | None = None  # the last moment for the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """审核: credit, overlap, recognised amounts, panel."""

    credit: str = (
        ""  # why the last credit check does not let the case go on, in words; "" where it does
    )
    hits: int = 0  # credit hits that wait for a finding
    overlaps: tuple[str, ...] = ()  # signs of the same matter elsewhere that wait for a resolution
    unrecognised: tuple[str, ...] = ()  # amounts that were not recognised yet
    ceiling: bool = True  # the rules give a ceiling on what was recognised
    panel_wanted: bool = False  # the round asks for a panel for this measure
    panel_closed: bool = False
    seats: int = 0  # experts who sit, without those who stepped back
    unscored: tuple[str, ...] = ()  # experts who have not handed in their scores
    undeclared: tuple[
        str, ...
    ] = ()  # experts who have not declared whether they have a conflict of interest


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """拟定和审定: the newest proposal and who has approved it."""

    outcome: str = GRANT
    approvers: frozenset[UUID] = frozenset()  # who has approved this proposal already
    wanted: int = 1  # approvers that its amount asks for
    countersigned: tuple[
        str, ...
    ] = ()  # agencies whose countersignature the round asks for and that is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """公示和异议."""

    listed: bool = True  # stands in a drafted public notice
    over: datetime | None = None  # the last moment of the notice
    objections: int = 0  # objections that were not handled yet
    upheld: bool = False  # one was found justified


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """答复以后: what the decision was, until when it may be reviewed, and what is still to be paid."""

    outcome: str = GRANT
    lettered: bool = True  # the decision's letter is issued
    review_until: datetime | None = None
    reviewed: bool = False  # was re-examined once
    opinion: bool = False  # the re-examining officer has given an opinion
    unpaid: int = 0  # instalments neither paid nor cancelled
    at_bank: bool = False  # a payment is on its way
    paid: bool = False  # money has been paid
    suspended: bool = False
    rated: bool = False
    complaint: bool = False  # a bad rating without an answer
    accepted: bool = False  # project mode: passed acceptance
    acceptance: str = ""  # the officer's opinion of the running acceptance: pass, rectify, fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that a guard may ask. Names in tuples are Chinese, as reasons quote them."""

    state: str  # "" before it is started
    now: datetime
    opens_at: datetime
    closes_at: datetime
    published: bool = True
    # The product still has the version of the policy that the round was made from.
    pinned: bool = True
    public: bool = True  # applicants file for this measure themselves
    project: bool = False  # 研发类: decided before the work, paid after acceptance
    organisation: str = "verified"  # the state of the applicant's registration
    on_behalf: bool = False
    numbered: bool = False  # submitted at least once
    rival: str = ""  # another live application for the same thing
    support_declared: bool = True
    invalid: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()  # required materials without a file
    strange: tuple[str, ...] = ()  # files under an item that the list no longer has
    overdrawn: tuple[str, ...] = ()  # invoices whose parts sum to more than the invoice
    hands: Hands = field(default_factory=lambda: MappingProxyType({}))  # by step: who has taken it
    interested: frozenset[UUID] = frozenset()  # people with an interest in the applicant
    examined: Examined = Examined()
    reviewed: Reviewed = Reviewed()
    proposed: Proposed = Proposed()
    noticed: Noticed = Noticed()
    answered: Answered = Answered()
