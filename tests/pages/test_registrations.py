"""单位核验 and 申报单位: the worklist, a decision, the licence, a number shown for a reason; bounds of each role."""

import pytest
from django.test import Client

from duixian.audit.models import Entry
from duixian.files import store
from duixian.parties import bank, registrations
from duixian.parties.access import Viewer
from duixian.parties.models import Organisation, Registration
from duixian.parties.roles import STAFF, Kind, Role
from tests.pages.conftest import text_of
from tests.pages.signed import enter, errors, go, send, told
from tests.parties import cast

pytestmark = pytest.mark.django_db
NAME = "上海云帆智能科技有限公司"


@pytest.fixture
def centre() -> Viewer:
    return cast.viewer(Role.CENTRE, cast.organisation(Kind.CENTRE, "长风投资促进中心"))


@pytest.fixture
def row(centre: Viewer) -> Registration:
    who = cast.registrant(400, "王经理")
    return registrations.register(
        who, cast.wanted(who, centre.organisation, code=cast.credit_code(400), name=NAME)
    )


def test_the_worklist_counts_finds_and_is_empty_in_words(
    client: Client, centre: Viewer, row: Registration
) -> None:
    enter(client, centre)
    assert "1件等待办理" in told(client.get("/office/"))
    said = told(client.get("/office/registrations/"))
    assert "1件待核验" in said
    assert NAME in said
    for query in ("云帆", "shyf", "王经理", cast.credit_code(400)[5:12]):
        assert NAME in told(client.get("/office/registrations/", {"q": query})), query
    assert "没有符合条件的注册" in told(client.get("/office/registrations/", {"q": "没有"}))
    assert "没有符合条件的注册" in told(client.get("/office/registrations/", {"state": "refused"}))
    go(send(client, f"/office/registrations/{row.pk}/", decision="accept"))
    assert "没有待核验的单位" in told(client.get("/office/registrations/"))
    assert NAME in told(client.get("/office/registrations/", {"state": "all"}))


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999999999999", "１", ""])
def test_a_strange_page_number_is_the_first_or_last(
    client: Client, centre: Viewer, row: Registration, page: str
) -> None:
    enter(client, centre)
    assert NAME in told(
        client.get("/office/registrations/", {"page": page, "q": "\0", "state": "'"})
    )


def test_the_worklist_asks_few_questions_of_the_database(
    client: Client, centre: Viewer, django_assert_max_num_queries: object
) -> None:
    for number in range(40):
        who = cast.registrant(500 + number)
        registrations.register(
            who, cast.wanted(who, centre.organisation, code=cast.credit_code(500 + number))
        )
    enter(client, centre)
    client.get("/office/registrations/")
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(15):
        page = client.get("/office/registrations/")
    assert "第1页，共2页，40条" in told(page)


def test_a_centre_decides_with_a_reason_and_the_applicant_reads_it(
    client: Client, centre: Viewer, row: Registration
) -> None:
    enter(client, centre)
    address = f"/office/registrations/{row.pk}/"
    assert errors(send(client, address)) == ["您的决定：请选择通过、不通过或转交"]
    page = send(client, address, decision="refuse", reason="")
    assert errors(page) == ["理由：请填写理由"]
    assert 'value="refuse" checked' in page.content.decode()
    assert errors(send(client, address, decision="pass", reason="不在本区域", centre="x"))
    go(send(client, address, decision="refuse", reason="执照模糊，请重拍"))
    row.refresh_from_db()
    assert row.state == Registration.State.REFUSED
    assert "执照模糊，请重拍" in told(client.get(address))
    account = row.person.accounts.get()
    assert "执照模糊，请重拍" in told(enter(Client(), account).get(f"/register/{row.pk}/"))


def test_a_registration_is_passed_on_and_is_then_no_page_here(
    client: Client, centre: Viewer, row: Registration
) -> None:
    other = cast.organisation(Kind.CENTRE, "桃浦投资促进中心")
    enter(client, centre)
    address = f"/office/registrations/{row.pk}/"
    go(send(client, address, decision="pass", reason="地址在桃浦", centre=str(other.pk)))
    assert client.get(address).status_code == 404
    assert enter(Client(), cast.viewer(Role.CENTRE, other)).get(address).status_code == 200


def test_the_licence_is_a_download_in_a_sandbox(
    client: Client, centre: Viewer, row: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "opened", lambda file: b"%PDF-1.7")
    enter(client, centre)
    response = client.get(f"/office/registrations/{row.pk}/licence/")
    assert response.content == b"%PDF-1.7"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    row.licence.erased_at = row.asked_at
    row.licence.save()
    assert client.get(f"/office/registrations/{row.pk}/licence/").status_code == 404


@pytest.mark.parametrize("role", sorted(Role))
def test_who_reaches_a_registration(client: Client, row: Registration, role: Role) -> None:
    enter(client, cast.viewer(role))
    expected = 200 if role in {Role.OFFICER, Role.AUDITOR} else 404
    for page in ("", "licence/"):
        if page and expected == 200:
            continue  # the bytes are not stored here
        assert client.get(f"/office/registrations/{row.pk}/{page}").status_code == expected
    assert send(client, f"/office/registrations/{row.pk}/", decision="accept").status_code == 404
    row.refresh_from_db()
    assert row.state == Registration.State.WAITING
    assert client.get("/office/").status_code == (200 if role in STAFF else 404)


@pytest.mark.parametrize("role", sorted(Role))
def test_who_reaches_an_enterprise(
    client: Client, centre: Viewer, row: Registration, role: Role
) -> None:
    Organisation.objects.filter(pk=row.organisation_id).update(state=Organisation.State.VERIFIED)
    enter(client, cast.viewer(role))
    everywhere = {
        Role.OFFICER,
        Role.APPROVER,
        Role.LEADING_GROUP,
        Role.PREPARER,
        Role.RELEASER,
        Role.AUDITOR,
    }
    expected = 200 if role in everywhere else 404
    assert client.get(f"/office/enterprises/{row.organisation_id}/").status_code == expected
    listed = client.get("/office/enterprises/")
    if role in everywhere:
        assert NAME in text_of(listed)
    elif role == Role.CENTRE:
        assert NAME not in text_of(listed)
    else:
        assert listed.status_code == 404


def test_a_whole_number_needs_a_reason_and_leaves_a_trace(
    client: Client, row: Registration
) -> None:
    account = row.person.accounts.get()
    owner = Viewer(
        account=account, person=row.person, role=Role.APPLICANT_OWNER, organisation=row.organisation
    )
    kept = bank.change(owner, holder=NAME, bank="工商银行普陀支行", number="1001234567890123456")
    officer = cast.viewer(Role.OFFICER)
    address = f"/office/enterprises/{row.organisation_id}/bank/{kept.pk}/"
    enter(client, officer, confirmed=False)
    assert go(send(client, address, reason="核对")).startswith("/account/reauthenticate/")
    client.logout()
    enter(client, officer)
    page = client.get(f"/office/enterprises/{row.organisation_id}/")
    assert "****3456" in told(page)
    assert "1001234567890123456" not in page.content.decode()
    assert errors(send(client, address)) == ["查看全号的理由：请填写查看理由"]
    shown = send(client, address, reason="核对拨付凭证")
    assert "1001234567890123456" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert Entry.objects.filter(action="bank.reveal").count() == 1
    centre = Client()
    holder = row.organisation.centre
    assert holder is not None
    enter(centre, cast.viewer(Role.CENTRE, holder))
    assert send(centre, address, reason="好奇").status_code == 404
    assert "3456" not in told(centre.get(f"/office/enterprises/{row.organisation_id}/"))
