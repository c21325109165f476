"""What is done about an application after it was filed."""

from collections.abc import Mapping
from typing import Any

from tests.access.bodies.body import SELF, Body, keeps_nothing, refused
from tests.access.world import Thing, World

NOT_YET = "这件申报还没有办到这一步"


def _marked(world: World, thing: Thing) -> Mapping[str, Any]:
    case = world.case(thing)
    item = case.round_measure.materials[0]["id"]
    return {"seen": case.turn, "act": "mark", "item": item, "verdict": "fit", "note": ""}


def _handed_over(world: World, thing: Thing) -> Mapping[str, Any]:
    other = world.viewer("centre_b" if thing.side == "a" else "centre_a").organisation
    return {"seen": world.case(thing).turn, "centre": str(other.pk), "reason": "迁到另一区域"}


def _myself(world: World, thing: Thing) -> Mapping[str, Any]:
    return {"person": str(world.viewer(f"centre_{thing.side}").person.pk), "reason": "由本人办理"}


FORMS: dict[str, Body] = {
    "office-cases-bulk": keeps_nothing("没有选中申报"),
    "office-case-examine": Body(typed=_marked),
    "office-case-credit": refused(NOT_YET),
    "office-case-overlap": refused(NOT_YET),
    "office-case-amounts": refused(NOT_YET),
    "office-case-visits": refused(NOT_YET),
    "office-case-panel": refused(NOT_YET),
    "office-case-proposal": refused(NOT_YET),
    "office-case-objections": refused(NOT_YET),
    "office-case-assign": Body(page=SELF, typed=_myself),
    "office-case-act": Body(typed=_handed_over),
    "office-notices": refused("没有等着公示的申报"),
    "office-notice-post": refused("名单里的申报还没有审定"),
    "office-notice-discard": Body(),
    "office-batch": refused("没有待审定的申报；办成的在 tests/pages/test_batches.py"),
    "office-notice-results": refused("公示期还没有满"),
    "office-major-new": refused("没有找承担单位；办成的在 tests/pages/test_major.py"),
    "notice-objection": Body(page=SELF, typed={
        "name": "黎明", "contact": "13900000000", "text": "租用的算力由关联公司使用",
    }),
    "filing-credit": refused("没有待核实的信用记录"),
}  # fmt: skip
