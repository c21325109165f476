"""Everything that the issue names is there, got there by the product's own steps, and nobody in it is real."""

import re
from pathlib import Path

import pytest
from django.db.models import Count
from django.test import Client

from duixian.applications import paying, process, rounds, states
from duixian.applications.models import Amendment, Application, Round
from duixian.audit import export, keys, verifier
from duixian.audit.actor import Actor
from duixian.audit.models import Entry, Outcome
from duixian.credit import sources
from duixian.credit.lookback import judge, window
from duixian.credit.models import CreditRecord, Source
from duixian.demo import accounts, cast, days, people, seed
from duixian.demo.offices import District
from duixian.funds import payments_queries, queue
from duixian.funds.models import BudgetYear
from duixian.kernel import clock
from duixian.office.funds import overview
from duixian.office.payments.common import not_shut
from duixian.parties.models import Account, Grant, Membership, Organisation, Profile, Registration
from duixian.parties.roles import STAFF, TABLE, Kind, Role
from duixian.parties.signin import passwords
from tests.test_tidy import ROW_WRITES, TABLE_WRITES, File, called

# What is called as a row's methods are, and is none: a verb, and a PDF.
VERBS = (["drafts", "save"], ["single", "save"], ["document", "save"])
CODE = re.compile(r"<strong>(\d{6})</strong>")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def test_the_district() -> None:
    kinds = dict(Organisation.objects.values_list("kind").annotate(Count("pk")))
    assert kinds[Kind.CENTRE] == 4
    assert kinds[Kind.APPLICANT] == 40
    assert set(kinds) == set(Kind)
    assert set(Membership.objects.filter(until=None).values_list("role", flat=True)) == set(Role)


def test_one_round_is_closed_and_one_is_open() -> None:
    standings = {rounds.state(one, clock.now()) for one in Round.objects.all()}
    assert standings == {rounds.Standing.CLOSED, rounds.Standing.OPEN}
    assert Round.objects.filter(state=Round.State.PUBLISHED).count() == Round.objects.count() == 2


def test_applications_are_in_every_state() -> None:
    found = dict(Application.objects.values_list("state").annotate(Count("pk")))
    assert set(found) == {one.id for one in states.STATES}
    assert sum(found.values()) > 30
    recalled = Application.objects.filter(state=states.DRAFT).exclude(number=None)
    assert recalled.exists()


def test_every_application_replays_from_its_entries() -> None:
    for one in Application.objects.all():
        assert replayed(one) == one.state, one


def test_a_state_set_behind_the_trail_s_back_does_not_replay() -> None:
    one = Application.objects.filter(state=states.SUBMITTED).first()
    assert one is not None
    one.state = states.WITHDRAWN
    assert replayed(one) != one.state


def replayed(one: Application) -> str:
    """Where the steps in the trail lead, each from where the one before had led."""
    state = states.START
    entries = Entry.objects.filter(subject=f"application:{one.pk}", outcome=Outcome.DONE)
    for action in entries.order_by("seq").values_list("action", flat=True):
        step = process.STEPS.get(action.removeprefix("application."))
        if step:
            assert state in step.sources, (one, action, state)
            state = step.leads(state)
    return state


def test_registrations_grants_and_amendments_replay_too() -> None:
    ends = {
        "registration": (
            Registration,
            {"ask": "waiting", "accept": "verified", "refuse": "refused"},
        ),
        "grant": (Grant, {"ask": "waiting", "give": "done", "refuse": "refused"}),
    }
    for kind, (model, leads) in ends.items():
        for row in model._default_manager.values("pk", "state"):
            found = Entry.objects.filter(subject=f"{kind}:{row['pk']}").order_by("seq")
            actions = [one.action.removeprefix(f"{kind}.") for one in found]
            assert leads[[one for one in actions if one in leads][-1]] == row["state"]
    assert set(Amendment.objects.values_list("state", flat=True)) == {"approved", "proposed"}
    assert Registration.objects.filter(kind="new", state="waiting").count() == 3
    assert Registration.objects.filter(kind="dispute", state="waiting").count() == 1
    assert Grant.objects.filter(state="waiting").count() == 1


