"""Who is told of an enterprise's change: those who decide it; afterwards who recorded it, the enterprise, the centres."""

from duixian.outbox import messages
from duixian.outbox.messages import Recipient
from duixian.parties import people
from duixian.parties.changes_names import account_to_confirm
from duixian.parties.changes_rows import Change
from duixian.parties.models import Person
from duixian.parties.roles import Role

OWNERS = frozenset({Role.APPLICANT_OWNER})


def asked(row: Change, roles: frozenset[Role]) -> None:
    """Tell everybody who may decide it, but for the one who recorded it."""
    held = [role.value for role in roles]
    deciding = Person.objects.filter(memberships__role__in=held, memberships__until=None)
    messages.post(
        people.reached(deciding.exclude(pk=row.asked_by_id).distinct()), "change-waiting",
        {
            "enterprise": row.organisation.name, "matter": row.get_kind_display(), "asker": row.asked_by.name,
            "office": row.asked_at_office.name, "document": row.document,
        },
        link=f"/office/changes/{row.pk}/",
    )  # fmt: skip


def decided(row: Change) -> None:
    """Tell the one who recorded it and the centres; where it was confirmed, the enterprise and its successor too."""
    accepted = row.state == Change.State.APPROVED
    said = {
        "enterprise": row.name_before or row.organisation.name, "matter": row.get_kind_display(),
        "approved": accepted, "reason": row.reason,
    }  # fmt: skip
    messages.post(
        [*people.told(row.asked_by), *_centres(row)], "change-decided", said,
        link=f"/office/changes/{row.pk}/",
    )  # fmt: skip
    if not accepted:
        return
    own = people.recipients(row.organisation)
    if row.successor:
        own += people.recipients(row.successor)
    messages.post(own, "change-decided", said, link="/my/enterprise/")
    if row.kind == Change.Kind.RENAME and (account := account_to_confirm(row.organisation_id)):
        messages.post(
            people.recipients(row.organisation, OWNERS), "account-to-confirm",
            {"enterprise": row.name, "holder": account.holder, "last4": account.last4},
            link="/my/enterprise/bank/",
        )  # fmt: skip


def _centres(row: Change) -> list[Recipient]:
    centres = {one.pk: one for one in (row.organisation.centre, row.centre_before) if one}
    return [
        told
        for one in centres.values()
        for told in people.recipients(one, frozenset({Role.CENTRE}))
    ]
