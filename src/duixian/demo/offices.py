"""The district's public side: the first two admins, the bureaus and centres, the officials with their roles."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from duixian.applications.models import Round
from duixian.demo import cast, people
from duixian.demo.cast import OFFICIALS, Official
from duixian.demo.days import TODAY, Diary, shanghai
from duixian.parties import founding, grants, organisations, roster
from duixian.parties.access import Viewer
from duixian.parties.models import Account, Grant, Organisation
from duixian.parties.roles import KIND_NAMES, SECOND_ADMIN, Kind, Role
from duixian.parties.roster import NewAccount
from duixian.parties.signin import demo_codes

if TYPE_CHECKING:
    from duixian.demo.filings import Case

FIRST_NUMBER = 200
FIRST_PASSWORD = "Chuci-2025-Mima"  # noqa: S105  of made-up people, changed since
OPENED, IN_OFFICE, CHANGED = date(2025, 2, 10), date(2025, 2, 12), date(2026, 3, 2)


@dataclass(slots=True)
class District:
    """Who and what there is so far; it grows as the diary is lived."""

    diary: Diary = field(default_factory=Diary)
    bureaus: dict[str, Organisation] = field(default_factory=dict)
    staff: dict[str, Viewer] = field(default_factory=dict)
    owners: dict[str, Viewer] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    cases: "dict[tuple[int, str, str], Case]" = field(
        default_factory=dict
    )  # by firm, round, measure


def plan(district: District) -> None:
    """Note down how the offices came to be, and the one grant that waits today."""
    note = district.diary.note
    note(shanghai(OPENED), lambda: _found(district))
    note(shanghai(OPENED, 10), lambda: _build(district))
    note(shanghai(OPENED, 14), lambda: _open_accounts(district))
    note(shanghai(IN_OFFICE), lambda: _ask(district))
    note(shanghai(IN_OFFICE, 15), lambda: _confirm(district))
    note(shanghai(IN_OFFICE, 16), lambda: _passwords(district, FIRST_PASSWORD))
    note(shanghai(IN_OFFICE, 17), lambda: _second_factors(district))
    note(shanghai(CHANGED, 8, 30), lambda: _passwords(district, cast.PASSWORD))
    note(shanghai(date(2026, 3, 9), 16), lambda: _wait(district))
    assert max(OPENED, IN_OFFICE, CHANGED) < TODAY


def _asked(official: Official) -> NewAccount:
    number = FIRST_NUMBER + OFFICIALS.index(official)
    return NewAccount(
        username=official.login, name=official.name, identity=people.identity(number),
        email=people.email(official.login), mobile=people.mobile(number),
    )  # fmt: skip


def _admins() -> list[Official]:
    return [one for one in OFFICIALS if one.role == Role.ADMIN]


def _found(district: District) -> None:
    operator = next(one for one in cast.BUREAUS if one.kind == Kind.OPERATOR)
    opened = founding.found(operator.name, [_asked(one) for one in _admins()])
    where = Organisation.objects.get(kind=Kind.OPERATOR)
    district.bureaus[operator.key] = where
    for official, one in zip(_admins(), opened, strict=True):
        district.staff[official.login] = _viewer(one.account, Role.ADMIN, where)
        demo_codes.enrol(one.account)


def _build(district: District) -> None:
    for one in cast.BUREAUS:
        if one.key not in district.bureaus:
            district.bureaus[one.key] = organisations.create(
                district.staff["admin1"], kind=one.kind, name=one.name, area=one.area, contact=one.contact
            )  # fmt: skip


def _open_accounts(district: District) -> None:
    for official in OFFICIALS:
        if official.role == Role.ADMIN:
            continue
        asked = _asked(official)
        opened = roster.open_account(
            district.staff["admin1"], username=asked.username, name=asked.name, identity=asked.identity,
            email=asked.email, mobile=asked.mobile,
        )  # fmt: skip
        where = district.bureaus[official.bureau]
        district.staff[official.login] = _viewer(opened.account, official.role, where)


def _ask(district: District) -> None:
    for official in OFFICIALS:
        if official.role != Role.ADMIN:
            viewer = district.staff[official.login]
            grants.ask(
                district.staff["admin1"], person=viewer.person.pk, organisation=viewer.organisation.pk,
                role=official.role, reason=f"{KIND_NAMES[Kind(viewer.organisation.kind)]}来函（虚构）",
            )  # fmt: skip


def _confirm(district: District) -> None:
    for grant in list(grants.waiting(district.staff["admin2"])):
        assert Role(grant.role) in SECOND_ADMIN
        grants.confirm(district.staff["admin2"], grant.pk)


def _wait(district: District) -> Grant:
    """The approver will be away: somebody else is to stand in, if the second admin agrees."""
    stand_in = district.staff["officer2"]
    return grants.ask(
        district.staff["admin1"], person=stand_in.person.pk, organisation=stand_in.organisation.pk,
        role=Role.APPROVER, reason="沈定三月下旬外出学习，期间由景文代行审定（不审定本人经办的事项）",
    )  # fmt: skip


def _passwords(district: District, password: str) -> None:
    for viewer in district.staff.values():
        people.choose_password(viewer.account, password)


def _second_factors(district: District) -> None:
    for official in OFFICIALS:
        if official.role != Role.ADMIN:
            demo_codes.enrol(district.staff[official.login].account)


def _viewer(account: Account, role: Role, where: Organisation) -> Viewer:
    assert account.person is not None
    return Viewer(account=account, person=account.person, role=role, organisation=where)
