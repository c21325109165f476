"""What every test here has: plain static names, and a quick hash where no test measures it."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    """Hashed names need collectstatic; Argon2 takes the time that it should."""
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
