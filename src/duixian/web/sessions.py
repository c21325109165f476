"""Middleware for people who are signed in: sessions end in time, staff show a second factor, refusals are noted.

A visitor without a session cookie costs nothing here: no query, and pages that any cache may keep.
"""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from duixian.audit import trail
from duixian.kernel import clock
from duixian.parties.models import Account
from duixian.parties.signin import passwords, sessions
from duixian.parties.signin.visit import account_of, actor_of, is_staff
from duixian.web.page import is_fragment

# What someone may reach whose password is too old, or was handed over by an admin; then, before a second factor.
PASSWORD_PAGES = {
    "account_change_password", "account_set_password", "account_reauthenticate", "account_logout",
    "favicon", "healthz", "readyz",
}  # fmt: skip
SECOND_FACTOR_PAGES = PASSWORD_PAGES | {
    "mfa_activate_totp", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
}  # fmt: skip


class Watch:
    """Around every page, after the account is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = None
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            before = _still_there(request)
        response = self.get_response(request)
        after = account_of(request) if before or request.session.accessed else None
        patch_vary_headers(response, ["Cookie"])
        if before or after:
            response.headers["Cache-Control"] = "private, no-store"
        if before and not after:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        if before and after and response.status_code in {403, 404} and request.resolver_match:
            _note_refusal(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Before any page of someone who must do something else first."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        account = account_of(request)
        return _first(request, account) if account else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Keep the reason of a refusal; the page says only that there is nothing."""
        if isinstance(exception, Http404 | PermissionError):
            request.refusal = str(exception)  # type: ignore[attr-defined]


def _still_there(request: HttpRequest) -> Account | None:
    """The account that is signed in; a session that is over is ended here."""
    account = account_of(request)
    if account is None:
        return None
    why = sessions.over(request.session, staff=is_staff(request), now=clock.now())
    if why:
        request.ended = why  # type: ignore[attr-defined]
        logout(request)
        messages.warning(request, why)
        return None
    sessions.touch(request.session, clock.now())
    return account


def _first(request: HttpRequest, account: Account) -> HttpResponse | None:
    here = request.resolver_match.url_name if request.resolver_match else ""
    if passwords.must_change(account):
        return None if here in PASSWORD_PAGES else _lead(request, "account_change_password")
    if is_staff(request) and not sessions.has_second_factor(request.session, account):
        return None if here in SECOND_FACTOR_PAGES else _lead(request, _second_factor_page(account))
    return None


def _second_factor_page(account: Account) -> str:
    there = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()
    return "mfa_reauthenticate" if there else "mfa_activate_totp"


def _lead(request: HttpRequest, page: str) -> HttpResponse:
    to = reverse(page)
    if is_fragment(request):
        return HttpResponse(headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)


def _note_refusal(request: HttpRequest, response: HttpResponse) -> None:
    """One entry for one refusal: a verb that refused has written its own."""
    actor = actor_of(request)
    if trail.was_denied(actor):
        return
    reason = getattr(request, "refusal", "") or response.reason_phrase
    trail.denied(
        actor, "page.open", f"page:{request.path}"[:120], f"{request.method} {response.status_code} {reason}"
    )  # fmt: skip
