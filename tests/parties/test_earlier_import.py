"""Bringing the ledger: checked, compared, taken or given up; replaced and struck-out rows stay; what drafts begin with."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from duixian.applications import casework
from duixian.applications.earlier import imports, ledger
from duixian.audit.models import Entry, Outcome
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.earlier import EarlierGrant, EarlierImport
from duixian.parties.roles import Kind, Role
from tests.applications import filing
from tests.applications.cast import District, district, measure_in, published_round
from tests.files.fixtures import clamd, evidence_folder
from tests.parties import cast as people
from tests.parties.earlier_file import CODE, NAME, file, row

__all__ = ["clamd", "evidence_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
SOURCE = "2023年版资助台账"
RENT = {"measure": "办公租房资助", "years": "1", "amount": "60万元", "asked": ""}
PROJECT = {"measure": "研发项目资助", "project": "未验收", "amount": "150万元", "asked": ""}


@pytest.fixture
def cast() -> District:
    return district()


def checked(viewer: Viewer, *rows: dict[str, Any]) -> EarlierImport:
    return imports.check(viewer, file(*rows), "台账.xlsx", SOURCE)


def taken(viewer: Viewer, *rows: dict[str, Any]) -> EarlierImport:
    made = checked(viewer, *rows)
    return imports.take(viewer, made.pk, seen=imports.shown(made).fingerprint)


def test_nothing_is_written_before_the_differences_are_confirmed(cast: District) -> None:
    made = checked(cast.officer, row(), row(**RENT))
    assert not EarlierGrant.objects.exists()
    compared = imports.shown(made)
    assert [number for number, _ in compared.added] == [2, 3]
    assert compared.changed == ()
    done = imports.take(cast.officer, made.pk, seen=compared.fingerprint)
    assert (done.state, done.added, done.changed, done.same) == ("taken", 2, 0, 0)
    assert (done.decided_by, done.source) == (cast.officer.person, SOURCE)
    assert {one.amount for one in ledger.standing()} == {300_000_000, 60_000_000}
    actions = Entry.objects.filter(subject=f"earlier-import:{made.pk}").order_by("seq")
    assert [one.action for one in actions] == ["earlier.check", "earlier.import"]
    assert actions[1].files == [made.file.sha256]


def test_one_wrong_cell_and_nothing_is_kept(cast: District) -> None:
    with pytest.raises(Refused) as refused:
        checked(cast.officer, row(), row(**RENT, code="x"))
    ((field, text),) = refused.value.faults
    assert (field, text.startswith("第3行A列（统一社会信用代码）：")) == ("file", True)
    assert not EarlierImport.objects.exists()
    assert Entry.objects.filter(action="earlier.check", outcome=Outcome.DENIED).count() == 1


@pytest.mark.parametrize(
    ("content", "source", "field", "said"),
    [
        (b"", SOURCE, "file", "请先选择"),
        (b"\0" * (imports.MOST_BYTES + 1), SOURCE, "file", "超过5 MB"),
        (b"x", SOURCE, "file", "不是有效的"),
        (file(row()), " ", "source", "请填写来源"),
    ],
    ids=["nothing", "large", "strange", "nameless"],
)  # fmt: skip
def test_a_file_or_source_that_can_not_be(
    cast: District, content: bytes, source: str, field: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        imports.check(cast.officer, content, "台账.xlsx", source)
    assert [(name, said in text) for name, text in refused.value.faults] == [(field, True)]


def test_many_wrong_cells_are_told_in_part(cast: District) -> None:
    with pytest.raises(Refused) as refused:
        checked(cast.officer, *(row(document=str(number), year="x") for number in range(60)))
    assert len(refused.value.faults) == imports.MOST_FAULTS + 1
    assert "另有10处" in refused.value.reasons[-1]


def test_a_correction_replaces_and_the_old_row_stays(cast: District) -> None:
    taken(cast.officer, row(), row(**RENT))
    made = checked(cast.officer, row(amount="250万元"), row(**RENT))
    compared = imports.shown(made)
    (changed,) = compared.changed
    assert changed.differences == (
        ("批准金额", "3,000,000.00元", "2,500,000.00元"),
        ("已拨金额", "3,000,000.00元", "2,500,000.00元"),
    )
    assert (compared.added, compared.same) == ((), 1)
    imports.take(cast.officer, made.pk, seen=compared.fingerprint)
    settle = EarlierGrant.objects.filter(measure="settle").order_by("batch__brought_at")
    assert [(one.amount, one.ended_at is None) for one in settle] == [
        (300_000_000, False),
        (250_000_000, True),
    ]
    assert settle[0].ended_reason == imports.REPLACED


def test_a_comparison_that_is_stale_is_not_taken(cast: District) -> None:
    first, second = (
        checked(cast.officer, row()),
        checked(cast.officer2, row(amount="1元", asked="")),
    )
    seen = imports.shown(second).fingerprint
    imports.take(cast.officer, first.pk, seen=imports.shown(first).fingerprint)
    with pytest.raises(Refused, match="有变动，请重新核对"):
        imports.take(cast.officer2, second.pk, seen=seen)
    imports.take(cast.officer2, second.pk, seen=imports.shown(second).fingerprint)
    assert ledger.standing().get().amount == 100


def test_a_sheet_is_decided_once(cast: District) -> None:
    made = checked(cast.officer, row())
    imports.discard(cast.officer, made.pk)
    assert not EarlierGrant.objects.exists()
    with pytest.raises(Refused, match="已放弃，不用再处理"):
        imports.discard(cast.officer, made.pk)
    with pytest.raises(Refused, match="已放弃，不用再处理"):
        imports.take(cast.officer, made.pk, seen="")


def test_a_row_is_struck_out_with_a_reason_and_never_changed(cast: District) -> None:
    taken(cast.officer, row())
    one = ledger.standing().get()
    with pytest.raises(Refused, match="请填写作废理由"):
        imports.retract(cast.officer, one.pk, " ")
    for change in ({"amount": 1}, {"ended_reason": "改写"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            EarlierGrant.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        one.delete()
    imports.retract(cast.officer, one.pk, "重复登记")
    assert not ledger.standing().exists()
    assert ledger.get(cast.officer, one.pk).ended_reason == "重复登记"
    with pytest.raises(Refused, match="已经作废"):
        imports.retract(cast.officer, one.pk, "再来")


def test_another_name_under_the_same_code_is_pointed_out(cast: District) -> None:
    made = checked(cast.officer, row(name="上海别家有限公司"), row(**RENT))
    assert imports.shown(made).cautions == (
        f"第2行：单位名称“上海别家有限公司”与已注册的“{NAME}”不同，请核对代码",
    )


def test_who_sees_the_ledger(cast: District) -> None:
    taken(cast.officer, row(), row(code=people.credit_code(777), name="上海无名有限公司"))
    for viewer, count in (
        (cast.centre, 1),
        (cast.other_centre, 0),
        (cast.auditor, 2),
        (cast.owner, 0),
    ):
        assert ledger.search(viewer, "").count() == count
    assert ledger.search(cast.officer, "明心").get().code == CODE
    assert not ledger.search(cast.officer, "", "2021").exists()
    assert ledger.search(cast.officer, "", "2023", "2023").count() == 2
    for role in sorted(set(Role) - ledger.IMPORTERS):
        with pytest.raises(NotSeen):
            checked(people.viewer(role), row())


def test_a_grant_is_found_by_whatever_its_enterprise_is_called(cast: District) -> None:
    later = people.credit_code(778)
    taken(cast.officer, row(), row(code=later, name="上海无名软件有限公司"))
    for text in ("明心", "mxzn", CODE, CODE[6:].lower(), "上海 明心"):
        assert [one.code for one in ledger.search(cast.officer, text)] == [CODE], text
    firm = cast.applicant.organisation
    firm.name, firm.pinyin = "上海启明软件有限公司", "shqmrjyxgs"
    firm.save(update_fields=["name", "pinyin"])
    here = people.organisation(Kind.APPLICANT, "上海有名科技有限公司", code=later)
    for text, code in (("启明", CODE), ("明心", CODE), ("有名", here.code), ("无名", here.code)):
        assert [one.code for one in ledger.search(cast.officer, text)] == [code], text
    assert not ledger.search(cast.officer, "没有").exists()
    assert not ledger.search(cast.other_centre, "启明").exists()


READS = {"earlier_versions_count": True}


@pytest.mark.parametrize(
    ("measure", "rows", "filled"),
    [
        ("settle", [row()], {"granted_before": "3000000.00"}),
        ("office-rent", [row(**RENT), row(**RENT, document="二", fund="2021年版")], {"support_years": 2}),
        ("rnd", [row(**PROJECT)], {"open_project": True}),
        ("office-purchase", [row()], {}),
    ],
)  # fmt: skip
def test_a_draft_begins_with_what_is_on_record(
    cast: District, measure: str, rows: list[dict[str, Any]], filled: dict[str, Any]
) -> None:
    taken(cast.officer, *rows)
    parameters = {} if measure == "rnd" else {measure: READS}
    made = published_round(cast, measures=(measure,), parameters=parameters)
    draft = filing.begun(cast.owner, measure_in(made, measure))
    known = {"granted_before", "support_years", "open_project"}
    assert {name: value for name, value in draft.answers.items() if name in known} == filled


def flagged(application: Any) -> list[str]:
    _, judgement, _ = casework.judged(application)
    return [one.text for one in judgement.warnings if one.kind == "earlier"]


def test_a_declaration_that_differs_is_flagged(cast: District) -> None:
    made = published_round(cast, measures=("settle",), parameters={"settle": READS})
    draft = filing.begun(cast.owner, measure_in(made, "settle"))
    filing.saved(cast.owner, draft, granted_before="10万元")
    assert flagged(filing.fresh(draft)) == []  # no ledger yet: nothing to hold it against
    taken(cast.officer, row())
    (text,) = flagged(filing.fresh(draft))
    assert "台账：2023年历次版本3,000,000.00元" in text
    filing.saved(cast.owner, draft, granted_before="300万元")
    assert flagged(filing.fresh(draft)) == []
    imports.retract(cast.officer, ledger.standing().get().pk, "导错")
    filing.saved(cast.owner, draft, granted_before="0")
    assert flagged(filing.fresh(draft)) == []


def test_what_the_round_does_not_count_is_flagged_as_nothing(cast: District) -> None:
    taken(cast.officer, row())
    made = published_round(cast, measures=("settle",))
    draft = filing.begun(cast.owner, measure_in(made, "settle"))
    assert "granted_before" not in draft.answers
    filing.saved(cast.owner, draft, granted_before="300万元")
    assert "没有应计入的记录" in flagged(filing.fresh(draft))[0]


def test_an_officer_s_sheet_is_no_other_officer_s_secret(cast: District) -> None:
    made = checked(cast.officer, row())
    assert ledger.brought(cast.approver, made.pk) == made
    with pytest.raises(NotSeen):
        ledger.brought(cast.centre, made.pk)
    with pytest.raises(NotSeen):
        imports.take(replace(cast.officer, role=Role.APPROVER), made.pk, seen="")
