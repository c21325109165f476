"""How a case stands with credit, as guards see it: one frozen value. Pure; no Django."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

FRESH_DAYS = 7
NEVER, CLEAN, HIT, FAILED = "", "clean", "hit", "failed"
OUTCOME_NAMES = {
    NEVER: "未核查",
    CLEAN: "没有记录",
    HIT: "有记录",
    FAILED: "没有完成",
}
_ASK = "请经办人重新核查"


class Purpose(StrEnum):
    """The moments at which a case is screened (domain.md reading 8)."""

    FILING = "filing"
    PROPOSAL = "proposal"
    NOTICE = "notice"
    PAYMENT = "payment"
    CHECK = "check"


PURPOSE_NAMES = {
    Purpose.FILING: "申报时",
    Purpose.PROPOSAL: "提出意见前",
    Purpose.NOTICE: "公示前",
    Purpose.PAYMENT: "拨付前",
    Purpose.CHECK: "日常核查",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The latest screening of a subject as it stands at a moment; `confirmed` are the records in words."""

    outcome: str = NEVER
    at: datetime | None = None
    age_days: int = 0
    fresh_days: int = FRESH_DAYS
    changed: bool = False  # the register of this enterprise is no longer what was screened
    failure: str = ""
    open_hits: int = 0
    confirmed: tuple[str, ...] = ()

    @property
    def fresh(self) -> bool:
        """Made within the days that a round allows, of the register as it is."""
        return self.at is not None and self.age_days <= self.fresh_days and not self.changed

    @property
    def blocked(self) -> str | None:
        """Why the case can't go on yet: not screened, too old, failed, or hits without a finding; None if it can."""
        if self.at is None:
            return "还没有做信用核查，请经办人先核查"
        if self.outcome == FAILED:
            return f"信用核查没有完成：{self.failure}"
        if self.age_days > self.fresh_days:
            return f"信用核查已过{self.age_days}天，只在{self.fresh_days}天内有效，{_ASK}"
        if self.changed:
            return f"核查以后，该单位的信用登记有变化，{_ASK}"
        if self.open_hits:
            return f"有{self.open_hits}条信用记录待核实，请经办人核实后再办"
        return None

    @property
    def barred(self) -> str | None:
        """Why the applicant has lost its eligibility (五（二）): records that an officer has confirmed; None if it has not."""
        if not self.confirmed:
            return None
        return f"有{len(self.confirmed)}条经核实的失信或违法记录：{'；'.join(self.confirmed)}"
