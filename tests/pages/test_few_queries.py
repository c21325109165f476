"""However much there is, a page asks the database at most fifteen questions."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from duixian.parties import bank, invitations, profiles, registrations
from duixian.parties.access import Viewer
from duixian.parties.models import Membership
from duixian.parties.profiles import Basics, Figures
from duixian.parties.roles import Kind, Role
from tests.pages.conftest import FIRM
from tests.pages.signed import enter
from tests.parties import cast

pytestmark = pytest.mark.django_db
MOST = 15
AtMost = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def crowd() -> dict[str, Viewer]:
    """A centre with forty enterprises waiting, an enterprise with twenty colleagues, and two admins."""
    centre = cast.viewer(Role.CENTRE)
    for number in range(40):
        who = cast.registrant(100 + number)
        registrations.register(
            who, cast.wanted(who, centre.organisation, code=cast.credit_code(80_000_000 + number))
        )
    owner = cast.viewer(
        Role.APPLICANT_OWNER,
        cast.organisation(Kind.APPLICANT, "某公司", centre=centre.organisation),
    )
    for number in range(20):
        cast.viewer(Role.APPLICANT, owner.organisation)
        if number < 10:
            invitations.invite(owner, email=f"invited{number}@example.cn")
            bank.change(owner, holder="某公司", bank="某银行", number=f"62220000000{number}")
    profiles.save_basics(owner, version=0, basics=Basics(answers={"kind": "enterprise"}))
    profiles.save_years(
        owner, version=1, rows=[Figures(year=year, staff=1) for year in profiles.years_asked()]
    )
    return {
        "centre": centre,
        "owner": owner,
        "officer": cast.viewer(Role.OFFICER),
        "admin": cast.viewer(Role.ADMIN),
    }


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("owner", "/my/"),
        ("owner", "/my/enterprise/"),
        ("owner", "/my/enterprise/basics/"),
        ("owner", "/my/enterprise/years/"),
        ("owner", "/my/enterprise/people/"),
        ("owner", "/my/data/"),
        ("centre", "/office/"),
        ("centre", "/office/registrations/"),
        ("centre", "/office/enterprises/"),
        ("centre", "/office/registrations/?state=all&q=云帆"),
        ("centre", "/office/enterprises/?q=云帆"),
        ("officer", "/office/cases/"),
        ("officer", "/office/cases/?q=云帆&page=2"),
        ("officer", "/office/enterprises/?q=某公"),
        ("officer", "/office/enterprises/{firm}/"),
        ("officer", "/status/"),
        ("admin", "/office/accounts/"),
        ("admin", "/office/accounts/?q=人"),
        ("admin", "/office/accounts/{person}/"),
        ("admin", "/office/grants/"),
        ("admin", "/office/organisations/"),
    ],
)
def test_a_page_asks_few_questions(
    client: Client,
    crowd: dict[str, Viewer],
    django_assert_max_num_queries: AtMost,
    who: str,
    address: str,
) -> None:
    enter(client, crowd[who])
    owner = crowd["owner"]
    place = address.format(firm=owner.organisation.pk, person=owner.person.pk)
    assert client.get(place).status_code == 200
    with django_assert_max_num_queries(MOST):
        client.get(place)
    assert Membership.objects.count() > 60


@pytest.mark.parametrize(
    "address",
    [
        "/policy/putuo-2024-3/", "/policy/putuo-2024-3/source.txt", "/policy/putuo-2024-3/measures/",
        "/policy/putuo-2024-3/compute/", "/policy/putuo-2024-3/carrier/", "/calculator/", "/calculator/compute/",
        f"/calculator/?{FIRM}&compute-compute_cost=2000万&ask=rnd", "/api/docs", "/privacy/", "/robots.txt",
    ],
)  # fmt: skip
def test_the_law_and_the_calculator_ask_nothing_for_a_visitor(
    client: Client, django_assert_num_queries: AtMost, address: str
) -> None:
    with django_assert_num_queries(0):
        assert client.get(address).status_code == 200
