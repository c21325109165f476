"""Django's name for organisations and people."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Who takes part, and as what."""

    name = "duixian.parties"
    label = "parties"
    verbose_name = "单位与人员"

    def ready(self) -> None:
        """The shared cache's table, and what happens around signing in."""
        from duixian.parties import periodic  # noqa: F401, PLC0415
        from duixian.parties.signin import signals, store  # noqa: F401, PLC0415
