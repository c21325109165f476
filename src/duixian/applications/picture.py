"""A case as the guards see it: one frozen picture, made under the case's lock. No Django."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that a guard may ask. Names in tuples are Chinese, as reasons quote them."""

    state: str  # "" before it is started
    now: datetime
    opens_at: datetime
    closes_at: datetime
    published: bool = True
    pinned: bool = (
        True  # the product still has the version of the policy that the round was made from
    )
    public: bool = True  # applicants file for this measure themselves
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
