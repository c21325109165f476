"""关联单位: other enterprises that look like one with this one, by signs in what each of them tells and the accounts they use.

A sign proves nothing: a name can be shared, a building has many tenants. It is shown to who reviews, and answered with a
reason (domain.md, reading 7).
"""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from duixian.kernel.names import name_key
from duixian.parties.models import BankAccount, Organisation, Profile, Shareholder

Sign = tuple[UUID, str]
# What two profiles may have in common, and how it is said.
ALIKE = (("legal_person", "法定代表人相同"), ("contact_phone", "电话相同"), ("address", "注册地址相同"))  # fmt: skip


def affiliates(organisation: Organisation) -> dict[UUID, list[str]]:
    """By enterprise the signs, in words, that it and this one belong together; nothing for itself."""
    found: dict[UUID, list[str]] = {}
    for signs in (_alike(organisation), _held(organisation), _accounts(organisation)):
        for pk, said in signs:
            if pk != organisation.pk and said not in found.setdefault(pk, []):
                found[pk].append(said)
    found.pop(organisation.pk, None)
    return found


def _alike(organisation: Organisation) -> Iterator[Sign]:
    """The same legal representative, telephone or address."""
    mine = Profile.objects.filter(organisation=organisation).first()
    same = [(name, said, value) for name, said in ALIKE if mine and (value := getattr(mine, name))]
    any_ = Q(pk__in=[])
    for name, _, value in same:
        any_ |= Q(**{name: value})
    for row in Profile.objects.filter(any_):
        yield from (
            (row.organisation_id, said) for name, said, value in same if getattr(row, name) == value
        )


def _held(organisation: Organisation) -> Iterator[Sign]:
    """A shareholder of 25 % or more in common, or one holds as much of the other."""
    mine = {one.key: one.name for one in Shareholder.objects.filter(organisation=organisation)}
    own = name_key(organisation.name)
    for row in Shareholder.objects.filter(key__in=[*mine, own]):
        if row.key in mine:
            yield row.organisation_id, f"有共同的股东“{row.name}”"
        if row.key == own:
            yield row.organisation_id, "由本单位持股25%以上"
    for pk in Organisation.objects.filter(name__in=mine.values()).values_list("pk", flat=True):
        yield pk, "持有本单位25%以上的股份"


def _accounts(organisation: Organisation) -> Iterator[Sign]:
    """An account with the same number, now or before."""
    mine = BankAccount.objects.filter(organisation=organisation).exclude(number_hash="")
    rows = BankAccount.objects.filter(number_hash__in=mine.values("number_hash"))
    for pk in rows.values_list("organisation", flat=True).distinct():
        yield pk, "收款账号相同"
