"""Django's name for the messages."""

from importlib import import_module

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """In-app notices and e-mail, and the periodic jobs."""

    name = "duixian.outbox"
    label = "outbox"
    verbose_name = "消息"

    def ready(self) -> None:
        import_module("duixian.outbox.periodic")
