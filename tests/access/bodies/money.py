"""The budget and its papers, instalments with their checks, the books."""

from collections.abc import Mapping
from typing import Any

from duixian.kernel import clock
from tests.access.bodies.body import SELF, Body, refused
from tests.access.treasury import MEASURE, POLICY
from tests.access.world import Thing, World

PAPER = {"number": "普财指〔2026〕99号", "subject": "2060499", "reason": "按进度"}


def _carried(world: World, thing: Thing) -> Mapping[str, Any]:
    source = f"{clock.today().year - 1}|{POLICY}|{MEASURE}"
    return {**PAPER, "from": source, "amount": "10万元"}


def _waiting(world: World, thing: Thing) -> Mapping[str, Any]:
    return {"ids": str(world.things["分期"][0].given["id_"])}


FORMS: dict[str, Body] = {
    "office-budgets": Body(page=SELF, typed=lambda world, thing: {"year": str(clock.today().year + 3)}),
    "office-budget-line-new": Body(page=SELF, typed={
        "measure": f"{POLICY}|compute", "requested": "100万元", "basis": "按在办测算", "target-1": "支持企业", "value-1": "5家",
    }),
    "office-budget-line": Body(page=SELF, typed={"requested": "35万元"}),
    "office-budget-line-drop": Body(page="office-budget-line"),
    "office-budget-submit": Body(page=SELF),
    "office-budget-send-back": Body(page=SELF, typed={"reason": "测算依据不足"}),
    "office-budget-approve": Body(page=SELF, typed={"number": "普财批〔2028〕1号"}),
    "office-budget-issue": Body(page=SELF, typed=PAPER),
    "office-budget-adjust": Body(page=SELF, typed={
        **PAPER, "measure": f"{POLICY}|{MEASURE}", "kind": "up", "change": "10万元",
    }),
    "office-budget-cut-off": Body(page=SELF, typed={"reason": "提前关账"}),
    "office-budget-close": refused("年度没有结束，停止支付日过后才能结账", page=SELF),
    "office-budget-carry": Body(page=SELF, typed=_carried),
    "office-instalments-fund": Body(page="office-instalments", typed=_waiting),
    "office-instalment-fund": Body(page="office-instalment"),
    "office-instalment-unfund": Body(page="office-instalment", typed={"reason": "暂缓"}),
    "office-instalment-check": Body(page="office-instalment", typed={"result": "passed", "note": "已核对年度报告"}),
    "office-verification-lift": refused("账册没有冻结", page="office-verification", typed={"reason": "已查明"}),
}  # fmt: skip
