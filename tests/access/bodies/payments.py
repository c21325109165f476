"""Payments and recoveries."""

import base64
from collections.abc import Mapping
from typing import Any

from duixian.funds.models import Instalment, PaymentFile
from tests.access.bodies.body import SELF, Body
from tests.access.paid import statement
from tests.access.world import Thing, World
from tests.parties.cast import credit_code


def _due(world: World, thing: Thing) -> Mapping[str, Any]:
    part = Instalment.objects.filter(state="reserved", payment_items=None, number=1, amount=11_000_000).first()  # fmt: skip
    return {"part": str(part.pk) if part else "", "note": ""}


def _answer(world: World, thing: Thing) -> Mapping[str, Any]:
    content = statement(PaymentFile.objects.get(pk=thing.given["id_"])).csv()
    return {"content": base64.b64encode(content).decode(), "name": "二.csv"}


PAYMENTS: dict[str, Body] = {
    "office-payment-new": Body(page=SELF, typed=_due),
    "office-payment": Body(typed={"act": "discard", "reason": "重复"}),
    "office-payment-export": Body(typed={"form": "csv"}),
    "office-payment-answer": Body(typed=_answer),
    "office-payment-settle": Body(typed={"settlement": "已请银行重发"}),
    "office-payment-part": Body(typed={"act": "account", "reason": "更换基本户"}),
    "office-payment-account": Body(page=SELF, typed={"decision": "confirm"}),
}  # fmt: skip

RECOVERIES: dict[str, Body] = {
    "office-recovery-new": Body(page=SELF, typed={
        "code": credit_code(7702), "kind": "audit", "source": "审计报告第3号", "text": "费用核减",
    }),
    "office-recovery-reports": Body(typed={"act": "export"}),
    "office-recovery-step": Body(page=SELF, typed={"text": "合同为真实，请复核"}),
    "my-recovery": Body(page=SELF, typed={"text": "合同为真实，请复核"}),
}  # fmt: skip

FORMS = {**PAYMENTS, **RECOVERIES}
