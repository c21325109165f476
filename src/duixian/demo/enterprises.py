"""The enterprises come: each registers itself and is verified by its centre, but for the few that still wait or quarrel."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from duixian.demo import cast, papers, people
from duixian.demo.cast import Firm
from duixian.demo.days import shanghai
from duixian.demo.offices import District
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.kernel.dates import chinese
from duixian.parties import bank, invitations, profiles, registrations, verification
from duixian.parties.access import Viewer
from duixian.parties.models import Account, Organisation, Registration
from duixian.parties.profiles import Basics, Figures
from duixian.parties.registrations import Wanted
from duixian.parties.roles import Role

# Those of 2025 file in the round of that year; the others come before and during this year's.
EARLY, FIRST_DAY, SECOND_DAY = 16, date(2025, 2, 20), date(2026, 1, 12)
# Who settled last spring, and came at once.
SETTLED = {4: date(2025, 4, 7), 10: date(2025, 3, 17)}
UNVERIFIED, REFUSED, QUARREL = (34, 36, 37), 35, 5
COLLEAGUE, CLAIMANT = "qiye01b", "qiye06b"
CLASSES = {"games": "I6422", "big-data": "I6560", "cloud": "I6450", "infosec": "I6540"}
KINDS = {"enterprise": "有限责任公司", "nonprofit": "社会服务机构"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A firm with its place in the list, and the papers that it brings."""

    number: int
    firm: Firm
    licence: bytes

    @property
    def login(self) -> str:
        return f"qiye{self.number + 1:02d}"

    @property
    def comes(self) -> date:
        """The day of its registration."""
        if self.number in UNVERIFIED:
            return date(2026, 3, 6) + timedelta(days=(0, 3, 3)[UNVERIFIED.index(self.number)])
        if self.number in SETTLED:
            return SETTLED[self.number]
        old = [one for one in cast.firms() if one.arrived_on.year < FIRST_DAY.year][:EARLY]
        if self.firm in old:
            return FIRST_DAY + timedelta(days=old.index(self.firm))
        return SECOND_DAY + timedelta(days=self.number)


def newcomers() -> list[Newcomer]:
    """Everybody, with a printed licence."""
    licences = papers.printed({one.code: _licence(one) for one in cast.firms()})
    return [
        Newcomer(number=n, firm=one, licence=licences[one.code])
        for n, one in enumerate(cast.firms())
    ]


def plan(district: District, coming: list[Newcomer]) -> None:
    """Note down each one's first days."""
    note = district.diary.note
    for one in coming:
        minute = one.number
        note(shanghai(one.comes, 10, minute), partial(_register, district, one))
        if one.number in UNVERIFIED:
            continue
        next_day = one.comes + timedelta(days=1)
        note(shanghai(next_day, 14, minute), partial(_decide, district, one))
        if one.number != REFUSED:
            note(shanghai(next_day, 15, minute), partial(_settle, district, one))
    first, quarrelled = coming[0], coming[QUARREL]
    note(shanghai(date(2026, 3, 3), 11), lambda: _invite(district, first))
    note(shanghai(date(2026, 3, 2), 11), lambda: _renew(district, coming))
    note(shanghai(date(2026, 3, 6), 16), lambda: _dispute(district, quarrelled))
    note(shanghai(date(2026, 3, 9), 10), lambda: _reply(district, quarrelled))


def _licence(firm: Firm) -> papers.Paper:
    return "营业执照（副本）", (
        f"统一社会信用代码：{firm.code}", f"名称：{firm.name}", f"类型：{KINDS[firm.kind]}",
        f"成立日期：{chinese(firm.registered_on)}", "住所：上海市普陀区（虚构地址）",
    )  # fmt: skip


def _register(district: District, one: Newcomer) -> None:
    account = people.sign_up(one.login, one.number)
    centre = district.bureaus[one.firm.centre]
    row = registrations.register(account, _wanted(one, account, centre))
    district.owners[one.firm.code] = _owner(account, row.organisation)


def _wanted(
    one: Newcomer, account: Account, centre: Organisation, *, kind: str = Registration.Kind.NEW, statement: str = ""
) -> Wanted:  # fmt: skip
    assert account.person is not None
    kept = store.keep(
        io.BytesIO(one.licence), "营业执照.pdf", owner=None, by=account.person.pk, slot="licence"
    )
    return Wanted(
        code=one.firm.code, name=one.firm.name, centre=centre.pk, contact=account.mobile, licence=kept.pk,
        kind=kind, statement=statement,
    )  # fmt: skip


