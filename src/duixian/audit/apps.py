"""Django's name for the trail."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The trail's entries, payloads and heads."""

    name = "duixian.audit"
    label = "audit"
    verbose_name = "留痕"
