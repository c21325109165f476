"""Desks around the cases: letters and the calendar, credit, earlier grants, an enterprise's changes."""

from collections.abc import Mapping
from typing import Any

from tests.access.bodies.body import SELF, Body, keeps_nothing, upload
from tests.access.world import Thing, World
from tests.credit.cast import ROW, csv_of
from tests.files.sample import a_pdf
from tests.letters.test_calendar import TEXT
from tests.parties import earlier_file

DOCUMENT = upload("通知书.pdf", a_pdf(pages=3))
RECORD = {**ROW, "document_number": "沪市监普处〔2025〕99号"}


def _source(world: World, thing: Thing) -> str:
    return str(world.things["信用来源"][0].given["id_"])


def _record(world: World, thing: Thing) -> Mapping[str, Any]:
    return {**RECORD, "source": _source(world, thing)}


def _list(world: World, thing: Thing) -> Mapping[str, Any]:
    file = upload("名单.csv", csv_of([RECORD]))
    return {"source": _source(world, thing), "scope": "whole", "file": file}


LETTERS: dict[str, Body] = {
    "office-letter-void": Body(page="office-letter", typed={"reason": "文字有误"}),
    "office-calendar-import": Body(typed={"rows": TEXT}),
}  # fmt: skip

CREDIT: dict[str, Body] = {
    "office-credit-new": Body(page=SELF, typed=_record),
    "office-credit-correct": Body(page=SELF, typed={"matter": "未按规定公示", "why": "文号录错"}),
    "office-credit-withdraw": Body(page="office-credit-record", typed={"why": "同名单位"}),
    "office-credit-source-new": Body(page=SELF, typed={
        "slug": "another", "name": "信用普陀", "kind": "platform", "adapter": "import", "stale_days": "7",
    }),
    "office-credit-source": Body(page=SELF, typed={"name": "信用中国", "why": "改名"}),
    "office-credit-refresh": keeps_nothing("名单由人导入，不自动查询"),
    "office-credit-import": Body(page=SELF, typed=_list),
    "office-credit-apply": Body(page="office-credit-list", own=("gone",)),
    "office-credit-drop": Body(page="office-credit-list"),
}  # fmt: skip

EARLIER: dict[str, Body] = {
    "office-earlier-import": Body(page=SELF, typed={
        "file": upload("台账.xlsx", earlier_file.file(earlier_file.row())), "source": "又一份台账",
    }),
    "office-earlier-brought": Body(page=SELF, typed={"decision": "discard"}),
    "office-earlier-grant": Body(page=SELF, typed={"reason": "重复登记"}),
}  # fmt: skip

CHANGES: dict[str, Body] = {
    "office-change-new": Body(page=SELF, query="?kind=rename", typed={
        "target": "上海改名软件有限公司", "effective_on": "2026-02-01", "document": "准予变更登记通知书1号", "statement": "",
        "evidence": DOCUMENT, "kept": "",
    }),
    "office-change": Body(page=SELF, typed={"decision": "accept"}),
}  # fmt: skip

AGREEMENT = {
    "number": "普投协〔2024〕99号", "title": "软件研发中心投资协议", "signed_on": "2024-06-18", "until": "2027-06-17", "state": "running",
    "p-kind": "tax", "p-text": "2025年度在本区纳税不低于300万元", "p-due_on": "2025-12-31", "p-state": "pending",
}  # fmt: skip
AGREEMENTS: dict[str, Body] = {
    "office-guidance-measure": Body(
        typed=lambda world, thing: {"firm": str(world.viewer("owner_a").organisation.pk)}
    ),
    "office-agreement-new": Body(page=SELF, typed=AGREEMENT),
    "office-agreement-change": Body(page=SELF, typed={**AGREEMENT, "p-state": "met"}),
    "office-agreement-follow-up": Body(
        page="office-agreement", typed={"on": "2025-01-06", "text": "上门走访，进度正常"}
    ),
}

FORMS = {**AGREEMENTS, **LETTERS, **CREDIT, **EARLIER, **CHANGES}
