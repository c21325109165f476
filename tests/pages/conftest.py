"""What every page test has: plain static names, a fixed day, and a look at the page as text."""

import html
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

import pytest
from django.test import Client
from pytest_django import Settings

from duixian.kernel import clock

FIRM = "kind=enterprise&registered_on=2025-03-01&arrived_on=2025-03-01&field=ai&breaches=none&on=2026-03-02"


class Response(Protocol):
    """What tests look at in a response, be it the test client's or a view's."""

    @property
    def content(self) -> bytes: ...
    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


@pytest.fixture(autouse=True)
def plain_static(settings: Settings) -> None:
    """Hashed names need collectstatic, which the journeys do."""
    settings.STORAGES = {
        **settings.STORAGES,
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
def live(client: Client) -> Callable[[str], Response]:
    """What htmx gets from an address."""

    def fragment(address: str) -> Response:
        response = client.get(address, headers={"HX-Request": "true"})
        assert response.status_code == 200
        assert "<html" not in response.content.decode()
        return response

    return fragment


def text_of(response: Response) -> str:
    """The visible words of a response."""
    body = re.sub(r"<head>.*?</head>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def squeezed(text: str) -> str:
    """Words without any blanks: markup between Chinese characters leaves some."""
    return re.sub(r"\s+", "", text)