def test_the_credit_register_has_its_sources_fresh_and_its_few_records() -> None:
    today = clock.today()
    assert [sources.trouble(one, today) for one in Source.objects.all()] == ["", ""]
    records = CreditRecord.objects.filter(successor=None, withdrawn_at=None)
    period = window(today, today)
    whys = sorted(judge(one.dated, period) for one in records)
    assert whys == ["earlier", "in-force", "repaired"]


def test_a_project_before_its_acceptance_is_not_offered_for_payment(seeded: District) -> None:
    every = payments_queries.due(seeded.staff["officer1"], clock.today())
    case = seeded.cases[13, "2025", "rnd"].made
    assert case is not None
    (part,) = [one for one in every if one.commitment.subject == f"application:{case.pk}"]
    assert paying.unaccepted([part.commitment]) == {part.commitment_id}
    assert set(not_shut(every)) == set(every) - {part}


def test_the_trail_verifies(tmp_path: Path) -> None:
    with (tmp_path / "trail.zip").open("wb") as out:
        export.write(out, Actor.job("test"))
    (tmp_path / "key.pem").write_text(keys.public_pem())
    assert verifier.main([str(tmp_path / "trail.zip"), "--key", str(tmp_path / "key.pem")]) == 0


def test_it_all_happened_in_order_before_today() -> None:
    moments = list(Entry.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < days.shanghai(days.TODAY)
    refused = Entry.objects.filter(outcome=Outcome.DENIED)
    assert [one.action for one in refused] == ["application.decide"], "one waits for money"


def test_money_is_promised_until_2029_and_somebody_waits_for_it(seeded: District) -> None:
    loads = {one["year"]: one["total"].fen for one in overview.load(seeded.staff["auditor"])}
    assert set(loads) == {2026, 2027, 2028, 2029}
    assert all(loads.values())
    assert [one.organisation.name for one in queue.waiting()] == [cast.firms()[39].name]
    states = dict(BudgetYear.objects.values_list("year", "state"))
    assert states == {2025: "closed", 2026: "approved", 2027: "draft"}


def test_nobody_can_be_taken_for_real() -> None:
    for account in Account.objects.all():
        assert account.email.endswith(".example")
        assert account.mobile.startswith("1300000")
    for profile in Profile.objects.exclude(address=""):
        assert "虚构" in profile.address
        assert profile.contact_phone.startswith("1300000")
    for centre in Organisation.objects.filter(kind=Kind.CENTRE):
        assert "虚构" in centre.contact


def test_it_is_not_made_twice(tmp_path: Path) -> None:
    with pytest.raises(seed.NotEmpty):
        seed.seed(tmp_path)
    assert not (tmp_path / days.FILE).exists()


def test_the_demo_writes_no_rows_itself(seeded: District) -> None:
    for path in sorted(Path(seed.__file__).parent.glob("*.py")):
        for node in File(path=path, content=path.read_bytes()).nodes():  # type: ignore[arg-type]
            names = called(node)
            assert not names or names[-1] not in ROW_WRITES or names in VERBS, path
            assert not (names and names[-1] in TABLE_WRITES and "objects" in names), path


def test_there_is_one_for_each_role() -> None:
    assert {one.role for one in accounts.shown()} == {one.name for one in TABLE.values()}


def test_each_has_the_password_that_is_printed() -> None:
    with people.quick_hashes():
        for shown in accounts.shown():
            account = Account.objects.get(username=shown.login)
            assert account.check_password(cast.PASSWORD), shown
            assert not passwords.must_change(account), shown


@pytest.mark.parametrize("login", ["officer1", "changfeng", "admin1"])
def test_an_official_gets_to_the_desk(login: str, client: Client, seeded: District) -> None:
    assert seeded.staff[login].role in STAFF
    client.post("/account/login/", {"login": login, "password": cast.PASSWORD})
    code = CODE.search(client.get("/account/second-factor/authenticate/").content.decode())
    assert code
    assert client.post("/account/second-factor/authenticate/", {"code": code[1]}).status_code == 302
    page = client.get("/office/")
    assert page.status_code == 200
    assert "演示中的今天是2026年3月10日" in page.content.decode()


def test_an_enterprise_sees_its_applications(client: Client, seeded: District) -> None:
    client.post("/account/login/", {"login": "qiye01", "password": cast.PASSWORD})
    page = client.get("/my/").content.decode()
    assert cast.firms()[0].name in page
    assert seeded.owners[cast.firms()[0].code].role == Role.APPLICANT_OWNER
