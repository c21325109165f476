"""What every open case of an enterprise shows of its changes, in short Chinese notes; and what stops a payment to it."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from duixian.kernel.dates import chinese
from duixian.parties.changes_names import to_confirm
from duixian.parties.changes_rows import Change
from duixian.parties.models import BankAccount, Organisation

# Whether a mark no longer stands.
LIFTED = Exists(Change.objects.filter(lifts=OuterRef("pk"), state=Change.State.APPROVED))
_MARKED = {
    Change.Kind.DEREGISTRATION.value: "已注销（{document}）：不能再拨付，未办结的请按程序终止",
    Change.Kind.INSOLVENCY.value: "进入破产程序（{document}）：办理和拨付前请先核实",
    Change.Kind.MOVE_OUT.value: "已迁出本区（{document}）：迁出本身不是停拨的理由",
}


def notes(
    organisation: Organisation, day: date, accounts: Sequence[BankAccount] | None = None
) -> list[str]:
    """All that had come about by the day, what waits to be confirmed, and an account under an old name.

    `accounts`: those in force, where they are loaded.
    """
    about = Q(organisation=organisation) | Q(successor=organisation, state=Change.State.APPROVED)
    rows = (
        Change.objects.filter(about, effective_on__lte=day)
        .exclude(state=Change.State.REFUSED)
        .select_related("organisation", "successor", "centre", "centre_before")
        .annotate(has_lifting=LIFTED)
        .order_by("effective_on", "asked_at")
    )
    found = [text for row in rows if (text := _said(row, organisation))]
    held = (
        BankAccount.objects.filter(organisation=organisation, until=None)
        if accounts is None
        else accounts
    )
    return found + [
        f"收款账户户名“{one.holder}”与现名称不一致，须由单位重新登记后才能拨付"
        for one in to_confirm(organisation, held)
    ]


def against_payment(
    organisations: Iterable[Organisation], day: date, accounts: Iterable[BankAccount]
) -> dict[UUID, str]:
    """By enterprise why nothing can be paid to itself on that day; nothing for those that nothing here speaks against.

    `accounts`: theirs that are in force.
    """
    every = {one.pk: one for one in organisations}
    rows = Change.objects.filter(
        organisation__in=every, state=Change.State.APPROVED, effective_on__lte=day,
        kind__in=(Change.Kind.MERGER, Change.Kind.DEREGISTRATION),
    ).select_related("successor").annotate(has_lifting=LIFTED)  # fmt: skip
    found: dict[UUID, str] = {}
    for row in rows:
        if row.successor:
            said = f"单位已并入“{row.successor.name}”，应拨付给承接单位"
            found.setdefault(row.organisation_id, said)
        elif not row.has_lifting:
            said = f"单位已于{chinese(row.effective_on)}注销，不能拨付"
            found.setdefault(row.organisation_id, said)
    for account in accounts:
        if to_confirm(every[account.organisation_id], [account]):
            said = f"收款账户户名“{account.holder}”与现名称不一致，须由单位重新登记"
            found.setdefault(account.organisation_id, said)
    return found


def _said(row: Change, organisation: Organisation) -> str:
    if row.state == Change.State.WAITING:
        return f"{row.get_kind_display()}待审定：{row.document}（{chinese(row.effective_on)}）"
    day = chinese(row.effective_on)
    match row.kind:
        case Change.Kind.RENAME:
            return f"{day}由“{row.name_before}”更名为“{row.name}”"
        case Change.Kind.MERGER if row.successor_id == organisation.pk:
            return f"{day}吸收合并了“{row.organisation.name}”（{row.organisation.code}），承接其申报和应得款项"
        case Change.Kind.MERGER:
            assert row.successor is not None
            return (
                f"{day}并入“{row.successor.name}”（{row.successor.code}），由其承接申报和应得款项"
            )
        case Change.Kind.CENTRE:
            assert row.centre is not None
            before = row.centre_before.name if row.centre_before else "（无）"
            return f"{day}所属中心由{before}变更为{row.centre.name}"
        case Change.Kind.LIFT:
            return ""
    if row.has_lifting:  # type: ignore[attr-defined]
        return ""
    return f"{day}{_MARKED[row.kind].format(document=row.document)}"
