"""Django's name for rounds and applications."""

from importlib import import_module

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """From a round to a submitted application."""

    name = "duixian.applications"
    label = "applications"
    verbose_name = "申报"

    def ready(self) -> None:
        """What the trail vouches for goes along when it is exported."""
        from duixian.applications.exported import parts  # noqa: PLC0415  models are ready only now
        from duixian.audit import export  # noqa: PLC0415

        export.parts("applications", parts)

    def ready(self) -> None:
        import_module("duixian.applications.periodic")
