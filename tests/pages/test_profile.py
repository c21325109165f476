"""我的单位: the list of tasks, the profile's forms, a colleague's changes in between, the bank account, colleagues."""

import re

import pytest
from django.test import Client

from duixian.audit.models import Entry
from duixian.parties import bank, invitations, profiles, registrations
from duixian.parties.access import Viewer
from duixian.parties.models import BankAccount, Membership, Profile
from duixian.parties.roles import Kind, Role
from tests.pages.conftest import Response, text_of
from tests.pages.signed import enter, errors, go, send, told
from tests.parties import cast

pytestmark = pytest.mark.django_db
BASICS = {
    "version": "0", "kind": "enterprise", "registered_on": "2025年3月1日", "field": "ai", "arrived_on": "2025/4/1",
    "industry_class": "i6513", "address": "上海市普陀区某路1号", "contact_name": "王经理", "contact_phone": "021-52564588",
    "legal_person": "方知行", "shareholders": "上海母公司有限公司",
}  # fmt: skip
ACCOUNT = {
    "holder": "上海云帆（集团）有限公司",
    "bank": "工商银行普陀支行",
    "number": "1001 2345 6789 0123 456",
}


@pytest.fixture
def owner() -> Viewer:
    centre = cast.organisation(Kind.CENTRE, "长风投资促进中心")
    firm = cast.organisation(Kind.APPLICANT, "上海云帆（集团）有限公司", centre=centre)
    return cast.viewer(Role.APPLICANT_OWNER, firm, name="王经理")


