"""Personal data: a copy of one's own, erasure without breaking the trail, what is kept no longer."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from allauth.account.models import EmailAddress
from openpyxl import load_workbook

from duixian.audit import trail
from duixian.audit.models import Entry, Payload
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties import (
    invitations,
    own_data,
    people,
    privacy,
    registrations,
    roster,
    verification,
)
from duixian.parties.access import Refused, Viewer
from duixian.parties.models import Account, Invitation, Person, Registration
from duixian.parties.roles import Role
from tests.parties import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Viewer:
    return cast.viewer(Role.CENTRE)


def registered(centre: Viewer, number: int = 1) -> Account:
    who = cast.account("=cmd|' /C calc'!A0")
    people.introduce(who, name="王经理", identity=cast.identity(number), mobile="13800138000")
    row = registrations.register(
        who, cast.wanted(who, centre.organisation, code=cast.credit_code(800 + number))
    )
    verification.decide(centre, row.pk, accept=True, reason="")
    return who


def test_the_copy_holds_one_s_own_data_as_json_and_excel_and_no_formula(centre: Viewer) -> None:
    who = registered(centre)
    other = registered(centre, 2)
    assert who.person is not None
    Person.objects.filter(pk=who.person.pk).update(name="=1+1")
    who = Account.objects.get(pk=who.pk)
    with ZipFile(BytesIO(own_data.export(who))) as packed:
        data = json.loads(packed.read("我的数据.json"))
        book = load_workbook(BytesIO(packed.read("我的数据.xlsx")))
    assert data["账号"][0]["登录名"] == who.username
    assert data["注册与申请"][0]["联系电话"] == "13800138000"
    assert other.username not in json.dumps(data)
    assert book.sheetnames == list(data)
    cell = book["账号"]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert Entry.objects.filter(action="privacy.export", subject=f"account:{who.pk}").count() == 1


def test_a_person_takes_ten_copies_a_day_whatever_account_they_use(centre: Viewer) -> None:
    with time_machine.travel("2026-03-02T23:00:00+08:00", tick=False) as time:
        who = registered(centre)
        second = cast.account()
        second.person = who.person
        second.save()
        for number in range(10):
            own_data.export(who if number % 2 else second)
        for one in (who, second):
            with pytest.raises(Refused, match="今天已经下载10次"):
                own_data.export(one)
        own_data.export(registered(centre, 2))
        time.shift(timedelta(hours=1, minutes=1))
        own_data.export(who)
    assert Entry.objects.filter(action="privacy.export").count() == 12


def test_erasure_replaces_the_person_and_leaves_a_valid_chain(centre: Viewer) -> None:
    who = registered(centre)
    EmailAddress.objects.create(user=who, email=who.email)
    with pytest.raises(Refused, match="唯一的单位管理员"):
        privacy.erase(who)
    firm = who.person.memberships.get().organisation if who.person else None
    assert firm is not None
    cast.viewer(Role.APPLICANT_OWNER, firm)
    before = list(Entry.objects.values_list("hash", flat=True))
    person = privacy.erase(who)
    who.refresh_from_db()
    assert (who.is_active, who.email, who.mobile, who.has_usable_password()) == (
        False,
        "",
        "",
        False,
    )
    assert (person.name, person.identity_hash) == (privacy.GONE, None)
    assert not EmailAddress.objects.filter(user=who).exists()
    assert people.held(person) == frozenset()
    assert Registration.objects.get(person=person).contact == ""
    assert firm.profile.contact_phone == ""
    bodies = Payload.objects.filter(entry__subject=f"person:{person.pk}").exclude(
        entry__action=trail.ERASE
    )
    assert bodies.exists()
    assert not bodies.exclude(body="").exists()
    after = list(Entry.objects.values_list("hash", flat=True))
    assert after[: len(before)] == before
    # the same natural person may come again
    people.introduce(cast.account(), name="王经理", identity=cast.identity(1), mobile="13800138000")


def test_staff_and_who_waits_for_a_decision_can_not_erase_themselves(centre: Viewer) -> None:
    with pytest.raises(Refused, match="履职记录依法保存"):
        privacy.erase(centre.account)
    who = cast.registrant(5)
    first = registered(centre)
    assert first.person is not None
    code = first.person.memberships.get().organisation.code
    assert code is not None
    registrations.register(
        who, cast.wanted(who, centre.organisation, code=code, kind="join", statement="职员")
    )
    with pytest.raises(Refused, match="等结果后"):
        privacy.erase(who)


def test_an_erased_account_can_not_be_opened_again(centre: Viewer) -> None:
    who = cast.account()
    privacy.erase(who)
    with pytest.raises(Refused, match="不能恢复"):
        roster.unlock(cast.viewer(Role.ADMIN), who.pk, "误操作")


def test_the_retention_job_lets_go_of_what_has_served(
    centre: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased: list[StoredFile] = []

    def erase(file: StoredFile) -> None:
        erased.append(file)
        StoredFile.objects.filter(pk=file.pk).update(erased_at=clock.now())

    monkeypatch.setattr(store, "erase", erase)
    who = cast.registrant(7)
    assert who.person is not None
    row = registrations.register(
        who, cast.wanted(who, centre.organisation, code=cast.credit_code(870))
    )
    verification.decide(centre, row.pk, accept=False, reason="不符")
    unused = cast.licence(who.person)
    kept = registered(centre)
    owner = cast.viewer(Role.APPLICANT_OWNER)
    invitations.invite(owner, email="li@example.cn")
    assert privacy.keep_no_longer() == {"licences": 0, "registrations": 0, "invitations": 0}

    move = _mover(monkeypatch)
    move(timedelta(days=31))
    assert privacy.keep_no_longer()["licences"] == 1
    assert erased == [unused]
    move(timedelta(days=3 * 365))
    assert privacy.keep_no_longer() == {"licences": 1, "registrations": 1, "invitations": 1}
    row.refresh_from_db()
    assert (row.contact, Invitation.objects.get().email) == ("", "")
    assert Registration.objects.get(person=kept.person).contact == "13800138000"
    assert privacy.keep_no_longer() == {"licences": 0, "registrations": 0, "invitations": 0}


def _mover(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    began = clock.now()

    def move(by: timedelta) -> None:
        moment = began + by
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move
