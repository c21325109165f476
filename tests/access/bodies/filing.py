"""An application, from its start to the signature."""

from collections.abc import Mapping
from typing import Any

from duixian.applications import commitment
from tests.access.bodies.body import SELF, Before, Body, upload
from tests.access.sheets import expenses
from tests.access.world import Thing, World
from tests.applications.filing import LINE
from tests.files.papers import e_invoice
from tests.files.sample import a_pdf

CONTRACT = upload("补充合同.pdf", a_pdf(pages=2))
RECALLED = Before(name="filing-step", at={"step": "recall"})


def _signature(world: World, thing: Thing) -> Mapping[str, Any]:
    owner = world.viewer(f"owner_{thing.side}")
    return {"signed_name": owner.person.name, "commitment": commitment.current().version}


def _other_item(world: World, thing: Thing) -> Mapping[str, Any]:
    """The last item of the list: uploads stand under the first."""
    case = world.case(thing)
    return {"item": case.round_measure.materials[-1]["id"]}


def _upload(world: World, thing: Thing) -> Mapping[str, Any]:
    case = world.case(thing)
    item = case.round_measure.materials[0]["id"]
    return {"item": item, "files": CONTRACT}


def _line(world: World, thing: Thing) -> Mapping[str, Any]:
    more = {"content": "第二笔", "invoice_number": "25312000000099999999"}
    return {**LINE, **more}


FORMS: dict[str, Body] = {
    "filing-start": Body(page=SELF),
    "filing-lines": Body(page=SELF, typed=_line, own=("source_file",)),
    "filing-lines-import": Body(page="filing-lines", typed=lambda world, thing: {
        "file": upload("费用明细.xlsx", expenses(world.case(thing))), "mode": "add",
    }),
    "filing-lines-invoice": Body(page="filing-lines", typed={"invoice": upload("发票.xml", e_invoice())}),
    "filing-line": Body(page=SELF, typed={"content": "改过的内容"}),
    "filing-line-remove": Body(page="filing-lines"),
    "filing-support": Body(page=SELF, typed={"declared": "none"}),
    "filing-merge": Body(typed=lambda world, thing: {
        "field": "other-support", "choice-other-support": "mine", "base-other-support": "null",
        "mine-other-support": "[]", "back": "support", "version": world.case(thing).version,
    }),
    "filing-evidence": Body(page=SELF, typed=_upload),
    "filing-evidence-remove": Body(),
    "filing-evidence-move": Body(page="filing-evidence", typed=_other_item),
    "filing-sign": Body(page=SELF, typed=_signature, before={"已提交申报": (RECALLED,)}),
    "filing-step": Body(page=SELF, typed={"reason": "不再申报"}),
    "filing-section": Body(page=SELF, typed={"asked": "field", "field": "robotics"}),
}  # fmt: skip
