"""Django's name for the HTTP API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The page that documents the API has its template here."""

    name = "duixian.api"
    label = "api"
