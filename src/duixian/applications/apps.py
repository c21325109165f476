"""Django's name for rounds and applications."""

from importlib import import_module

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """From a round to a submitted application."""

    name = "duixian.applications"
    label = "applications"
    verbose_name = "申报"

    def ready(self) -> None:
        """Register what needs the models: the periodic jobs, and what the trail vouches for when it is exported."""
        import_module("duixian.applications.periodic")
        import_module("duixian.applications.search")  # follows a name that changes
        import_module("duixian.applications.earlier.succession").register()
        export, exported = map(
            import_module, ("duixian.audit.export", "duixian.applications.exported")
        )
        export.parts("applications", exported.parts)
