"""Addresses for machines (health, robots, the icon), and those of one's own account."""

from allauth.account import urls as allauth_account
from django.urls import URLPattern, include, path
from django.views.generic import RedirectView

from duixian.web import account, health, plain

# Ways of allauth's that are not open here: signing in and confirming by a code sent by mail.
UNUSED = {
    "account_confirm_login_code",
    "account_request_reauthentication_code",
    "account_confirm_reauthentication_code",
}


def used(patterns: list[URLPattern]) -> list[URLPattern]:
    """The pages of allauth's that this site has."""
    return [one for one in patterns if one.name not in UNUSED]


urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("status/", health.status, name="status"),
    path("robots.txt", plain.robots, name="robots"),
    path("favicon.ico", plain.favicon, name="favicon"),
    path("account/", account.overview, name="account"),
    path("account/start/", account.start, name="account-start"),
    path("account/role/", account.switch, name="account-role"),
    path("account/second-factor/", RedirectView.as_view(pattern_name="account")),
    path("account/", include(used(allauth_account.urlpatterns))),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/identity/", include("allauth.socialaccount.urls")),
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
