"""Finds the account that a login name means: the name itself, or the e-mail address."""

from duixian.parties.models import Account

LONGEST_LOGIN = 254


def find(login: str) -> Account | None:
    """The one account of this name, else the one with this address; None where there is none, or are several."""
    typed = login.strip()[:LONGEST_LOGIN]
    if not typed or "\0" in typed:
        return None
    named = Account.objects.select_related("person").filter(username__iexact=typed)[:2]
    found = list(named) or list(
        Account.objects.select_related("person").filter(email__iexact=typed)[:2]
        if "@" in typed
        else []
    )
    return found[0] if len(found) == 1 else None
