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


FORMS: dict[str, Body] = {
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
