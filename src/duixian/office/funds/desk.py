"""What the pages about money share: who reads them, their parts, and how measures are called."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from duixian import policy as policies
from duixian.funds.access import EVERYWHERE
from duixian.kernel.money import BadAmount, Money, read_amount
from duixian.parties.access import Refused
from duixian.policy import Measure, Policy
from duixian.web.page import Page, render

COLUMN = "资金"
READERS = tuple(EVERYWHERE)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the desk: its name, its address' name."""

    name: str
    url: str


PARTS = (
    Part(name="总览", url="office-funds"),
    Part(name="年度预算", url="office-budgets"),
    Part(name="分期", url="office-instalments"),
    Part(name="年度核查", url="office-checks"),
    Part(name="等候资金", url="office-waiting"),
    Part(name="账册", url="office-books"),
)


def shown(
    request: HttpRequest,
    template: str,
    title: str,
    part: str,
    /,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of the desk, with its parts above it; `part` is the one that it belongs to."""
    desk_parts = [(one.name, reverse(one.url), one.url == part) for one in PARTS]
    page = Page(title=title, column=COLUMN, index=False)
    return render(request, template, page, status=status, desk_parts=desk_parts, **context)


def policy_of(id_: str) -> Policy | None:
    """The policy, where its law is here; an earlier one is known by its grants only."""
    return {one.id: one for one in policies.library().policies}.get(id_)


def measure_of(policy: str, measure: str) -> Measure | None:
    """The measure, where its law is here."""
    found = policy_of(policy)
    return {one.id: one for one in found.measures}.get(measure) if found else None


def called(policy: str, measure: str) -> str:
    """What pages call a measure."""
    found = measure_of(policy, measure)
    return found.name if found else measure


def clause_of(policy: str, measure: str) -> str:
    """Its clause; "" where its law is not here."""
    found = measure_of(policy, measure)
    return found.clause if found else ""


def place(policy: str, measure: str) -> tuple[str, int, str]:
    """Where it stands among the measures: in the order of the policy's clauses."""
    found = policy_of(policy)
    order = [one.id for one in found.measures] if found else []
    return (policy, order.index(measure) if measure in order else len(order), measure)


def amounts(typed: dict[str, str]) -> dict[str, int]:
    """Amounts in fen as typed into fields, blank ones left out. Raises Refused naming every field that can't be read."""
    found, faults = {}, []
    for field, text in typed.items():
        if text.strip():
            try:
                found[field] = read_amount(text).fen
            except BadAmount as error:
                faults.append((field, str(error)))
    if faults:
        raise Refused(*faults)
    return found


def typed_amount(fen: int) -> str:
    """An amount as a field shows it to be changed: 1,500,000.00."""
    return Money(fen).yuan_text().removesuffix("元")
