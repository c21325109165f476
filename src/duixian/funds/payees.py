"""The account that a decision froze: what of it is kept with a commitment, and the hash that approvals are bound to."""

import hashlib
from typing import Any

import rfc8785

from duixian.parties.models import BankAccount


def digest(account: BankAccount) -> str:
    """SHA-256 (hex) over the account's row, holder and bank: another account, or another name on it, hashes otherwise."""
    words = [str(account.pk), str(account.organisation_id), account.holder, account.bank, account.last4]  # fmt: skip
    return hashlib.sha256(rfc8785.dumps(words)).hexdigest()


def snapshot(account: BankAccount) -> dict[str, Any]:
    """A commitment's payee fields."""
    return {
        "payee_account": account, "payee_holder": account.holder, "payee_bank": account.bank,
        "payee_last4": account.last4, "payee_sha256": digest(account),
    }  # fmt: skip
