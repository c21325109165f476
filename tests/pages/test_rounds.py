"""申报批次 for everyone: the list, a round's page, its guide, and the block on the home page."""

from datetime import timedelta

import pytest
from django.test import Client

from duixian.kernel import clock
from tests.applications import cast
from tests.pages.conftest import squeezed, text_of

pytestmark = pytest.mark.django_db


def test_x(client: Client) -> None:
    people = cast.district()
    made = cast.published_round(people, measures=("compute", "qualification", "office-rent", "rnd"))
    for address in ("/", "/rounds/", f"/rounds/{made.number}/", f"/rounds/{made.number}/guide/"):
        got = client.get(address)
        assert got.status_code == 200
    got = client.get(f"/rounds/{made.number}/guide.pdf")
    assert got.content[:4] == b"%PDF"
    open("/tmp/h-rounds/guide.pdf", "wb").write(got.content)
    print(squeezed(text_of(client.get(f"/rounds/{made.number}/guide/")))[:3000])
    for who in (people.officer, people.approver):
        client.force_login(who.account)
        for address in ("", f"{made.pk}/", f"{made.pk}/check/", f"{made.pk}/review/", f"{made.pk}/amendments/new/", f"{made.pk}/amendments/new/?part=basics&part=compute&part=readings&part=contacts", "new/"):
            print(who.role, address, client.get(f"/office/rounds/{address}").status_code)
    draft = cast.filled_round(people)
    client.force_login(people.officer.account)
    for address in ("", "edit/basics/", "edit/measures/", "edit/readings/", "edit/contacts/", "measures/compute/", "check/"):
        print(address, client.get(f"/office/rounds/{draft.pk}/{address}").status_code)
    assert 0
