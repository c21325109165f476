"""Lists come in whole or not at all; first they are only looked at; what was looked at is what is taken."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from duixian.audit.models import Entry, Outcome
from duixian.credit import importing, register, sources
from duixian.credit.importing import Brought
from duixian.credit.models import CreditRecord, Import, Source
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Role
from tests.credit.cast import CODE, NOON, OTHER, TODAY, brought, csv_of, entered, row, source
from tests.parties import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def where() -> Source:
    return source(as_of=None)


def refusal(verb: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        verb()
    return list(caught.value.faults)


def taken(officer: Viewer, what: Brought, *, withdraw_gone: bool = False) -> Import:
    made = importing.try_(officer, what)
    read = importing.differences(made).fingerprint
    return importing.apply(officer, made.pk, read=read, withdraw_gone=withdraw_gone)


def held(where: Source) -> set[tuple[str, int]]:
    return set(register.held(where).values_list("document_number", "version"))


A, B, C = (row(document_number=f"{name}1号") for name in "甲乙丙")


def test_trying_changes_nothing_but_shows_everything(officer: Viewer, where: Source) -> None:
    made = importing.try_(officer, brought(where, A, B))
    assert (made.state, len(made.rows), made.scope) == (Import.State.TRIED, 2, None)
    assert len(importing.differences(made).new) == 2
    assert not CreditRecord.objects.exists()
    where.refresh_from_db()
    assert where.as_of is None
    entry = Entry.objects.get()
    assert f'"sha256":"{made.sha256}"' in entry.payload.body.replace(" ", "")


def test_applied_it_is_the_register_and_the_source_is_fresh(officer: Viewer, where: Source) -> None:
    taken(officer, brought(where, A, B))
    changed = {**B, "repaired_on": "2025-09-01"}
    made = taken(officer, brought(where, changed, C))
    made.refresh_from_db()
    assert (made.added, made.changed, made.same, len(made.gone)) == (1, 1, 0, 1)
    assert (made.applied_by, made.applied_at) == (officer.person, NOON)
    assert held(where) == {("甲1号", 1), ("乙1号", 2), ("丙1号", 1)}
    where.refresh_from_db()
    assert (where.as_of, where.refreshed_at) == (TODAY, NOON)
    gone = CreditRecord.objects.get(document_number="甲1号")
    found = register.no_longer_listed(gone)
    assert found is not None
    assert found.pk == made.pk
    assert register.no_longer_listed(register.held(where).get(document_number="丙1号")) is None
    newer = register.held(where).get(document_number="乙1号")
    assert (newer.imported_id, newer.why) == (made.pk, "名单更新（截至2026-03-10）")
    assert newer.replaces is not None
    assert newer.replaces.repaired_on is None


def test_what_is_no_longer_listed_stays_unless_the_officer_withdraws_it(
    officer: Viewer, where: Source
) -> None:
    taken(officer, brought(where, A, B))
    taken(officer, brought(where, B))
    assert held(where) == {("甲1号", 1), ("乙1号", 1)}
    made = taken(officer, brought(where), withdraw_gone=True)
    assert held(where) == set()
    assert len(made.gone) == 2
    whys = set(CreditRecord.objects.values_list("withdrawn_why", flat=True))
    assert whys == {"截至2026-03-10的名单不再列出"}
    taken(officer, brought(where, A))
    assert held(where) == {("甲1号", 2)}


def test_one_wrong_cell_and_nothing_is_taken(officer: Viewer, where: Source) -> None:
    wrong = brought(where, A, {**B, "kind": "坏"}, {**C, "code": "1"})
    said = refusal(lambda: importing.try_(officer, wrong))
    assert [field for field, _ in said] == ["file", "file"]
    assert said[0][1].startswith("第3行C列（类别）")
    assert not Import.objects.exists()
    denied = Entry.objects.get()
    assert (denied.action, denied.outcome) == ("credit.try", Outcome.DENIED)


def test_many_errors_are_cut(officer: Viewer, where: Source) -> None:
    rows = [row(document_number=str(number), kind="坏") for number in range(80)]
    said = refusal(lambda: importing.try_(officer, brought(where, *rows)))
    assert len(said) == importing.MOST_ERRORS + 1
    assert said[-1][1].startswith("另有30处")


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"source": None}, "source", "请选择信用来源"),
        ({"as_of": ""}, "as_of", "请填写数据截至哪一天"),
        ({"as_of": "今天"}, "as_of", "无法识别"),
        ({"as_of": "2026-03-11"}, "as_of", "还没有到"),
        ({"content": None}, "file", "请选择名单文件"),
        ({"whole": False}, "codes", "请填写查询过哪些单位"),
        ({"whole": False, "codes": "1"}, "codes", "应为18位"),
        ({"whole": False, "codes": OTHER}, "codes", f"名单里有{CODE}，而查询的单位里没有它"),
    ],
)
def test_what_is_missing_is_said(
    officer: Viewer, where: Source, more: dict[str, object], field: str, says: str
) -> None:
    ((at, text),) = refusal(lambda: importing.try_(officer, brought(where, A, **more)))
    assert (at, says in text) == (field, True), text


def test_what_was_looked_at_is_what_is_taken(officer: Viewer, where: Source) -> None:
    made = importing.try_(officer, brought(where, A, B))
    read = importing.differences(made).fingerprint
    entered(officer, where, **A)
    ((_, said),) = refusal(lambda: importing.apply(officer, made.pk, read=read))
    assert "登记又有变化" in said
    importing.apply(officer, made.pk, read=importing.differences(made).fingerprint)
    assert held(where) == {("甲1号", 1), ("乙1号", 1)}


def test_a_list_is_decided_once(officer: Viewer, where: Source) -> None:
    first, second = (importing.try_(officer, brought(where, A)) for _ in range(2))
    read = importing.differences(first).fingerprint
    importing.drop(officer, second.pk)
    importing.apply(officer, first.pk, read=read)
    for verb in (
        lambda: importing.apply(officer, first.pk, read=read),
        lambda: importing.drop(officer, first.pk),
        lambda: importing.apply(officer, second.pk, read=read),
    ):
        assert "不用再办" in refusal(verb)[0][1]
    with pytest.raises(DatabaseError), transaction.atomic():
        Import.objects.filter(pk=first.pk).update(added=9)


def test_an_older_list_never_replaces_a_newer_one(officer: Viewer, where: Source) -> None:
    taken(officer, brought(where, A))
    old = importing.try_(officer, brought(where, B, as_of="2026-03-09"))
    read = importing.differences(old).fingerprint
    ((_, said),) = refusal(lambda: importing.apply(officer, old.pk, read=read))
    assert "已导入过更新的名单（截至2026年3月10日）" in said


def test_a_list_of_some_enterprises_tells_of_them_only(officer: Viewer, where: Source) -> None:
    elsewhere = {**B, "code": OTHER}
    taken(officer, brought(where, A, elsewhere, as_of="2026-03-01"))
    made = taken(officer, brought(where, C, whole=False, codes=f"{CODE}\n\n"), withdraw_gone=True)
    assert (made.scope, made.added, len(made.gone)) == ([CODE], 1, 1)
    assert held(where) == {("乙1号", 1), ("丙1号", 1)}
    where.refresh_from_db()
    assert str(where.as_of) == "2026-03-01"
    troubles = [sources.relied_on(code, TODAY)[0].trouble for code in (CODE, OTHER)]
    assert (troubles[0], "数据只到2026年3月1日" in troubles[1]) == ("", True)
    found = register.held(where).get(document_number="乙1号")
    assert register.no_longer_listed(found) is None


def test_nothing_found_for_some_needs_no_file(officer: Viewer, where: Source) -> None:
    nothing = Brought(source=where.pk, as_of="2026-03-09", whole=False, codes=f"{CODE}，{OTHER}")
    made = taken(officer, nothing)
    assert made.file_name == "（没有记录，未传文件）"
    assert [str(sources.relied_on(code, TODAY)[0].as_of) for code in (CODE, OTHER)] == [
        "2026-03-09"
    ] * 2
    taken(officer, Brought(source=where.pk, as_of="2026-03-01", whole=False, codes=CODE))
    assert str(sources.relied_on(CODE, TODAY)[0].as_of) == "2026-03-09"


def test_too_many_codes(officer: Viewer, where: Source) -> None:
    codes = "\n".join([CODE] * (importing.MOST_CODES + 1))
    said = refusal(lambda: importing.try_(officer, Brought(source=where.pk, as_of="2026-03-09", whole=False, codes=codes)))  # fmt: skip
    assert said == [("codes", "最多1000家，现为1001家。请分几次，或导入全量名单")]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER}))
def test_only_an_officer_imports(officer: Viewer, where: Source, role: Role) -> None:
    made = importing.try_(officer, brought(where, A))
    viewer = cast.viewer(role)
    with pytest.raises(NotSeen):
        importing.try_(viewer, brought(where, A))
    with pytest.raises(NotSeen):
        importing.apply(viewer, made.pk, read="")
    with pytest.raises(NotSeen):
        importing.drop(viewer, made.pk)
    if role == Role.AUDITOR:
        assert importing.get(viewer, made.pk) == made
    else:
        with pytest.raises(NotSeen):
            importing.get(viewer, made.pk)


def test_a_whole_list_of_thousands_is_quick(
    officer: Viewer, where: Source, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    rows = [row(document_number=f"第{number}号") for number in range(400)]
    made = importing.try_(officer, brought(where, content=csv_of(rows)))
    read = importing.differences(made).fingerprint
    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
        importing.apply(officer, made.pk, read=read)
    assert register.held(where).count() == 400


def test_what_a_source_is_worth_by_the_day(where: Source) -> None:
    where.as_of, where.stale_days = TODAY, 7
    for days, fresh in ((0, True), (6, True), (7, True), (8, False)):
        assert (sources.trouble(where, TODAY + timedelta(days=days)) == "") == fresh
    where.failure, where.failed_at = "读不出来", clock.now()
    assert sources.trouble(where, TODAY) == "信用来源“信用中国（上海）”最近一次更新失败：读不出来"
    assert sources.trouble(where, TODAY, TODAY - timedelta(days=1)) != ""
    assert sources.trouble(where, TODAY, TODAY) == ""
