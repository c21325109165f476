"""For machines: health, robots, the icon."""

from collections.abc import Callable

import pytest
from django.test import Client

from duixian import __version__, policy
from duixian.policy import PolicyErrors


def test_alive(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "version": __version__}


def test_ready_names_the_versions_of_the_policies(client: Client) -> None:
    current = policy.library().get("putuo-2024-3")
    assert client.get("/readyz").json()["policies"] == {current.id: current.version}


def test_not_ready_when_a_policy_does_not_load(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise PolicyErrors([])

    monkeypatch.setattr(policy, "library", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_never_cached(client: Client, path: str) -> None:
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_robots_may_read_all_but_calculations(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /calculator/*?" in response.content.decode()


def test_the_old_address_of_the_icon_leads_to_it(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith("icon.svg")


def test_pages_have_titles_of_their_own(see: Callable[..., str], client: Client) -> None:
    addresses = [
        "/",
        "/policy/putuo-2024-3/",
        "/policy/putuo-2024-3/measures/",
        "/calculator/",
        "/api/docs",
    ]
    titles = [
        client.get(one).content.decode().split("<title>")[1].split("</title>")[0]
        for one in addresses
    ]
    assert len(set(titles)) == len(titles)
