"""What every page test has: plain static names, a fixed day, and a look at the page as text."""

import html
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from duixian.kernel import clock

FIRM = "kind=enterprise&registered_on=2025-03-01&arrived_on=2025-03-01&field=ai&breaches=none&on=2026-03-02"


@pytest.fixture(autouse=True)
def plain_static(settings: pytest.FixtureRequest) -> None:
    """Hashed names need collectstatic, which the journeys do."""
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Today is 2 March 2026 unless a test moves it."""

    def move(day: date) -> None:
        monkeypatch.setattr(clock, "today", lambda: day)

    move(date(2026, 3, 2))
    return move


@pytest.fixture
def see(client: Client) -> Callable[..., str]:
    """The words of a page, as a reader sees them, blanks folded; the page must be there."""

    def words(address: str, status: int = 200) -> str:
        response = client.get(address)
        assert response.status_code == status, response.status_code
        return text_of(response)

    return words


@pytest.fixture
def live(client: Client) -> Callable[[str], HttpResponse]:
    """What htmx gets from an address."""

    def fragment(address: str) -> HttpResponse:
        response = client.get(address, headers={"HX-Request": "true"})
        assert response.status_code == 200
        assert "<html" not in response.content.decode()
        return response  # type: ignore[return-value]

    return fragment


def text_of(response: HttpResponse) -> str:
    """The visible words of a response."""
    body = re.sub(r"<head>.*?</head>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def squeezed(text: str) -> str:
    """Words without any blanks: markup between Chinese characters leaves some."""
    return re.sub(r"\s+", "", text)
