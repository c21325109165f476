"""The names of an organisation over time: what it is called, what it was called and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from duixian.kernel.dates import chinese
from duixian.kernel.names import same_name
from duixian.parties.models import BankAccount, Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name with its period; None where its beginning is not known, or it is the present one."""

    name: str
    since: date | None
    until: date | None

    @property
    def period(self) -> str:
        """2024年3月1日至2026年2月1日; 2026年2月1日起; 2026年2月1日以前."""
        if self.until is None:
            return f"{chinese(self.since)}起" if self.since else ""
        end = chinese(self.until)
        return f"{chinese(self.since)}至{end}" if self.since else f"{end}以前"


def names(organisation: Organisation) -> list[Name]:
    """The present name first, then the former ones, the latest first."""
    former = list(organisation.former_names.all())
    since = former[0].until if former else None
    return [
        Name(name=organisation.name, since=since, until=None),
        *(Name(name=one.name, since=one.since, until=one.until) for one in former),
    ]


def is_called(organisation: Organisation, name: str) -> bool:
    """Whether it has this name or had it, to a bank's eye."""
    return any(same_name(name, one.name) for one in names(organisation))


def account_to_confirm(organisation_id: UUID) -> BankAccount | None:
    """The account in force, where its holder is no longer what the enterprise is called."""
    account = (
        BankAccount.objects.filter(organisation=organisation_id, until=None)
        .select_related("organisation")
        .first()
    )
    found = to_confirm(account.organisation, [account]) if account else []
    return found[0] if found else None


def to_confirm(organisation: Organisation, accounts: Iterable[BankAccount]) -> list[BankAccount]:
    """Those of its accounts whose holder is not what it is called now."""
    return [one for one in accounts if not same_name(one.holder, organisation.name)]
