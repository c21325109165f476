"""Django's name for the shared look."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates and static files under web/."""

    name = "duixian.web"
    label = "web"
