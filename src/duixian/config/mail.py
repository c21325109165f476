"""One address to one mail server; without one, mails become files."""

from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail(url: str) -> dict[str, Any]:
    """Django's settings for DUIXIAN_SMTP_URL: smtp://host, smtp+tls://user:password@host:587 or smtps://…"""
    if not url:
        return {"EMAIL_BACKEND": "duixian.outbox.backends.FileBackend"}
    found = urlsplit(url)
    if found.scheme not in PORTS or not found.hostname:
        raise ValueError(
            "DUIXIAN_SMTP_URL must be smtp://, smtp+tls:// or smtps:// and name a host"
        )
    return {
        "EMAIL_BACKEND": "duixian.outbox.backends.SmtpBackend",
        "EMAIL_HOST": found.hostname,
        "EMAIL_PORT": found.port or PORTS[found.scheme],
        "EMAIL_HOST_USER": unquote(found.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(found.password or ""),
        "EMAIL_USE_TLS": found.scheme == "smtp+tls",
        "EMAIL_USE_SSL": found.scheme == "smtps",
        "EMAIL_TIMEOUT": 30,
    }
