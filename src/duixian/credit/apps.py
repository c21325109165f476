"""Django's name for the credit register."""

from importlib import import_module

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """Records, sources and screening (五（二）)."""

    name = "duixian.credit"
    label = "credit"
    verbose_name = "信用"

    def ready(self) -> None:
        """The periodic job."""
        import_module("duixian.credit.periodic")
