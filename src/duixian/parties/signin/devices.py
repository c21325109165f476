"""Whether a browser was seen with an account before: a signed cookie of its own, which opens nothing."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from duixian.parties.models import Account

SALT = "device"
KEPT = 365 * 24 * 3600
MOST = 8


def name() -> str:
    """The cookie's name."""
    return "__Host-device" if settings.HTTPS else "device"


def is_new(request: HttpRequest, response: HttpResponse, account: Account) -> bool:
    """Whether the browser is new to the account; from now on it is not."""
    seen = _seen(request)
    kept = [account.pk, *(one for one in seen if one != account.pk)][:MOST]
    response.set_cookie(
        name(), signing.dumps(kept, salt=SALT), max_age=KEPT, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )  # fmt: skip
    return account.pk not in seen


def _seen(request: HttpRequest) -> list[int]:
    try:
        found = signing.loads(request.COOKIES.get(name(), ""), salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return []
    return [one for one in found if isinstance(one, int)]
