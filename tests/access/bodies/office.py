"""Cases typed in, firms, accounts, roles."""

from collections.abc import Mapping
from typing import Any

from tests.access.bodies.body import SELF, Body
from tests.access.world import Thing, World
from tests.parties.cast import identity


def _second_measure(world: World, thing: Thing) -> Mapping[str, Any]:
    """A firm of this centre, and what nobody has begun."""
    firm = world.viewer("owner_a").organisation
    return {
        "enterprise": str(firm.pk),
        "measure": str(world.things["已发布批次事项"][0].given["id_"]),
    }


def _stand_in(world: World, thing: Thing) -> Mapping[str, Any]:
    """The other officer stands in for this one."""
    officer, other = world.viewer("officer"), world.things["人员"][0].given["id_"]
    held = officer.person.memberships.get(role=officer.role, until=None)
    return {
        "deputy": f"{other}@{held.pk}",
        "since": "2030-01-01",
        "until": "2030-01-02",
        "reason": "出差",
    }


def _stood_in(world: World, thing: Thing) -> Mapping[str, Any]:
    """And the other way round."""
    officer = world.viewer("officer")
    return {**_stand_in(world, thing), "deputy": f"{officer.person.pk}@{thing.given['membership']}"}


FORMS: dict[str, Body] = {
    "office-cases-views": Body(typed={"act": "save", "name": "审核中的", "query": "list=all&state=reviewing"}),
    "office-deputies": Body(page=SELF, typed=_stand_in),
    "office-person-deputy": Body(page=SELF, typed=_stood_in),
    "office-case-new": Body(page=SELF, query="?q=软件", typed=_second_measure),
    "office-registration": Body(page=SELF, typed={"decision": "accept", "reason": "相符"}),
    "office-reveal": Body(page="office-enterprise", typed={"reason": "核对拨付凭证"}),
    "office-account-new": Body(page=SELF, typed={
        "name": "新来某", "identity": identity(88), "username": "newcomer88", "email": "n88@example.cn",
    }),
    "office-grant": Body(page="office-person", typed=lambda world, thing: {
        "role": "leading-group", "organisation": str(world.viewer("leading").organisation.pk), "reason": "任命",
    }),
    "office-revoke": Body(page="office-person", typed={"reason": "调离"}),
    "office-lock": Body(page="office-person", typed={"act": "lock", "reason": "调离"}),
    "office-grant-decide": Body(typed={"decision": "confirm", "reason": ""}),
    "office-organisations": Body(page=SELF, typed={"kind": "centre", "name": "新设中心", "area": "新街道"}),
}  # fmt: skip
