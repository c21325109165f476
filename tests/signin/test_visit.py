"""Who a visitor is, who may see a page, what a refusal leaves in the trail, and a way back that leads nowhere else."""

from collections.abc import Callable, Mapping
from typing import Protocol

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import Settings

from duixian.audit.models import Entry
from duixian.config import urls as real
from duixian.parties.models import Membership, Organisation
from duixian.parties.roles import Kind, Role
from duixian.parties.signin.visit import address_of
from duixian.web.viewer import acting_viewer, only, signed_in, step_up, viewer_of
from tests.signin.support import PASSWORD, account, code, organisation, sign_in, with_totp

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Bytes(signing.JSONSerializer):
    """What is signed, as it is."""

    def loads(self, data: bytes) -> bytes:
        return data


def say(request: HttpRequest) -> HttpResponse:
    """Who is looking."""
    viewer = viewer_of(request)
    return HttpResponse(f"{viewer.role}" if viewer else "nobody")


@only(Role.OFFICER, Role.APPROVER)
def office(request: HttpRequest) -> HttpResponse:
    """For two roles."""
    return HttpResponse(acting_viewer(request).person.name)


@only(Role.APPLICANT)
@step_up
def sign(request: HttpRequest) -> HttpResponse:
    """For one role, who have just proved who they are."""
    return HttpResponse(f"signed {request.POST.get('text', '')}")


urlpatterns = [
    path("try/who", say),
    path("try/in", signed_in(say)),
    path("try/office", office),
    path("try/sign", sign),
    *real.urlpatterns,
]
handler404 = real.handler404


def test_a_visitor_is_nobody_and_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/try/who").content == b"nobody"
    assert client.get("/try/in?a=1").headers["Location"] == "/account/login/?next=/try/in%3Fa%3D1"
    assert client.get("/try/office").headers["Location"] == "/account/login/?next=/try/office"


def test_a_form_that_was_sent_too_late_leads_back_to_its_page(client: Client) -> None:
    there = client.post("/try/in", headers={"Referer": "http://testserver/my/page?x=1"})
    assert there.headers["Location"] == "/account/login/?next=/my/page%3Fx%3D1"
    elsewhere = client.post("/try/in", headers={"Referer": "https://evil.example/"})
    assert elsewhere.headers["Location"] == "/account/login/?next=/"


def test_a_live_part_of_a_page_leads_the_whole_page_to_sign_in(client: Client) -> None:
    response = client.get("/try/in", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith("/account/login/")


def test_the_right_role_sees_the_page_and_another_sees_nothing(client: Client) -> None:
    officer, applicant = account("wang", Role.OFFICER), account("li", Role.APPLICANT)
    sign_in(client, officer)
    assert client.get("/try/office").content.decode() == "张wang"
    assert not Entry.objects.filter(outcome="denied").exists()
    other = Client()
    sign_in(other, applicant)
    assert other.get("/try/office").status_code == 404
    entry = Entry.objects.select_related("payload").get(outcome="denied")
    assert (entry.action, entry.subject) == ("page.open", "page:/try/office")
    assert (entry.actor, entry.role) == (str(applicant.person_id), "applicant")
    assert "GET 404 role applicant" in entry.payload.body


def test_each_refusal_is_noted_once_and_a_wrong_address_or_a_visitor_never(client: Client) -> None:
    sign_in(client, account("li", Role.APPLICANT))
    for count in (1, 2, 3):
        client.get("/try/office")
        assert Entry.objects.filter(outcome="denied").count() == count
    client.get("/no/such/page")
    Client().get("/policy/none/")
    assert Entry.objects.filter(outcome="denied").count() == 3


def test_the_request_s_name_is_in_the_answer_and_in_the_trail(client: Client) -> None:
    sign_in(client, account("li", Role.APPLICANT))
    response = client.get("/try/office", headers={"X-Request-ID": "forged"})
    named = response.headers["X-Request-ID"]
    assert len(named) == 32
    assert Entry.objects.get(outcome="denied").request == named


def test_one_acts_as_what_one_chose_and_only_as_what_one_holds(client: Client) -> None:
    who, other = account("wang", Role.OFFICER, Role.LEADING_GROUP), account("li", Role.APPLICANT)
    sign_in(client, who)
    assert client.get("/try/who").content == b"officer"
    second = Membership.objects.get(person=who.person, role=Role.LEADING_GROUP)
    page = client.post("/account/role/", {"membership": second.pk}, follow=False)
    assert page.headers["Location"] == "/account/start/"
    assert client.get("/try/who").content == b"leading-group"
    entry = Entry.objects.select_related("payload").get(action="role.switch")
    assert entry.role == "leading-group"
    assert '"from":"officer"' in entry.payload.body
    foreign = Membership.objects.get(person=other.person)
    for wrong in (str(foreign.pk), "0", "-1", "x", "9" * 30, ""):
        assert client.post("/account/role/", {"membership": wrong}).status_code == 404
    assert client.get("/try/who").content == b"leading-group"
    assert client.get("/account/role/").status_code == 405


def test_a_role_that_ended_or_whose_place_was_closed_is_none(client: Client) -> None:
    who = account("wang", Role.APPLICANT)
    sign_in(client, who)
    assert client.get("/try/who").content == b"applicant"
    Organisation.objects.update(state=Organisation.State.CLOSED)
    assert client.get("/try/who").content == b"nobody"


@pytest.mark.parametrize("way", ["password", "totp"])
def test_a_dangerous_act_asks_once_more_and_goes_on_with_what_was_sent(
    client: Client, way: str
) -> None:
    sign_in(client, with_totp(account("li", Role.APPLICANT)))
    response = client.post("/try/sign", {"text": "承诺"})
    ask = response.headers["Location"]
    assert ask == "/account/reauthenticate/?next=%2Ftry%2Fsign"
    if way == "password":
        said = client.post(ask, {"password": PASSWORD})
    else:
        said = client.post(
            "/account/second-factor/reauthenticate/?next=/try/sign", {"code": code()}
        )
    assert said.content.decode() == "signed 承诺"
    assert client.post("/try/sign", {"text": "再次"}).content.decode() == "signed 再次"


def test_a_live_part_leads_the_whole_page_to_the_question(client: Client) -> None:
    sign_in(client, account("li", Role.APPLICANT))
    headers = {"HX-Request": "true", "Referer": "http://testserver/my/page"}
    response = client.post("/try/sign", {"text": "承诺"}, headers=headers)
    assert response.headers["HX-Redirect"] == "/account/reauthenticate/?next=%2Fmy%2Fpage"


def test_what_was_sent_is_kept_sealed(client: Client) -> None:
    sign_in(client, account("li", Role.APPLICANT))
    client.post("/try/sign", {"text": "6222021001112223334"})
    assert "6222021001112223334" in str(dict(client.session))
    kept = Session.objects.get().session_data
    plain = signing.loads(kept, salt="django.contrib.sessions.SessionStore", serializer=Bytes)
    assert b"6222021001112223334" not in plain


def test_asking_once_more_holds_for_ten_minutes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, account("li", Role.APPLICANT))
    client.post("/account/reauthenticate/?next=/account/", {"password": PASSWORD})
    assert client.get("/try/sign").status_code == 200
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 600
    session.save()
    assert client.get("/try/sign").status_code == 302


