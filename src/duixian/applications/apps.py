"""Django's name for rounds and applications."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """From a round to a submitted application."""

    name = "duixian.applications"
    label = "applications"
    verbose_name = "申报"
