"""Django's name for organisations and people."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Who takes part, and as what."""

    name = "duixian.parties"
    label = "parties"
    verbose_name = "单位与人员"