def test_a_wrong_password_there_counts_like_any_other(client: Client) -> None:
    sign_in(client, account("li", Role.APPLICANT))
    for _ in range(5):
        said = client.post("/account/reauthenticate/", {"password": "x"}).content.decode()
        assert "密码不正确" in said
    assert "次数太多" in client.post("/account/reauthenticate/", {"password": "x"}).content.decode()


class Answer(Protocol):
    """What a browser gets."""

    @property
    def headers(self) -> Mapping[str, str]: ...


ELSEWHERE = [
    "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "javascript:alert(1)", "http:///evil.example", "/%09/evil.example/..//evil.example", "\t//evil.example",
    "https://testserver@evil.example/", "http://testserver.evil.example/", "data:text/html,x",
]  # fmt: skip


@pytest.mark.parametrize("following", ELSEWHERE)
def test_a_way_on_never_leads_to_another_site(following: str) -> None:
    account("zhang", Role.APPLICANT)

    def lands(send: Callable[[Client], Answer]) -> None:
        location = send(Client()).headers["Location"]
        assert location.startswith("/"), location
        assert not location.startswith(("//", "/\\")), location

    login = {"login": "zhang", "password": PASSWORD}
    lands(lambda browser: browser.post("/account/login/", login | {"next": following}))
    lands(lambda browser: browser.post("/account/login/", login, query_params={"next": following}))

    def signed(browser: Client, address: str, **data: str) -> Answer:
        browser.post("/account/login/", login)
        return browser.post(address, data | {"next": following})

    lands(lambda browser: signed(browser, "/account/logout/"))
    lands(lambda browser: signed(browser, "/account/reauthenticate/", password=PASSWORD))


def test_a_way_on_within_the_site_is_kept(client: Client) -> None:
    account("zhang", Role.APPLICANT)
    data = {"login": "zhang", "password": PASSWORD, "next": "/calculator/?kind=enterprise"}
    assert client.post("/account/login/", data).headers["Location"] == data["next"]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "found"),
    [
        (0, "", "10.0.0.1"),
        (0, "203.0.113.5", "10.0.0.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "nonsense", ""),
    ],
)
def test_the_address_is_what_a_trusted_proxy_saw(
    settings: Settings, trusted: int, forwarded: str, found: str
) -> None:
    settings.TRUSTED_PROXIES = trusted
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert address_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")) == found


def test_public_pages_ask_the_database_nothing_of_a_visitor(
    client: Client, django_assert_num_queries: Callable[..., object]
) -> None:
    for page in ("/calculator/", "/measures/", "/account/login/", "/account/signup/", "/nowhere"):
        with django_assert_num_queries(0):  # type: ignore[attr-defined]
            response = client.get(page, follow=False)
        assert django_settings.SESSION_COOKIE_NAME not in response.cookies


def test_of_someone_signed_in_they_ask_little(
    client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    sign_in(client, account("wang", Role.OFFICER, Role.LEADING_GROUP))
    with django_assert_max_num_queries(5):  # type: ignore[attr-defined]
        page = client.get("/calculator/").content.decode()
    assert "换一个身份办理" in page
    assert organisation(Kind.LEADING_GROUP).name in page
