"""The cast of the tests about applying: a district with its people, and rounds made by the product's own verbs."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from duixian.applications import rounds
from duixian.applications.models import Round, RoundMeasure
from duixian.kernel import clock
from duixian.kernel.clock import SHANGHAI
from duixian.parties import organisations
from duixian.parties.access import Viewer
from duixian.parties.initials import initials
from duixian.parties.models import Account, Membership, Organisation, Person
from duixian.parties.roles import Kind, Role
from tests.parties.cast import credit_code

POLICY = "putuo-2024-3"
_numbers = itertools.count(1)


def organisation(kind: Kind, name: str, **fields: Any) -> Organisation:
    """An organisation, there and verified."""
    return Organisation.objects.create(kind=kind, name=name, pinyin=initials(name), **fields)


def viewer(at: Organisation, role: Role, name: str = "", *, person: Person | None = None) -> Viewer:
    """A person with an account, signed in as this role; an existing person gets one more role."""
    number = next(_numbers)
    if person is None:
        person = Person.objects.create(name=name or f"{role}{number}")
        Account.objects.create(
            username=f"person{number}", email=f"person{number}@example.cn", person=person
        )
    account = person.accounts.all()[0]
    Membership.objects.get_or_create(person=person, organisation=at, role=role)
    return Viewer(account=account, person=person, role=role, organisation=at)


@dataclass(frozen=True, kw_only=True)
class District:
    """Two centres, the commission and a firm, each with somebody signed in."""

    centre: Viewer
    other_centre: Viewer
    officer: Viewer
    officer2: Viewer
    approver: Viewer
    approver2: Viewer
    applicant: Viewer
    owner: Viewer
    stranger: Viewer
    auditor: Viewer


def district() -> District:
    """A whole small district."""
    commission = organisation(Kind.COMMISSION, "普陀区科学技术委员会")
    centre = organisation(
        Kind.CENTRE, "长风投资促进中心", area="长风新村街道", contact="021-5550 1001"
    )
    other = organisation(Kind.CENTRE, "桃浦投资促进中心", area="桃浦镇", contact="021-5550 1002")
    firm = organisation(
        Kind.APPLICANT, "上海明心智能科技有限公司", code=credit_code(901), centre=centre
    )
    rival = organisation(
        Kind.APPLICANT, "上海远山软件有限公司", code=credit_code(902), centre=other
    )
    return District(
        centre=viewer(centre, Role.CENTRE, "常青"),
        other_centre=viewer(other, Role.CENTRE, "陶朴"),
        officer=viewer(commission, Role.OFFICER, "经纬"),
        officer2=viewer(commission, Role.OFFICER, "景文"),
        approver=viewer(commission, Role.APPROVER, "沈定"),
        approver2=viewer(commission, Role.APPROVER, "沈宁"),
        applicant=viewer(firm, Role.APPLICANT, "方小明"),
        owner=viewer(firm, Role.APPLICANT_OWNER, "方大明"),
        stranger=viewer(rival, Role.APPLICANT_OWNER, "袁山"),
        auditor=viewer(organisation(Kind.AUDIT, "普陀区审计局"), Role.AUDITOR, "申清"),
    )  # fmt: skip


def shanghai(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment by the clock on the wall."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


# What the policy says that a round may not leave at its default, by measure ("" for the round itself).
CHOICES: Mapping[str, Any] = {
    "new_since": "2025-01-01",
    "cap_scope": "qualification",
    "tax_base": "net-of-deductible",
}


def filled_round(
    cast: District, *, measures: Sequence[str] = ("compute",), opens_at: datetime | None = None,
    closes_at: datetime | None = None, parameters: Mapping[str, Mapping[str, Any]] | None = None,
    **fields: Mapping[str, Any],
) -> Round:  # fmt: skip
    """A draft with everything filled in: it can be proposed. `parameters` and `fields` are by measure."""
    now = clock.now()
    made = rounds.draft(
        cast.officer, policy_id=POLICY, title="2026年智能软件专项申报",
        opens_at=opens_at or now - timedelta(days=10), closes_at=closes_at or now + timedelta(days=30),
        measures=measures,
    )  # fmt: skip
    for one in made.measures.all():
        rounds.edit_measure(
            cast.officer, one.pk, version=one.version,
            parameters=_chosen(one, (parameters or {}).get(one.measure, {})),
            **fields.get(one.measure.replace("-", "_"), {}),
        )  # fmt: skip
    contacts = {str(one.pk): one.contact for one in organisations.centres()}
    return rounds.edit(
        cast.officer, made.pk, version=made.version, contacts=contacts,
        parameters=_entries((parameters or {}).get("", {})),
    )  # fmt: skip


def _chosen(one: RoundMeasure, given: Mapping[str, Any]) -> dict[str, Any]:
    """What must be chosen for a measure, and what the test gives."""
    known = {reading.id for reading in rounds.terms(one).own}
    return _entries({id_: value for id_, value in CHOICES.items() if id_ in known} | dict(given))


def _entries(values: Mapping[str, Any]) -> dict[str, Any]:
    return {id_: {"value": value, "reason": "主任办公会讨论确定"} for id_, value in values.items()}


def published_round(cast: District, **filled: Any) -> Round:
    """A published round; see `filled_round` for what can be said about it. Open for a month unless said otherwise."""
    made = rounds.propose(cast.officer, filled_round(cast, **filled).pk)
    return rounds.publish(cast.approver, made.pk, read=rounds.fingerprint(made))


def measure_in(made: Round, measure: str = "compute") -> RoundMeasure:
    """One measure of a round."""
    return made.measures.select_related("round").get(measure=measure)


LAST_YEAR = (date(2025, 1, 1), date(2025, 12, 31))
