"""The account that money would go to: the enterprise's own name, sealed, masked, changed in the open."""

import json

import pytest
from django.core import serializers
from pytest_django import Settings

from duixian.audit import trail
from duixian.outbox.models import Notice
from duixian.parties import bank, sealing
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.models import BankAccount
from duixian.parties.roles import Kind, Role
from tests.parties import cast

pytestmark = pytest.mark.django_db
NUMBER = "1001234567890123456"
NAME = "上海云帆（集团）有限公司"


@pytest.fixture
def owner() -> Viewer:
    return cast.viewer(Role.APPLICANT_OWNER, cast.organisation(Kind.APPLICANT, NAME))


def change(
    owner: Viewer, number: str = NUMBER, holder: str = NAME, where: str = "工商银行普陀支行"
) -> BankAccount:
    return bank.change(owner, holder=holder, bank=where, number=number)


def test_the_number_is_sealed_and_masked(owner: Viewer) -> None:
    row = change(owner, "1001 2345 6789 0123 456")
    assert (row.masked, row.last4) == ("**** 3456", "3456")
    dump = json.dumps(serializers.serialize("json", BankAccount.objects.all()))
    assert NUMBER not in dump
    assert NUMBER.encode() not in bytes(row.number_sealed)
    assert all(
        NUMBER not in one.payload.body for one in trail.of(f"organisation:{owner.organisation.pk}")
    )
    assert NUMBER not in "".join(Notice.objects.values_list("body", flat=True))
    assert bank.reveal(owner, row.pk, "核对") == NUMBER


def test_a_sealed_number_opens_in_its_own_row_with_its_own_key_only(
    owner: Viewer, settings: Settings
) -> None:
    row = change(owner)
    other = cast.viewer(Role.APPLICANT_OWNER, cast.organisation(Kind.APPLICANT, NAME))
    with pytest.raises(sealing.Broken):
        sealing.opened(row.number_sealed, change(other, "1" * 12).pk)
    settings.FIELD_KEY = "another key"
    with pytest.raises(sealing.Broken):
        sealing.opened(row.number_sealed, row.pk)
    with pytest.raises(sealing.Broken):
        sealing.opened(b"short", row.pk)


@pytest.mark.parametrize("holder", ["上海云帆(集团)有限公司", "上海云帆（集团） 有限公司"])
def test_the_holder_is_the_enterprise_whatever_the_width(owner: Viewer, holder: str) -> None:
    assert change(owner, holder=holder).last4 == "3456"


@pytest.mark.parametrize(
    "holder",
    [
        "王经理",
        "上海云帆有限公司",
        "个体工商户王某",
        "上海云帆（集团）有限公司二部",
        "上海\u202e云帆（集团）有限公司",
        "",
        "上海云帆（集团）有跟公司",
    ],
)
def test_no_other_holder_is_taken(owner: Viewer, holder: str) -> None:
    with pytest.raises(Refused) as found:
        change(owner, holder=holder)
    assert [field for field, _ in found.value.faults] == ["holder"]
    assert not BankAccount.objects.exists()


def test_a_change_keeps_the_old_account_tells_everybody_and_starts_the_cool_off(
    owner: Viewer,
) -> None:
    colleague = cast.viewer(Role.APPLICANT, owner.organisation)
    first = change(owner)
    with pytest.raises(Refused, match="与现在登记的账户相同"):
        change(owner)
    second = change(owner, "6222000011112222")
    first.refresh_from_db()
    assert first.until == second.since
    assert bank.current(owner.organisation) == second
    told = set(
        Notice.objects.filter(template="bank-account-changed").values_list("person", flat=True)
    )
    assert told == {owner.person.pk, colleague.person.pk}
    said = [one.data["last4"] for one in trail.of(f"organisation:{owner.organisation.pk}")]
    assert said == ["3456", "2222"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.APPLICANT_OWNER}))
def test_only_the_owner_changes_it(owner: Viewer, role: Role) -> None:
    with pytest.raises(NotSeen):
        change(cast.viewer(role))


@pytest.mark.parametrize("role", sorted(Role))
def test_who_may_see_a_whole_number_for_a_reason(owner: Viewer, role: Role) -> None:
    row = change(owner)
    viewer = cast.viewer(role)
    allowed = role in {Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER, Role.AUDITOR}
    if not allowed:
        with pytest.raises(NotSeen):
            bank.reveal(viewer, row.pk, "好奇")
        assert not bank.seen(viewer).filter(pk=row.pk).exists()
        return
    with pytest.raises(Refused, match="请填写查看理由"):
        bank.reveal(viewer, row.pk, " ")
    assert bank.reveal(viewer, row.pk, "核对拨付凭证") == NUMBER
    last = trail.of(f"organisation:{owner.organisation.pk}").last()
    assert last is not None
    assert (last.action, last.data["reason"], last.actor) == (
        "bank.reveal",
        "核对拨付凭证",
        str(viewer.person.pk),
    )
