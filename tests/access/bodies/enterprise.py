"""Registering, the enterprise's own pages, messages, one's own data."""

from collections.abc import Callable, Mapping
from typing import Any

from duixian.parties import profiles
from tests.access.bodies.body import SELF, Before, Body, keeps_nothing, upload
from tests.access.world import Thing, World
from tests.files.sample import a_pdf
from tests.parties.cast import credit_code, identity

LICENCE = upload("营业执照.pdf", a_pdf())
NEW_UNIT, TAKEN_UNIT = credit_code(70001), credit_code(77191)


def _unit(code: str) -> Callable[[World, Thing], Mapping[str, Any]]:
    return lambda world, thing: {
        "code": code, "name": "上海新到软件有限公司", "centre": str(world.viewer("centre_a").organisation.pk),
    }  # fmt: skip


PERSON = {"person_name": "新人", "identity": identity(77), "mobile": "13900001234", "contact": ""}
REGISTER = (
    Before(name="enterprise-register-unit"),
    Before(name="enterprise-register-person"),
    Before(name="enterprise-register-licence"),
)
TAKEN = Before(
    name="enterprise-register-unit", typed={"code": TAKEN_UNIT, "name": "上海鹓鶵软件有限公司"}
)


REGISTERING: dict[str, Body] = {
    "enterprise-register-unit": keeps_nothing("先记在会话里", page=SELF, typed=_unit(NEW_UNIT)),
    "enterprise-claim": keeps_nothing(
        "先记在会话里", page=SELF, typed={"kind": "join", "statement": "本单位职员"},
        before={"-": (TAKEN,)},
    ),
    "enterprise-register-person": Body(page=SELF, typed=PERSON, before={"-": REGISTER[:1]}),
    "enterprise-register-licence": Body(page=SELF, typed={"licence": LICENCE}, before={"-": REGISTER[:2]}),
    "enterprise-register-check": Body(page=SELF, typed={"agreed": "on"}, before={"-": REGISTER}),
}  # fmt: skip

ENTERPRISE: dict[str, Body] = {
    "enterprise-basics": Body(page=SELF, personal=True, typed={"address": "金沙江路1号"}),
    "enterprise-years": Body(page=SELF, personal=True, typed=lambda world, thing: {f"{profiles.years_asked()[0]}-staff": "12"}),
    "enterprise-bank": Body(page=SELF, personal=True, typed={"bank": "中国工商银行普陀支行", "number": "6222021234567890128"}),
    "enterprise-people": Body(page=SELF, typed={"email": "new@example.cn", "role": "applicant"}),
    "enterprise-hand-over": Body(),
    "enterprise-remove": Body(page="enterprise-people", typed={"reason": "离职"}),
    "enterprise-revoke": Body(),
    "enterprise-answer": Body(page="enterprise-people", typed={"decision": "accept"}),
    "enterprise-invitation": Body(),
    "messages-read-all": Body(),
    "messages-preferences": Body(page=SELF, typed={"mode": "daily"}),
    "messages-read": Body(page="messages"),
    "enterprise-data-export": Body(),
    "enterprise-data-close": Body(page="enterprise-data", typed={"sure": "on"}),
}  # fmt: skip

FORMS = {**REGISTERING, **ENTERPRISE}
