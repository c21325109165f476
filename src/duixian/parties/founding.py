"""The first two admins of an installation: only whoever runs the server can make them, and only while fewer are there."""

from collections.abc import Sequence

from django.db import transaction

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.parties import grants, organisations, people, roster
from duixian.parties.access import Refused
from duixian.parties.models import Organisation
from duixian.parties.roles import Kind, Role
from duixian.parties.roster import NewAccount, Opened


def found(operator: str, admins: Sequence[NewAccount]) -> list[Opened]:
    """The operator's organisation and its admins, each with a first password. Raises Refused.

    Two admins are needed before either can make a third; where one is left, this makes the other.
    """
    job = Actor.job("setup")
    with transaction.atomic():
        people.hold_admins()
        there = people.admins().count()
        if there >= 2:
            raise Refused(("", "已有两位系统管理员，新的管理员由其授予"))
        if there + len({one.identity for one in admins}) < 2:
            raise Refused(("", "至少要两位不同的系统管理员：重要角色须由两人授予"))
        where = Organisation.objects.filter(kind=Kind.OPERATOR, name=operator).first()
        if where is None:
            where = organisations.make(kind=Kind.OPERATOR, name=operator, area="", contact="")
            trail.record(
                job, "organisation.create", f"organisation:{where.pk}", payload={"name": where.name}
            )
        opened = [roster.make(job, one, by=None) for one in admins]
        for one in opened:
            grants.give(job, one.person, where, Role.ADMIN)
    return opened
