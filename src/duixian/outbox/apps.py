"""Django's name for the messages."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """In-app notices and e-mail."""

    name = "duixian.outbox"
    label = "outbox"
    verbose_name = "消息"
