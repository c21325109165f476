"""Django's name for the money."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """Budget, commitments, instalments, payments, recovery, and the ledger."""

    name = "duixian.funds"
    label = "funds"
    verbose_name = "资金"
