"""Django's name for the credit register."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """Records, sources and screening (五（二）)."""

    name = "duixian.credit"
    label = "credit"
    verbose_name = "信用"
