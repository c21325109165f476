"""The one-time codes of the demo's made-up accounts, which the sign-in page shows while DUIXIAN_DEMO is on."""

import base64
import hashlib
import hmac

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache

from duixian.parties.models import Account


def secret_of(account: Account) -> str:
    """The account's TOTP secret: derived, so that the page can show a code without keeping the secret anywhere."""
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"demo-totp/{account.username}".encode(), hashlib.sha256
    )
    return base64.b32encode(digest.digest()[:20]).decode()


def enrol(account: Account) -> None:
    """Set up the account's TOTP as its owner would. Only in the demo."""
    assert settings.DEMO, "DUIXIAN_DEMO is off"
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    auth.TOTP.activate(account, secret_of(account))


def code_for(account: Account) -> str:
    """A code that works now and was not used; "" outside the demo, and for people who set up their own."""
    if not settings.DEMO:
        return ""
    found = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    if found is None or decrypt(found.data["secret"]) != secret_of(account):
        return ""
    once = found.wrap()
    codes = [
        auth.format_hotp_value(auth.hotp_value(secret_of(account), counter))
        for counter in auth.yield_hotp_counters_from_time()
    ]
    # The present one first, then the next; the one before is about to end.
    for code in (*codes[1:], codes[0]):
        if cache.get(once._get_used_cache_key(code)) is None:
            return str(code)
    return str(codes[1])
