"""Django's name for organisations and people."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Who takes part, and as what."""

    name = "duixian.parties"
    label = "parties"
    verbose_name = "单位与人员"

    def ready(self) -> None:
        """The shared cache's table, the periodic jobs, what is exported, what happens around saving and signing in."""
        from duixian.audit import export  # noqa: PLC0415
        from duixian.parties import exported, periodic  # noqa: F401, PLC0415
        from duixian.parties.finding import earlier, organisations, people  # noqa: F401, PLC0415
        from duixian.parties.signin import signals, store  # noqa: F401, PLC0415

        export.parts("files", exported.parts)
