"""Sources: made and changed with a reason; those that bring their list themselves are asked, and a failure stays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from duixian.audit.models import Entry
from duixian.credit import adapters, refreshing, register, sources
from duixian.credit.adapters import Listing
from duixian.credit.entries import read
from duixian.credit.models import Import, Source
from duixian.credit.periodic import refresh
from duixian.outbox.jobs import JOBS
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Role
from tests.credit.cast import CODE, OTHER, TODAY, csv_of, row, source
from tests.parties import cast

pytestmark = pytest.mark.django_db
GIVEN = {"slug": "credit-shanghai", "name": "信用中国（上海）", "kind": "platform", "adapter": "folder", "stale_days": "7"}  # fmt: skip


def refusal(verb: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        verb()
    return dict(caught.value.faults)


def test_a_source_is_made_and_changed_for_a_reason(officer: Viewer) -> None:
    made = sources.create(officer, GIVEN)
    assert (made.active, made.stale_days, made.as_of) == (True, 7, None)
    changed = {**GIVEN, "name": "信用上海", "stale_days": "１５", "slug": "ignored"}
    assert refusal(lambda: sources.change(officer, made.pk, changed, active=False, why="")) == {
        "why": "请填写理由"
    }
    made = sources.change(officer, made.pk, changed, active=False, why="平台停用")
    assert (made.slug, made.name, made.stale_days, made.active) == ("credit-shanghai", "信用上海", 15, False)  # fmt: skip
    assert [one.action for one in Entry.objects.order_by("seq")] == ["credit.source"] * 3
    assert list(sources.every(officer)) == [made]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"slug": "../x"}, "slug"), ({"slug": "A"}, "slug"), ({"slug": ""}, "slug"), ({"name": ""}, "name"),
        ({"kind": "x"}, "kind"), ({"adapter": ""}, "adapter"), ({"stale_days": "0"}, "stale_days"),
        ({"stale_days": "91"}, "stale_days"), ({"stale_days": "七"}, "stale_days"), ({"stale_days": "99999999999"}, "stale_days"),
        ({"stale_days": ""}, "stale_days"),
    ],
)  # fmt: skip
def test_what_no_source_may_be(officer: Viewer, changed: dict[str, str], field: str) -> None:
    assert set(refusal(lambda: sources.create(officer, {**GIVEN, **changed}))) == {field}


def test_no_two_sources_are_alike(officer: Viewer) -> None:
    sources.create(officer, GIVEN)
    assert set(refusal(lambda: sources.create(officer, GIVEN))) == {"slug", "name"}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER}))
def test_only_an_officer_keeps_sources(role: Role) -> None:
    viewer, made = cast.viewer(role), source(adapter="folder")
    for verb in (
        lambda: sources.create(viewer, GIVEN),
        lambda: sources.change(viewer, made.pk, GIVEN, active=True, why="改"),
        lambda: refreshing.refresh(viewer, made.pk),
    ):
        with pytest.raises(NotSeen):
            verb()
    if role != Role.AUDITOR:
        with pytest.raises(NotSeen):
            sources.get(viewer, made.pk)


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Where lists are dropped for the first source."""
    settings.CREDIT_FOLDER = tmp_path
    made = tmp_path / "source-1"
    made.mkdir()
    return made


def test_a_folder_is_read_once_and_again_only_for_something_new(
    officer: Viewer, folder: Path
) -> None:
    where = source(as_of=None, adapter="folder")
    (folder / "2026-03-09.csv").write_bytes(csv_of([row()]))
    made = refreshing.refresh(officer, where.pk)
    assert made is not None
    assert (made.state, made.added, str(made.as_of)) == (Import.State.APPLIED, 1, "2026-03-09")
    assert refreshing.refresh(officer, where.pk) is None
    (folder / "2026-03-10.csv").write_bytes(csv_of([]))
    made = refreshing.refresh(officer, where.pk)
    assert made is not None
    assert (len(made.gone), made.withdrawn) == (1, False)
    assert register.held(where).count() == 1


