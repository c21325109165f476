"""Checks a password: exactly one hash is computed for each attempt, whether or not there is such an account.

allauth's own backend computes two for a wrong password where the login is a known e-mail address, and one where it is
unknown: a factor of two, which tells who has an account.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from duixian.parties.models import Account
from duixian.parties.signin import accounts


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in by login name or e-mail address, and a password."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Account | None:
        """The account, if the password is its own and it is in use."""
        password = credentials.get("password") or ""
        login = credentials.get("username") or credentials.get("email") or ""
        if not password:
            return None
        account = accounts.find(login)
        if account is None:
            Account().set_password(password)
            return None
        if not account.check_password(password):
            return None
        if self.user_can_authenticate(account):
            return account
        # allauth shows the page of closed accounts to someone who knows the password.
        self._stash_user(account)
        return None
