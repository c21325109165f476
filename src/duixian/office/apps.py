"""Django's name for the officials' pages."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Templates under office/."""

    name = "duixian.office"
    label = "office"
    verbose_name = "工作台"