def _owner(account: Account, where: Organisation) -> Viewer:
    assert account.person is not None
    return Viewer(
        account=account, person=account.person, role=Role.APPLICANT_OWNER, organisation=where
    )


def _clerk(district: District, one: Newcomer) -> Viewer:
    """Whoever sits at the firm's centre."""
    centre = district.bureaus[one.firm.centre]
    return next(each for each in district.staff.values() if each.organisation == centre)


def _decide(district: District, one: Newcomer) -> None:
    clerk = _clerk(district, one)
    (waiting,) = registrations.search(clerk, one.firm.code, Registration.State.WAITING)
    refused = one.number == REFUSED
    reason = "营业执照上的住所不在本中心服务区域内，请核对后向所在区域的中心注册" if refused else ""
    verification.decide(clerk, waiting.pk, accept=not refused, reason=reason)


def _settle(district: District, one: Newcomer) -> None:
    """The profile, the figures of past years, the account for payments."""
    owner, firm = district.owners[one.firm.code], one.firm
    answers = {
        "kind": firm.kind, "registered_on": firm.registered_on.isoformat(),
        "arrived_on": firm.arrived_on.isoformat(), "field": firm.field,
    }  # fmt: skip
    version = profiles.of(owner).version
    saved = profiles.save_basics(owner, version=version, basics=Basics(
        answers=answers, industry_class=CLASSES.get(firm.field, "I6513"),
        address=f"上海市普陀区虚构路{one.number + 1}号", contact_name=owner.person.name,
        contact_phone=owner.account.mobile, legal_person=people.name(one.number + 50),
    ))  # fmt: skip
    assert not isinstance(saved, profiles.Conflict)
    years = [year for year in profiles.years_asked() if year >= firm.registered_on.year][:3]
    profiles.save_years(
        owner, version=saved.version, rows=[_figures(firm, year, age) for age, year in enumerate(years)]
    )  # fmt: skip
    bank.change(
        owner, holder=firm.name, bank="虚构银行普陀支行", number=f"0000000000{one.number + 1:06d}"
    )


def _figures(firm: Firm, year: int, age: int) -> Figures:
    staff = max(5, firm.staff - age * (firm.staff // 6))
    return Figures(
        year=year, staff=staff, rnd_staff=staff * 3 // 5, revenue=staff * 42_000_000, rnd_spend=staff * 13_000_000,
        patents=staff // 20, copyrights=staff // 8,
    )  # fmt: skip


def _invite(district: District, one: Newcomer) -> None:
    """The owner of the first firm asks a colleague in, who comes at once."""
    _, path = invitations.invite(district.owners[one.firm.code], email=people.email(COLLEAGUE))
    account = people.sign_up(COLLEAGUE, 100)
    invitations.accept(account, path.strip("/").rsplit("/", 1)[-1])


def _renew(district: District, coming: list[Newcomer]) -> None:
    """Whoever came in 2025 and files again needs a new password by now."""
    for one in coming:
        if one.comes.year < date(2026, 1, 1).year:
            people.choose_password(district.owners[one.firm.code].account, cast.PASSWORD)


def _dispute(district: District, one: Newcomer) -> None:
    """Somebody else of the firm says that the present owner has left."""
    account = people.sign_up(CLAIMANT, 101)
    statement = "原经办人已于2026年2月离职，公司委托我接替管理本单位的申报事务。（虚构）"
    centre = district.bureaus[one.firm.centre]
    kind = Registration.Kind.DISPUTE
    registrations.register(account, _wanted(one, account, centre, kind=kind, statement=statement))


def _reply(district: District, one: Newcomer) -> None:
    owner = district.owners[one.firm.code]
    (row,) = registrations.waiting(owner)
    verification.reply(
        owner, row.pk, "本人仍在职，公司没有更换经办人的决定。请中心向公司核实。（虚构）"
    )


def own_files(owner: Viewer, contents: Mapping[str, bytes]) -> list[StoredFile]:
    """Files of the enterprise's, kept once and put under several items."""
    return [
        store.keep(io.BytesIO(content), name, owner=owner.organisation.pk, by=owner.person.pk)
        for name, content in contents.items()
    ]
