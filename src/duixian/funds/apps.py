"""Django's name for the money."""

from importlib import import_module

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """Budget, commitments, instalments, payments, recovery, and the ledger."""

    name = "duixian.funds"
    label = "funds"
    verbose_name = "资金"

    def ready(self) -> None:
        """Register what needs the models: the nightly check, what the trail vouches for, who follows a merger."""
        import_module("duixian.funds.periodic")
        export, exported = map(import_module, ("duixian.audit.export", "duixian.funds.exported"))
        export.parts("funds", exported.parts)
        import_module("duixian.funds.succession").register()
