"""The register by hand: entered, corrected by a new version, withdrawn with a reason; nothing is ever changed or lost."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from duixian.audit.models import Entry, Outcome
from duixian.credit import register
from duixian.credit.models import CreditRecord, Source
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Role
from tests.credit.cast import CODE, entered, row, source
from tests.parties import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def where() -> Source:
    return source()


@pytest.fixture
def record(officer: Viewer, where: Source) -> CreditRecord:
    return entered(officer, where)


def refusal(verb: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        verb()
    return dict(caught.value.faults)


def actions() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("seq").values_list("action", "outcome"))


def test_a_record_is_entered_with_its_four_dates(officer: Viewer, where: Source) -> None:
    made = entered(officer, where, repaired_on="2025-09-01")
    made.refresh_from_db()
    assert (made.code, made.version, made.recorded_by) == (CODE, 1, officer.person)
    assert [str(one) for one in (made.acted_on, made.decided_on, made.published_on, made.repaired_on)] == [
        "2025-01-10", "2025-03-01", "2025-03-05", "2025-09-01",
    ]  # fmt: skip
    assert actions() == [("credit.enter", Outcome.DONE)]
    assert Entry.objects.get().subject == f"credit-record:{made.pk}"


def test_what_is_wrong_is_said_by_field_and_recorded(officer: Viewer, where: Source) -> None:
    assert set(refusal(lambda: register.enter(officer, None, row(kind="", decided_on="x")))) == {
        "source", "kind", "decided_on",
    }  # fmt: skip
    assert set(refusal(lambda: register.enter(officer, 999, row()))) == {"source"}
    assert actions() == [("credit.enter", Outcome.DENIED)] * 2
    assert not CreditRecord.objects.exists()


def test_the_same_record_is_not_entered_twice(
    officer: Viewer, where: Source, record: CreditRecord
) -> None:
    said = refusal(lambda: entered(officer, where, document_number="沪市监普处[2025]12号"))
    assert f"第{record.pk}号" in said["document_number"]
    assert entered(officer, source("另一来源")).version == 1


def test_a_correction_is_a_new_version_and_the_old_one_stays(
    officer: Viewer, record: CreditRecord
) -> None:
    made = register.correct(officer, record.pk, row(repaired_on="2025-09-01"), why="已完成信用修复")
    assert (made.version, made.replaces_id, made.why) == (2, record.pk, "已完成信用修复")
    assert list(register.search(officer, CODE)) == [made]
    assert register.versions(record) == register.versions(made) == [made, record]
    record.refresh_from_db()
    assert record.repaired_on is None
    assert refusal(lambda: register.correct(officer, record.pk, row(), why="再改")) == {"": register.CHANGED}  # fmt: skip


def test_a_correction_may_change_what_tells_it_apart_but_not_into_another(
    officer: Viewer, where: Source, record: CreditRecord
) -> None:
    entered(officer, where, document_number="乙1号")
    said = refusal(
        lambda: register.correct(officer, record.pk, row(document_number="乙1号"), why="更正")
    )
    assert "另有一条相同的记录" in said["document_number"]
    made = register.correct(officer, record.pk, row(document_number="丙1号"), why="文号有误")
    assert (made.version, made.replaces_id) == (1, record.pk)
    again = entered(officer, where)
    assert (again.version, again.replaces_id) == (2, None)


def test_a_correction_needs_a_reason_and_a_change(officer: Viewer, record: CreditRecord) -> None:
    said = refusal(lambda: register.correct(officer, record.pk, row(until="2030-01-01"), why=" "))
    assert said == {"why": "请填写更正的理由"}
    assert refusal(lambda: register.correct(officer, record.pk, row(), why="看看")) == {
        "": "没有改动任何内容"
    }


def test_withdrawn_with_a_reason_it_stays_visible_and_may_come_again(
    officer: Viewer, where: Source, record: CreditRecord
) -> None:
    assert refusal(lambda: register.withdraw(officer, record.pk, why="")) == {
        "why": "请填写撤下的理由"
    }
    register.withdraw(officer, record.pk, why="同名，非本单位")
    assert list(register.search(officer, "")) == []
    assert list(register.search(officer, "", state="withdrawn")) == [record]
    assert refusal(lambda: register.withdraw(officer, record.pk, why="再撤")) == {
        "": register.CHANGED
    }
    again = entered(officer, where)
    assert (again.version, again.replaces_id) == (2, record.pk)
    assert register.versions(again) == [again, record]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER}))
def test_only_an_officer_writes_and_an_auditor_reads(record: CreditRecord, role: Role) -> None:
    viewer = cast.viewer(role)
    with pytest.raises(NotSeen):
        register.enter(viewer, record.source_id, row())
    with pytest.raises(NotSeen):
        register.correct(viewer, record.pk, row(), why="改")
    with pytest.raises(NotSeen):
        register.withdraw(viewer, record.pk, why="撤")
    if role == Role.AUDITOR:
        assert register.get(viewer, record.pk) == record
        assert list(register.search(viewer, "")) == [record]
        return
    with pytest.raises(NotSeen):
        register.get(viewer, record.pk)
    with pytest.raises(NotSeen):
        register.search(viewer, "")


def test_what_is_not_there(officer: Viewer) -> None:
    with pytest.raises(NotSeen):
        register.get(officer, 999)
    with pytest.raises(NotSeen):
        register.withdraw(officer, 999, why="撤")


def test_looking_up(officer: Viewer, where: Source, record: CreditRecord) -> None:
    other = source("另一来源")
    old = entered(officer, other, code=cast.credit_code(7003), name="上海见山图像科技有限公司", kind="严重失信",
                  document_number="", matter="失信被执行人", acted_on="", published_on="", decided_on="2020-01-01",
                  repaired_on="2021-01-01")  # fmt: skip
    for query in (
        "云帆",
        "shyf",
        CODE[10:].lower(),
        "普处〔2025〕12",
        "沪市监普处[2025]12号",
        " 云帆 ",
    ):
        assert list(register.search(officer, query)) == [record], query
    assert list(register.search(officer, "")) == [record, old]
    assert list(register.search(officer, "上海")) == [record, old]
    assert list(register.search(officer, "没有")) == []
    assert list(register.search(officer, "", kind="serious")) == [old]
    assert list(register.search(officer, "", source=other.pk)) == [old]
    assert list(register.search(officer, "", state="repaired")) == [old]
    assert list(register.search(officer, "", state="unrepaired")) == [record]
    assert list(register.search(officer, "", state="strange")) == [record, old]


@pytest.mark.parametrize(
    "change",
    [
        {"repaired_on": "2025-09-01"}, {"code": "x"}, {"version": 2}, {"recorded_by": None}, {"withdrawn_why": "无"},
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_a_record(record: CreditRecord, change: dict[str, object]) -> None:  # fmt: skip
    rows = CreditRecord.objects.filter(pk=record.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_the_database_refuses_to_undo_a_withdrawal_or_to_lose_its_reason(
    officer: Viewer, record: CreditRecord
) -> None:
    rows = CreditRecord.objects.filter(pk=record.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(withdrawn_at=record.recorded_at)
    register.withdraw(officer, record.pk, why="同名")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(withdrawn_at=None)
