"""消息: everybody sees their own only, reads them, goes to their matter, and chooses how often mail comes."""

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from duixian.outbox import inbox
from duixian.outbox.models import Notice, Preference
from duixian.parties.models import Account
from duixian.parties.roles import Role
from tests.outbox.conftest import someone, tell
from tests.pages import conftest as pages
from tests.pages.conftest import text_of
from tests.signin.support import account, sign_in

pytestmark = pytest.mark.django_db
plain_static = pages.plain_static
ADDRESSES = ["/messages/", "/messages/preferences/"]


@pytest.fixture
def who(client: Client) -> Account:
    """Someone of an enterprise, signed in."""
    made = account("wang", Role.APPLICANT)
    sign_in(client, made)
    return made


def person(who: Account) -> str:
    assert who.person_id
    return str(who.person_id)


def written(who: Account, *, link: str = "", count: int = 1) -> Notice:
    """The newest of so many messages to them; somebody else has as many."""
    assert who.person
    for _ in range(count):
        tell(someone(person=who.person.pk), someone(), link=link)
    return inbox.of(who.person.pk)[0]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_visitor_is_asked_to_sign_in_and_comes_back(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"?next={address}")


def test_the_list_shows_one_s_own_and_says_what_is_unread(client: Client, who: Account) -> None:
    written(who, count=3)
    said = text_of(client.get("/messages/"))
    assert "有3条未读" in said
    assert said.count("您已是普陀区科委的经办人") == 3
    assert said.count("标为已读") == 4


def test_nothing_to_read_says_what_would_be_here(client: Client, who: Account) -> None:
    assert "还没有消息" in text_of(client.get("/messages/"))
    notice = written(who)
    inbox.read_all(notice.person or uuid4())
    assert "没有未读消息" in text_of(client.get("/messages/?show=unread"))
    assert "您已是普陀区科委的经办人" in text_of(client.get("/messages/"))


def test_marking_one_as_read_leads_back_to_where_one_was(client: Client, who: Account) -> None:
    notice = written(who)
    response = client.post(f"/messages/{notice.pk}/read/", {"show": "unread", "page": "2"})
    assert response.headers["Location"] == "/messages/?show=unread&page=2"
    notice.refresh_from_db()
    assert notice.read_at
    assert client.post(f"/messages/{notice.pk}/read/").headers["Location"] == "/messages/"


def test_going_to_the_matter_marks_as_read(client: Client, who: Account) -> None:
    notice = written(who, link="/my/")
    assert client.post(f"/messages/{notice.pk}/read/", {"go": "1"}).headers["Location"] == "/my/"
    notice.refresh_from_db()
    assert notice.read_at


def test_where_there_is_no_matter_going_leads_back(client: Client, who: Account) -> None:
    notice = written(who)
    response = client.post(f"/messages/{notice.pk}/read/", {"go": "1"})
    assert response.headers["Location"] == "/messages/"


def test_what_one_looks_at_is_not_yet_read(client: Client, who: Account) -> None:
    notice = written(who)
    client.get("/messages/")
    assert client.get(f"/messages/{notice.pk}/read/").status_code == 405
    notice.refresh_from_db()
    assert notice.read_at is None


def test_somebody_else_s_message_does_not_exist(client: Client, who: Account) -> None:
    written(who)
    other = Notice.objects.exclude(person=who.person_id).get()
    assert client.post(f"/messages/{other.pk}/read/").status_code == 404
    assert client.post(f"/messages/{uuid4()}/read/").status_code == 404
    other.refresh_from_db()
    assert other.read_at is None


def test_all_at_once(client: Client, who: Account) -> None:
    written(who, count=2)
    assert "已将2条消息标为已读" in text_of(client.post("/messages/read/", follow=True))
    assert Notice.objects.filter(read_at=None).count() == 2


def test_forms_need_their_token(who: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, who)
    for address in ("/messages/read/", "/messages/preferences/", f"/messages/{uuid4()}/read/"):
        assert strict.post(address).status_code == 403


@pytest.mark.parametrize("page", ["2", "99", "0", "-1", "x", "10" * 20])
def test_a_page_that_is_not_there_is_the_nearest(client: Client, who: Account, page: str) -> None:
    written(who, count=21)
    said = text_of(client.get(f"/messages/?page={page}"))
    assert "共2页，21条" in said


def test_a_long_list_makes_no_more_queries(
    client: Client, who: Account, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    written(who, count=45)
    with django_assert_max_num_queries(15):
        client.get("/messages/?page=2")


def test_a_hostile_text_is_only_text(client: Client, who: Account) -> None:
    notice = written(who)
    Notice.objects.filter(pk=notice.pk).update(
        subject="<script>x</script>", body="<b>a</b>\nhttps://evil.example"
    )
    page = client.get("/messages/").content.decode()
    assert "<script>x" not in page
    assert "<b>a</b>" not in page
    assert 'href="https://evil' not in page


def test_the_number_of_unread_stands_in_the_header(client: Client, who: Account) -> None:
    written(who, count=7)
    assert '<span class="count">7' in client.get("/messages/").content.decode()


@pytest.mark.parametrize("mode", list(Preference.Mode))
def test_how_often_mail_comes_can_be_chosen(client: Client, who: Account, mode: str) -> None:
    assert "消息设置已保存" in text_of(
        client.post("/messages/preferences/", {"mode": mode}, follow=True)
    )
    page = client.get("/messages/preferences/").content.decode()
    assert f'value="{mode}" checked' in page
    assert page.count(" checked") == 1


@pytest.mark.parametrize("mode", ["", "weekly", "EACH", "\x00"])
def test_a_choice_that_is_none_is_refused_and_said(client: Client, who: Account, mode: str) -> None:
    response = client.post("/messages/preferences/", {"mode": mode})
    said = text_of(response)
    assert "有1处需要修改" in said
    assert "请选择一种" in said
    assert Preference.objects.count() == 0
