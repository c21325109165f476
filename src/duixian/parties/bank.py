"""The account that money would go to: the enterprise's own, sealed, masked, changed in the open."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from duixian.audit import trail
from duixian.kernel import clock
from duixian.kernel.identifiers import read_bank_account
from duixian.kernel.names import read_name, read_words, same_name
from duixian.outbox import messages
from duixian.parties import organisations, people, sealing
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.models import BankAccount, Organisation
from duixian.parties.reading import Reading
from duixian.parties.roles import Role

# A changed account waits this long before money goes to it (working days, counted from `since`).
COOL_OFF = 3
# Who may see a whole number, with a reason. A centre, an expert and an admin never do.
UNMASKS = frozenset(
    {Role.APPLICANT_OWNER, Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER, Role.AUDITOR}
)


def change(viewer: Viewer, *, holder: str, bank: str, number: str) -> BankAccount:
    """Set the enterprise's account; the one before ends, and everybody there is told. Raises Refused."""
    require(viewer, Role.APPLICANT_OWNER)
    reading = Reading()
    digits = reading.text("number", lambda: read_bank_account(number))
    name = reading.text("holder", lambda: read_name(holder, "户名"))
    where = reading.text("bank", lambda: read_name(bank, "开户银行"))
    if name and not same_name(name, viewer.organisation.name):
        reading.fault(
            "holder",
            f"户名须与单位名称“{viewer.organisation.name}”一致，不能收到个人或其他单位的账户",
        )
    reading.done()
    with transaction.atomic():
        organisation = organisations.locked(viewer.organisation.pk)
        before = current(organisation)
        if (
            before
            and sealing.opened(before.number_sealed, before.pk) == digits
            and before.bank == where
            and same_name(before.holder, name)
        ):
            raise Refused(("number", "与现在登记的账户相同，不用更换"))
        at = clock.now()
        if before:
            before.until = at
            before.save(update_fields=["until"])
        account = BankAccount(
            organisation=organisation, holder=name, bank=where, last4=digits[-4:], since=at,
            changed_by=viewer.person,
        )  # fmt: skip
        account.number_sealed = sealing.sealed(digits, account.pk)
        account.number_hash = sealing.account_hash(digits)
        account.save(force_insert=True)
        trail.record(
            viewer.actor, "bank.change", f"organisation:{organisation.pk}", at=at,
            payload={"account": str(account.pk), "last4": account.last4, "bank": where},
        )  # fmt: skip
        messages.post(
            people.recipients(organisation), "bank-account-changed",
            {"enterprise": organisation.name, "last4": account.last4, "changed": at},
            link="/my/enterprise/bank/",
        )  # fmt: skip
    return account


def reveal(viewer: Viewer, account_id: UUID, reason: str) -> str:
    """The whole number, for a reason that is recorded. Raises Refused."""
    require(viewer, *UNMASKS)
    reading = Reading()
    why = reading.text("reason", lambda: read_words(reason, "查看理由", 200))
    reading.done()
    account = seen(viewer).filter(pk=account_id).first()
    if account is None:
        raise NotSeen(account_id)
    with transaction.atomic():
        trail.record(
            viewer.actor, "bank.reveal", f"organisation:{account.organisation_id}",
            payload={"account": str(account.pk), "last4": account.last4, "reason": why},
        )  # fmt: skip
    return sealing.opened(account.number_sealed, account.pk)


def seen(viewer: Viewer) -> QuerySet[BankAccount]:
    """The accounts of the enterprises within the viewer's bounds, the present one first; masked for everybody."""
    if viewer.role not in UNMASKS | {Role.APPLICANT}:
        return BankAccount.objects.none()
    return (
        BankAccount.objects.filter(organisation__in=organisations.enterprises(viewer))
        .select_related("changed_by")
        .order_by("-since")
    )


def current(organisation: Organisation) -> BankAccount | None:
    """The account in force."""
    return BankAccount.objects.filter(organisation=organisation, until=None).first()
