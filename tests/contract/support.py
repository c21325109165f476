"""What the contract tests share: the real command, one good claim, and figures read from text."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duixian import policy

DATA = Path(__file__).parent / "data"
COMMAND = Path(sys.executable).with_name("duixian")
COMPARED = ("id", "measure", "clause", "status", "ceiling", "payable", "instalments", "missing")
CHINESE = re.compile(r"[一-鿿]")
MONEY = re.compile(r"(\d{1,3}(?:,\d{3})*\.\d\d)元")


@dataclass(frozen=True)
class Ran:
    """One run of the command."""

    status: int
    out: bytes
    err: str

    @property
    def answers(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.decode().splitlines()]


def duixian(*arguments: str, given: bytes = b"") -> Ran:
    """Run the installed command."""
    ran = subprocess.run(
        [str(COMMAND), *arguments], input=given, capture_output=True, check=False, timeout=300
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr.decode())


def lines(claims: list[Any]) -> bytes:
    """One JSON object a line."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in claims).encode()


def answered(claim: Any) -> dict[str, Any]:
    """The product's answer to one claim, in process."""
    return policy.answer_line(json.dumps(claim, ensure_ascii=False), policy.library())


GOOD_FACTS: dict[str, dict[str, Any]] = {
    "settle": {"granted_before": "0.00"},
    "office-rent": {"rent_paid": "864000.00", "support_years": 0},
    "office-purchase": {"price_paid": "12345.67", "granted_before": "0.00"},
    "rnd": {"project_spend": "5999900.00", "has_results": True, "open_project": False},
    "qualification": {"qualification": "cmmi", "level": "3", "granted_before": "0.00"},
    "game-licence": {
        "licence_obtained": True,
        "online": True,
        "revenue": "0.01",
        "granted_before": "0.00",
    },
    "game-export": {
        "overseas_online": True,
        "revenue_settled_domestically": "0.01",
        "granted_before": "0.00",
    },
    "first-application": {"own_ip": True, "first_of_kind": True, "sales_received": "16666600.00"},
    "first-application-recognised": {"recognised_by": "national"},
    "compute": {"compute_cost": "15000000.00"},
    "organisation": {"granted_before": "0.00"},
    "carrier": {"recognised_by": "national", "build_spend": "8000000.00"},
    "carrier-startup": {"in_carrier": True, "granted_before": "0.00"},
    "showcase": {
        "self_used_rent": "1000000.00",
        "fit_out_cost": "1900000.00",
        "running_cost": "1000000.00",
    },
    "event-host": {"event_spend": "3000000.00"},
    "exhibition": {
        "registration_fee": "180000.00",
        "booth_fee": "50000.00",
        "build_fee": "70000.00",
        "granted_before": "0.00",
    },
    "major-project": {
        "leading_group_decision": "普投促纪〔2025〕1号",
        "decided_amount": "4000000.00",
    },
}
MEASURES = list(GOOD_FACTS)


def claim(measure: str = "compute", /, **changes: Any) -> dict[str, Any]:
    """A claim that is eligible, with some of its facts, its applicant or itself changed.

    `facts` and `applicant` are laid over the good ones; every other name replaces a key.
    """
    facts = GOOD_FACTS.get(measure, {}) | changes.pop("facts", {})
    who: dict[str, Any] = {
        "kind": "nonprofit" if measure == "organisation" else "enterprise",
        "registered_on": "2025-03-01",
        "arrived_on": "2025-03-01",
        "field": "ai",
        "breaches": [],
    }
    return {
        "id": "c1",
        "on": "2026-03-02",
        "measure": measure,
        "applicant": who | changes.pop("applicant", {}),
        "facts": facts,
    } | changes


def breach(on: str, **flags: bool) -> dict[str, Any]:
    """A record that counts where its day does."""
    return {"on": on, "repaired": False, "confirmed": False, "in_force": False} | flags


def without(value: dict[str, Any], *names: str) -> dict[str, Any]:
    """The object with some keys left out."""
    return {name: one for name, one in value.items() if name not in names}


def figures(text: str) -> list[str]:
    """The amounts in a sentence, as the contract writes them."""
    return [found.replace(",", "") for found in MONEY.findall(text)]


def fen(amount: str) -> int:
    """Fen from money as the contract writes it."""
    return int(amount.replace(".", ""))
