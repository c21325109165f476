"""Django's name for official letters."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Numbered, frozen letters in the official look."""

    name = "duixian.letters"
    label = "letters"
    verbose_name = "文书"
