"""Who is looking at a page, and the decorators that say who may: signed in, in a role, or just authenticated again."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from duixian.parties.access import NotSeen, Viewer
from duixian.parties.roles import Role
from duixian.parties.signin.visit import person_of, viewer_of
from duixian.web.page import is_fragment

__all__ = ["acting_viewer", "only", "person_of", "signed_in", "step_up", "viewer_of"]

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def acting_viewer(request: HttpRequest) -> Viewer:
    """The viewer, on pages that need one. Raises NotSeen where there is none."""
    viewer = viewer_of(request)
    if viewer is None:
        raise NotSeen("no role")
    return viewer


def signed_in(view: View[P]) -> View[P]:
    """Only for people who are signed in, with a role or without; others go to the sign-in page and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if person_of(request) is None:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def only(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Only for people who act in one of these roles; for others who are signed in there is no such page."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        @signed_in
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            viewer = acting_viewer(request)
            if viewer.role not in roles:
                raise NotSeen(f"role {viewer.role}")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def step_up(view: View[P]) -> View[P]:
    """Only within ten minutes of having proved once more who one is; what was posted is carried over that question."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not did_recently_reauthenticate(request):
            if is_fragment(request) and request.user.is_authenticated:
                return _to_confirm(request)
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; afterwards back to this page, or to the one whose form was sent."""
    response: HttpResponse = redirect_to_login(_way_back(request))
    if is_fragment(request):
        response = HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
    return response


def _to_confirm(request: HttpRequest) -> HttpResponse:
    """The whole page goes to the question; what htmx would have sent is still in the page's own form."""
    question = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    query = urlencode({REDIRECT_FIELD_NAME: _way_back(request)})
    return HttpResponse(headers={"HX-Redirect": f"{question}?{query}"})


def _way_back(request: HttpRequest) -> str:
    if request.method in {"GET", "HEAD"} and not is_fragment(request):
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        parts = urlsplit(came_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "/"