def test_a_failure_stays_until_it_succeeds(officer: Viewer, folder: Path) -> None:
    where = source(adapter="folder")
    (folder / "2026-03-10.csv").write_bytes(b"broken")
    for _ in range(2):
        assert "2026-03-10.csv 有误" in refusal(lambda: refreshing.refresh(officer, where.pk))[""]
    where.refresh_from_db()
    assert where.failed_at is not None
    assert "最近一次更新失败" in sources.trouble(where, TODAY)
    assert sources.waiting(officer, TODAY) == 1
    failures = Entry.objects.filter(action="credit.source-failed")
    assert failures.count() == 1  # the same failure again is no news
    (folder / "2026-03-10.csv").write_bytes(csv_of([row()]))
    assert refreshing.refresh(officer, where.pk) is not None
    where.refresh_from_db()
    assert (where.failure, sources.waiting(officer, TODAY)) == ("", 0)


def test_the_same_list_after_a_failure_clears_it(officer: Viewer, folder: Path) -> None:
    where = source(as_of=None, adapter="folder")
    (folder / "2026-03-10.csv").write_bytes(csv_of([row()]))
    refreshing.refresh(officer, where.pk)
    Source.objects.update(failure="断线", failed_at=where.refreshed_at)
    assert refreshing.refresh(officer, where.pk) is not None
    where.refresh_from_db()
    assert where.failure == ""


def test_an_older_list_is_a_failure(officer: Viewer, folder: Path) -> None:
    where = source(adapter="folder")
    (folder / "2026-03-09.csv").write_bytes(csv_of([]))
    assert "早于已导入的2026年3月10日" in refusal(lambda: refreshing.refresh(officer, where.pk))[""]


def test_a_source_imported_by_hand_is_not_asked(officer: Viewer) -> None:
    assert "请导入名单" in refusal(lambda: refreshing.refresh(officer, source().pk))[""]


class ByCode:
    """A platform that answers for the enterprises it is asked about."""

    asked: set[str] = set()

    def records(self, codes: object, today: object) -> Listing:
        assert isinstance(codes, set)
        self.asked |= codes
        entries = (read(row(), TODAY),)
        return Listing(entries=entries, as_of=TODAY, name="查询", sha256="0" * 64, scope=frozenset(codes))  # fmt: skip


class Broken:
    """An adapter with a fault of its own."""

    def records(self, codes: object, today: object) -> Listing:
        raise ZeroDivisionError


def test_a_source_that_answers_by_code_is_trusted_for_those_codes(
    officer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = cast.viewer(Role.APPLICANT).organisation
    assert firm.code is not None
    where = source(as_of=None, adapter="folder", failure="断线")
    monkeypatch.setitem(adapters.ADAPTERS, "folder", lambda _: ByCode())
    made = refreshing.refresh(officer, where.pk)
    assert made is not None
    assert made.scope == [firm.code] == sorted(ByCode.asked)
    assert sources.relied_on(firm.code, TODAY)[0].trouble == ""
    assert "还没有导入过名单" in sources.relied_on(OTHER, TODAY)[0].trouble


def test_an_adapter_s_own_fault_never_passes_for_an_empty_list(
    officer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = source(adapter="folder")
    monkeypatch.setitem(adapters.ADAPTERS, "folder", lambda _: Broken())
    assert "更新程序出错" in refusal(lambda: refreshing.refresh(officer, where.pk))[""]
    assert "更新程序出错" in sources.relied_on(CODE, TODAY)[0].trouble


def test_the_daily_job_asks_everyone_and_tells_of_failures(folder: Path) -> None:
    source(as_of=None, adapter="folder")
    source("第二", adapter="folder")
    source("第三")
    source("第四", adapter="folder", active=False)
    (folder / "2026-03-10.csv").write_bytes(csv_of([row()]))
    assert refresh() == "更新2个来源，其中1个失败"
    assert JOBS["credit.refresh"].timetable == "每天06:00"
    assert Import.objects.get().applied_by is None
    assert Entry.objects.filter(action="credit.import").get().role == "job"
