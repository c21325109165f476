"""What settings.py needs for signing in: the password policy, a provider of identities (OIDC), allauth's own switches."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from duixian.config import env

# 等保三级 8.1.4.1 a) wants complexity and change; ASVS 5.0 6.2.5 and 6.2.10 forbid both. The national rule binds here.
PASSWORD_STYLES: dict[str, dict[str, int]] = {
    "dengbao": {"length": 10, "kinds": 3, "days": 90, "history": 5},
    "asvs": {"length": 15, "kinds": 0, "days": 0, "history": 0},
}


def password_policy() -> dict[str, int]:
    """DUIXIAN_PASSWORDS=dengbao|asvs, each number of it settable: DUIXIAN_PASSWORD_LENGTH, _KINDS, _DAYS, _HISTORY."""
    style = PASSWORD_STYLES[env.text("DUIXIAN_PASSWORDS", "dengbao")]
    return {
        name: int(env.text(f"DUIXIAN_PASSWORD_{name.upper()}", str(number)))
        for name, number in style.items()
    }


def password_validators(policy: dict[str, int]) -> list[dict[str, Any]]:
    """Django's list, for a policy."""
    ours = "duixian.parties.signin.passwords"
    return [
        {"NAME": f"{ours}.LongEnough", "OPTIONS": {"length": policy["length"]}},
        {"NAME": f"{ours}.Varied", "OPTIONS": {"kinds": policy["kinds"]}},
        {"NAME": f"{ours}.NotOneself"},
        {"NAME": f"{ours}.NotCommon"},
        {"NAME": f"{ours}.NotUsedBefore", "OPTIONS": {"history": policy["history"]}},
    ]


def identity_providers() -> dict[str, Any]:
    """allauth's SOCIALACCOUNT_PROVIDERS from DUIXIAN_OIDC_*: one provider, such as 一网通办 or 法人一证通; {} without."""
    server = env.text("DUIXIAN_OIDC_SERVER", "")
    if not server:
        return {}
    parts = urlsplit(server)
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1"}:
        # What comes over TLS from the provider itself is believed without checking its signature again.
        raise ImproperlyConfigured("DUIXIAN_OIDC_SERVER 须以 https:// 开头")
    app = {
        "provider_id": env.text("DUIXIAN_OIDC_ID", "oidc"),
        "name": env.text("DUIXIAN_OIDC_NAME", "一网通办"),
        "client_id": env.text("DUIXIAN_OIDC_CLIENT", ""),
        "secret": env.text("DUIXIAN_OIDC_SECRET", ""),
        "settings": {
            "server_url": server,
            "oauth_pkce_enabled": True,
            # The claim that carries the 证件号 of a person whom the provider has verified; without it nothing is linked.
            "identity_claim": env.text("DUIXIAN_OIDC_IDENTITY_CLAIM", ""),
        },
    }
    return {"openid_connect": {"APPS": [app]}}


def identity_origins() -> list[str]:
    """Where a sign-in form may lead: form-action in the Content-Security-Policy also rules the redirects after it."""
    parts = urlsplit(env.text("DUIXIAN_OIDC_SERVER", ""))
    own = [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
    return own + env.words("DUIXIAN_OIDC_ORIGINS", "")


RATE_LIMITS = {
    # Failures are counted for an account at an address, so that nobody can lock out anybody else.
    "login_failed": "5/15m/key",
    "login": "120/m/ip",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,3/15m/key",
    "reset_password_from_key": "20/15m/ip",
    "change_password": "5/m/user",
    "manage_email": "5/15m/user",
    "confirm_email": "1/3m/key",
    "reauthenticate": "10/m/user",
}
