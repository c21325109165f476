"""Signed in as somebody, all factors shown and just confirmed; forms sent as a browser sends them."""

from django.test import Client

from duixian.kernel import clock
from duixian.parties.access import Viewer
from duixian.parties.models import Account
from duixian.parties.signin import sessions
from tests.pages.conftest import Response, text_of

PASSWORD = "there is one"


def enter(client: Client, who: Account | Viewer, *, confirmed: bool = True) -> Client:
    """Sign in; `confirmed`: they proved just now once more who they are."""
    account = who.account if isinstance(who, Viewer) else who
    if not account.has_usable_password() or not account.password:
        account.password = PASSWORD  # no hash of it: nobody signs in with it here
        account.save()
    client.force_login(account)
    session = client.session
    session[sessions.SECOND] = account.pk
    sessions.begin(session, clock.now())
    if confirmed:
        session["account_authentication_methods"] = [
            {"method": "password", "at": int(clock.now().timestamp()) + 60, "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


def send(client: Client, address: str, /, **fields: object) -> Response:
    """Send a form."""
    response: Response = client.post(address, fields)
    return response


def told(response: Response) -> str:
    """The words of a page without blanks."""
    return "".join(text_of(response).split())


def errors(response: Response) -> list[str]:
    """The lines of the error summary."""
    page = response.content.decode()
    _, _, rest = page.partition('class="error-summary"')
    listed = rest.partition("</ul>")[0]
    return [one.partition("</a>")[0].rpartition(">")[2] for one in listed.split("<li>")[1:]]


def go(response: Response) -> str:
    """Where a redirect leads."""
    assert response.status_code == 302, errors(response)
    return response.headers["Location"]
