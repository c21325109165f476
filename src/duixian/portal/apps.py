"""Django's name for the public pages."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Templates and static files under portal/."""

    name = "duixian.portal"
    label = "portal"
