"""Pages about one's own account that allauth has not: the way in after sign-in, the overview, acting as another role."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from duixian.audit import trail
from duixian.parties import roles
from duixian.parties.roles import Role
from duixian.parties.signin import noting, passwords, sessions
from duixian.parties.signin.visit import account_of, choose, viewer_of
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, signed_in

OFFICE, APPLICANT, NEWCOMER = "/office/", "/my/", "/register/"


@require_safe
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Where one's work is: the office, one's own enterprise, or its registration."""
    viewer = viewer_of(request)
    if viewer is None:
        return redirect(NEWCOMER)
    return redirect(OFFICE if viewer.staff else APPLICANT)


@require_safe
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """账户与安全: how one signs in, and what protects it."""
    account = account_of(request)
    assert account is not None
    factors = Authenticator.objects.filter(user=account)
    kinds = {one.type: one for one in factors}
    return render(
        request, "account/overview.html", Page(title="账户与安全", column="账户", index=False),
        account=account, viewer=viewer_of(request),
        totp=kinds.get("totp"), codes=kinds.get("recovery_codes"),
        passkeys=[one for one in factors if one.type == "webauthn"],
        sessions=UserSession.objects.filter(user=account).count(),
        days_left=passwords.days_left(account),
        linked=SocialAccount.objects.filter(user=account).exists(),
        provider=provider_name(),
    )  # fmt: skip


@require_POST
@signed_in
def switch(request: HttpRequest) -> HttpResponse:
    """Act in another of one's roles: a new session identifier, an entry in the trail, and to that role's start."""
    chosen = request.POST.get("membership", "")
    if not chosen.isdecimal() or len(chosen) > 18:
        raise Http404("membership")
    with transaction.atomic():
        before = acting_viewer(request)
        one = choose(request, int(chosen))
        payload = {"from": before.role, "to": one.role, "organisation": str(one.organisation_id)}
        trail.record(
            acting_viewer(request).actor, "role.switch", noting.subject(before.account), payload=payload
        )  # fmt: skip
        sessions.rotate(request)
    messages.success(
        request, f"现在以{one.organisation.name}{roles.name(Role(one.role))}的身份办理"
    )
    return HttpResponseRedirect("/account/start/")


def provider_name() -> str:
    """What the provider of identities is called; "" where none is set up."""
    found = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return str(found[0]["name"]) if found else ""
