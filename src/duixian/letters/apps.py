"""Django's name for official letters."""

from importlib import import_module

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Numbered, frozen letters in the official look."""

    name = "duixian.letters"
    label = "letters"
    verbose_name = "文书"

    def ready(self) -> None:
        """Register what needs the models: the periodic job, and what the trail vouches for when it is exported."""
        import_module("duixian.letters.periodic")
        export, exported = map(import_module, ("duixian.audit.export", "duixian.letters.exported"))
        export.parts("letters", exported.parts)