def value(response: Response, name: str) -> str:
    """What stands in a field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', response.content.decode())
    assert found, name
    return found[1]


def test_home_lists_what_is_to_do_and_then_what_is_done(client: Client, owner: Viewer) -> None:
    enter(client, owner)
    said = told(client.get("/my/"))
    assert (
        "还差：主体类型、成立日期、所属领域、设立或迁入普陀区日期、行业代码、注册地址、法定代表人、联系人和电话"
        in said
    )
    go(send(client, "/my/enterprise/basics/", **BASICS))
    go(send(client, "/my/enterprise/bank/", **ACCOUNT))
    said = told(client.get("/my/"))
    assert "还差" not in said
    assert "工商银行普陀支行，****3456" in said


def test_who_has_no_enterprise_registers_and_an_official_goes_to_the_office(client: Client) -> None:
    assert go(enter(client, cast.account()).get("/my/")) == "/register/"
    client.logout()
    assert go(enter(client, cast.viewer(Role.OFFICER)).get("/my/")) == "/office/"


def test_what_is_told_is_shown_in_words_and_typed_back(client: Client, owner: Viewer) -> None:
    enter(client, owner)
    assert go(send(client, "/my/enterprise/basics/", **BASICS)) == "/my/enterprise/"
    said = told(client.get("/my/enterprise/"))
    for part in ("2025年3月1日", "人工智能", "I6513", "021-52564588", "王经理于"):
        assert part in said
    form = client.get("/my/enterprise/basics/")
    assert value(form, "registered_on") == "2025-03-01"
    assert value(form, "version") == "1"
    assert 'value="ai" selected' in form.content.decode()


def test_not_in_putuo_is_an_answer(client: Client, owner: Viewer) -> None:
    enter(client, owner)
    away = {**BASICS, "arrived_on": "", "arrived_on-absent": "on"}
    go(send(client, "/my/enterprise/basics/", **away))
    assert profiles.of(owner).answers["arrived_on"] is None
    assert "未登记在普陀区" in told(client.get("/my/enterprise/"))
    page = client.get("/my/enterprise/basics/").content.decode()
    assert re.search(r'name="arrived_on-absent"[^>]*checked', page)


def test_faults_of_facts_and_of_fields_stand_in_one_summary(client: Client, owner: Viewer) -> None:
    enter(client, owner)
    page = send(client, "/my/enterprise/basics/", **{**BASICS, "registered_on": "2026-02-30"})
    assert errors(page) == ["成立日期：日期“2026-02-30”不存在，请核对年月日"]
    assert value(page, "registered_on") == "2026-02-30"
    page = send(
        client,
        "/my/enterprise/basics/",
        **{**BASICS, "registered_on": "2027-01-01", "industry_class": "x"},
    )
    assert [one.partition("：")[0] for one in errors(page)] == ["成立日期", "行业代码（GB/T 4754）"]
    assert value(page, "address") == "上海市普陀区某路1号"
    assert not Profile.objects.exists()


def test_a_colleague_s_change_in_between_is_shown_and_then_deliberately_replaced(
    client: Client, owner: Viewer
) -> None:
    enter(client, owner)
    go(send(client, "/my/enterprise/basics/", **BASICS))
    colleague = cast.viewer(Role.APPLICANT, owner.organisation, name="李同事")
    other = enter(Client(), colleague)
    go(send(other, "/my/enterprise/basics/", **{**BASICS, "version": "1", "address": "新路2号"}))
    page = send(
        client,
        "/my/enterprise/basics/",
        **{**BASICS, "version": "1", "address": "旧路3号", "field": "games"},
    )
    assert page.status_code == 409
    said = told(page)
    for part in ("李同事刚刚也修改了", "注册地址旧路3号新路2号", "所属领域网络游戏人工智能"):
        assert part in said
    assert value(page, "address") == "旧路3号"
    assert profiles.of(owner).address == "新路2号"
    go(
        send(
            client,
            "/my/enterprise/basics/",
            **{**BASICS, "version": value(page, "version"), "address": "旧路3号"},
        )
    )
    assert profiles.of(owner).address == "旧路3号"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "１"])
def test_a_version_that_is_none_overwrites_nothing(
    client: Client, owner: Viewer, version: str
) -> None:
    enter(client, owner)
    go(send(client, "/my/enterprise/basics/", **BASICS))
    page = send(
        client, "/my/enterprise/basics/", **{**BASICS, "version": version, "address": "别处"}
    )
    assert page.status_code == 409


def test_figures_take_wan_and_keep_what_was_typed(client: Client, owner: Viewer) -> None:
    enter(client, owner)
    year = profiles.years_asked()[0]
    rows = {
        f"{year}-staff": "86人",
        f"{year}-revenue": "１．２亿",
        f"{year}-rnd_spend": "1,500,000",
        "version": "0",
    }
    go(send(client, "/my/enterprise/years/", **rows))
    kept = profiles.of(owner).years[0]
    assert (kept.staff, kept.revenue, kept.rnd_spend) == (86, 120_000_000_00, 1_500_000_00)
    assert "120,000,000.00" in told(client.get("/my/enterprise/"))
    page = send(
        client,
        "/my/enterprise/years/",
        **{**rows, f"{year}-patents": "3.5", f"{year}-rnd_staff": "-1"},
    )
    assert len(errors(page)) == 2
    assert value(page, f"{year}-patents") == "3.5"


def test_the_account_needs_a_fresh_confirmation_and_is_never_shown_whole(
    client: Client, owner: Viewer
) -> None:
    enter(client, owner, confirmed=False)
    assert go(send(client, "/my/enterprise/bank/", **ACCOUNT)).startswith(
        "/account/reauthenticate/"
    )
    assert not BankAccount.objects.exists()
    client.logout()
    enter(client, owner)
    assert "登记收款账户" in told(client.get("/my/enterprise/bank/"))
    go(send(client, "/my/enterprise/bank/", **ACCOUNT))
    for address in ("/my/", "/my/enterprise/", "/my/enterprise/bank/"):
        text = text_of(client.get(address))
        assert "3456" in text
        assert "67890123" not in text.replace(" ", "")
    page = send(client, "/my/enterprise/bank/", **{**ACCOUNT, "holder": "王经理", "number": "12"})
    assert [one.partition("：")[0] for one in errors(page)] == ["银行账号", "户名"]


def test_a_colleague_may_edit_the_profile_and_not_the_account(
    client: Client, owner: Viewer
) -> None:
    enter(client, cast.viewer(Role.APPLICANT, owner.organisation))
    go(send(client, "/my/enterprise/basics/", **BASICS))
    assert client.get("/my/enterprise/bank/").status_code == 404
    assert (
        send(client, "/my/enterprise/people/", email="a@example.cn", role="applicant").status_code
        == 404
    )
    said = told(client.get("/my/enterprise/people/"))
    assert "邀请和移除同事由单位管理员办理" in said
    assert "由单位管理员登记和更换" in told(client.get("/my/enterprise/"))


def test_a_colleague_is_invited_and_joins_by_the_link(client: Client, owner: Viewer) -> None:
    enter(client, owner)
    page = send(client, "/my/enterprise/people/", email="li@example.cn", role="applicant")
    found = re.search(r"http://testserver(/my/invitation/[\w-]+/)", page.content.decode())
    assert found
    assert "li@example.cn，" in told(client.get("/my/enterprise/people/"))
    assert found[1] not in client.get("/my/enterprise/people/").content.decode()
    wrong = enter(Client(), cast.account(email="wu@example.cn"))
    assert "另一个电子邮箱" in errors(send(wrong, found[1]))[0]
    right = enter(Client(), cast.account(email="li@example.cn"))
    assert "邀请您加入上海云帆（集团）有限公司" in told(right.get(found[1]))
    assert go(send(right, found[1])) == "/my/"
    assert right.get(found[1]).status_code == 404
    assert right.get("/my/invitation/made-up/").status_code == 404


@pytest.mark.parametrize(
    ("email", "role"),
    [("x", "applicant"), ("a@example.cn", "officer"), ("a@example.cn", ""), ("", "admin")],
)
def test_a_bad_invitation_is_refused(client: Client, owner: Viewer, email: str, role: str) -> None:
    enter(client, owner)
    assert errors(send(client, "/my/enterprise/people/", email=email, role=role))
    assert not invitations.pending(owner).exists()


def test_an_invitation_is_taken_back(client: Client, owner: Viewer) -> None:
    row, path = invitations.invite(owner, email="li@example.cn")
    enter(client, owner)
    go(send(client, f"/my/enterprise/invitations/{row.pk}/revoke/"))
    assert enter(Client(), cast.account(email="li@example.cn")).get(path).status_code == 404
    assert errors(send(client, f"/my/enterprise/invitations/{row.pk}/revoke/"))


def test_the_management_is_handed_over_with_a_fresh_confirmation(
    client: Client, owner: Viewer
) -> None:
    colleague = cast.viewer(Role.APPLICANT, owner.organisation, name="李同事")
    theirs = Membership.objects.get(person=colleague.person)
    enter(client, owner, confirmed=False)
    address = f"/my/enterprise/people/{theirs.pk}/hand-over/"
    assert go(send(client, address)).startswith("/account/reauthenticate/")
    client.logout()
    enter(client, owner)
    go(send(client, address))
    assert send(client, address).status_code == 404  # a manager no more
    assert "经办人员" in told(client.get("/my/enterprise/people/"))


def test_a_colleague_is_removed_with_a_reason_at_once(client: Client, owner: Viewer) -> None:
    colleague = cast.viewer(Role.APPLICANT, owner.organisation)
    theirs = Membership.objects.get(person=colleague.person)
    other = enter(Client(), colleague)
    assert other.get("/my/").status_code == 200
    enter(client, owner)
    assert errors(send(client, f"/my/enterprise/people/{theirs.pk}/remove/"))
    go(send(client, f"/my/enterprise/people/{theirs.pk}/remove/", reason="离职"))
    assert go(other.get("/my/")) == "/register/"
    assert other.get("/my/enterprise/").status_code == 404


def test_claims_are_answered_by_the_owner(client: Client, owner: Viewer) -> None:
    centre = owner.organisation.centre
    assert centre is not None
    assert owner.organisation.code is not None
    rows = []
    for number, kind in ((70, "join"), (71, "dispute")):
        who = cast.registrant(number, f"申请{number}")
        wanted = cast.wanted(who, centre, code=owner.organisation.code, kind=kind, statement="说明")
        rows.append(registrations.register(who, wanted))
    enter(client, owner)
    assert "有2件加入申请或管理员争议等您处理" in told(client.get("/my/"))
    said = told(client.get("/my/enterprise/people/"))
    assert "申请70" in said
    join, dispute = (f"/my/enterprise/claims/{one.pk}/" for one in rows)
    assert errors(send(client, join, decision="refuse"))
    go(send(client, join, decision="accept"))
    assert errors(send(client, dispute, decision="accept"))
    go(send(client, dispute, decision="reply", reason="我仍在职"))
    assert "我仍在职" in client.get("/my/enterprise/people/").content.decode()
    assert enter(Client(), cast.viewer(Role.APPLICANT_OWNER)).post(dispute).status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.APPLICANT, Role.APPLICANT_OWNER}))
def test_for_officials_these_pages_do_not_exist(client: Client, role: Role) -> None:
    enter(client, cast.viewer(role))
    for page in ("", "basics/", "years/", "bank/", "people/"):
        assert client.get(f"/my/enterprise/{page}").status_code == 404


def test_pages_write_nothing_when_they_are_only_looked_at(client: Client, owner: Viewer) -> None:
    bank.change(owner, **ACCOUNT)
    enter(client, owner)
    client.get("/my/")
    before = (Entry.objects.count(), Profile.objects.count())
    for page in (
        "",
        "enterprise/",
        "enterprise/basics/",
        "enterprise/years/",
        "enterprise/bank/",
        "enterprise/people/",
        "data/",
    ):
        assert client.get(f"/my/{page}").status_code == 200
    assert (Entry.objects.count(), Profile.objects.count()) == before


def test_one_s_own_data_is_shown_downloaded_and_the_account_closed(
    client: Client, owner: Viewer
) -> None:
    enter(client, owner)
    said = told(client.get("/my/data/"))
    assert owner.account.username in said
    response = send(client, "/my/data/export/")
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.content.startswith(b"PK")
    assert errors(send(client, "/my/data/close/")) == [
        "我知道注销后不能恢复，已提交的申报仍依法保存：请先勾选确认"
    ]
    assert "唯一的单位管理员" in errors(send(client, "/my/data/close/", sure="on"))[0]
    cast.viewer(Role.APPLICANT_OWNER, owner.organisation)
    assert go(send(client, "/my/data/close/", sure="on")) == "/privacy/"
    assert client.get("/my/data/").status_code == 302
    owner.account.refresh_from_db()
    assert not owner.account.is_active


def test_the_notice_names_the_basis_and_the_time_for_everything_kept(client: Client) -> None:
    said = told(client.get("/privacy/"))
    assert "第十三条第一款第三项" in said
    for part in ("身份证号", "收款账户", "营业执照", "保存期限", "三十天后删除"):
        assert part in said
