"""R9: every address, every method, everybody, own and foreign: what happens is what matrix.txt says."""

from collections.abc import Iterable
from zlib import crc32

import pytest

from duixian.applications import access
from duixian.applications.models import Application
from duixian.kernel import clock
from duixian.parties import roster
from duixian.parties.models import Membership
from tests.access import addresses, asking, judging, matrix, writes
from tests.access.asking import ANYBODY, HIDDEN, METHODS, SIGN_IN, THROUGH, Door, undone
from tests.access.judging import Cell
from tests.access.matrix import EVERYBODY, NOBODY, SIGNED_IN
from tests.access.world import WORDS, World
from tests.counted import counted

pytestmark = pytest.mark.django_db
LEAST = 3000


def test_every_address_stands_in_the_file_and_nothing_else_does() -> None:
    there = {(one.name, one.route) for one in addresses.every()}
    said = {
        (line.name, line.route.lstrip("/"))
        for lines in matrix.declared().values()
        for line in lines
    }
    assert not there - said, f"not in matrix.txt: {sorted(there - said)}"
    assert not said - there, f"no such address: {sorted(said - there)}"


def test_the_file_uses_the_words_that_it_explains(built: World) -> None:
    known = {*WORDS.values(), EVERYBODY, SIGNED_IN, NOBODY, "本人"}
    for lines in matrix.declared().values():
        for line in lines:
            assert line.who, line
            assert not line.who - known, line
            assert line.methods, line
            assert not line.methods - set(METHODS), line
            assert line.thing == "-" or line.thing in built.things, line


def test_an_address_that_is_not_in_the_file_is_found() -> None:
    lines = matrix.declared()
    gone = next(iter(lines))
    del lines[gone]
    assert [one.name for one in addresses.every() if one.name not in lines] == [gone]


def share(cells: Iterable[Cell], of: int) -> list[Cell]:
    """One cell in so many, always the same ones; those who look and act as a stranger's firm are never left out."""
    return [one for one in cells if _stranger(one) or not crc32(str(one).encode()) % of]


def _stranger(cell: Cell) -> bool:
    return cell.who == "owner_b" and cell.thing.side == "a" and cell.method in {"GET", "POST"}


EVERY_RUN = [pytest.param(6, id="a-share"), pytest.param(1, id="all", marks=pytest.mark.trust)]


@pytest.mark.parametrize("of", EVERY_RUN)
@pytest.mark.parametrize("methods", [("GET",), ("POST",), ("PUT", "DELETE")], ids="+".join)
def test_what_happens_is_what_the_file_says(
    built: World, methods: tuple[str, ...], of: int
) -> None:
    door = Door(built)
    judge = judging.Judge(door)
    judge.run(share(judging.cells(door, addresses.every(), matrix.declared(), methods), of))
    counted(f"权限矩阵 {' '.join(methods)}，{of}取1", judge.count)
    assert not judge.wrong, judge.said
    assert judge.count > LEAST // of // 2


def _all_cases(viewer: object) -> object:
    return Application.objects.all()


def test_a_scope_that_is_gone_is_found(built: World, monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(built)
    judge = judging.Judge(door)
    about = [one for one in addresses.every() if one.name in {"filing-case", "evidence-download"}]
    monkeypatch.setattr(access, "applications", _all_cases)
    judge.run(judging.cells(door, about, matrix.declared(), ("GET",)))
    assert any("through, not 404" in one for one in judge.wrong)


def _shut(door: Door, who: str) -> tuple[int, list[str]]:
    """What a role had opened, as it answers somebody who has lost it."""
    anyone = {EVERYBODY, SIGNED_IN, NOBODY, "无角色", "本人"}
    count = 0
    still: list[str] = []
    for cell in judging.cells(door, addresses.every(), matrix.declared(), ("GET", "POST")):
        served = [line for line in cell.lines if cell.method in line.methods]
        if (
            cell.who != who
            or any(line.who & anyone for line in served)
            or cell.expected != {THROUGH}
        ):
            continue
        count += 1
        with undone():
            found = asking.outcome(door.ask(who, cell.method, cell.address, cell.thing))
        if found != HIDDEN:
            still.append(f"{cell}: {found}")
    return count, still


@pytest.mark.trust
def test_without_the_role_everything_is_shut_at_the_next_request(built: World) -> None:
    door = Door(built)
    total = 0
    still: list[str] = []
    for who in set(WORDS) - {"newcomer"}:
        with undone():
            held = Membership.objects.filter(person=built.viewer(who).person)
            assert held.update(until=clock.now()) == 1
            count, found = _shut(door, who)
        total, still = total + count, still + found
        assert count, who
    counted("角色结束后的下一次请求", total)
    assert still == []


@pytest.mark.parametrize("who", ["owner_a", "centre_a", "officer"])
def test_a_locked_account_is_signed_out_at_the_next_request(built: World, who: str) -> None:
    door = Door(built)
    assert door.open(who, "/account/").status_code == 200
    roster.lock(built.viewer("admin"), built.account(who).pk, "停用")
    for path in ("/account/", "/my/", "/office/", "/messages/"):
        assert asking.outcome(door.open(who, path)) == SIGN_IN, path


@pytest.mark.trust
def test_a_form_from_elsewhere_changes_nothing(built: World) -> None:
    """Without the token that our own pages carry each form is refused; the API keeps nothing anyway."""
    door = Door(built)
    before, count = writes.state(), 0
    door.checks_forms = True
    for cell in judging.cells(door, addresses.every(), matrix.declared(), ("POST",)):
        if cell.expected == {THROUGH} and cell.who != ANYBODY and "api:" not in cell.address.name:
            count += 1
            answer = door.ask(cell.who, "POST", cell.address, cell.thing)
            assert answer.status_code == 403, str(cell)
    counted("没有令牌的表单", count)
    changed = {name for name, seen in writes.state().items() if seen != before[name]}
    assert not {name for name in changed if not name.startswith("audit_")}
