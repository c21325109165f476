"""What an enterprise tells once: kept by the policy's facts, reused by every form, never overwritten unseen."""

from datetime import date

import pytest

from duixian import policy
from duixian.audit import trail
from duixian.kernel import clock
from duixian.parties import profiles
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.models import Profile
from duixian.parties.profiles import Basics, Conflict, Figures
from duixian.parties.roles import Kind, Role
from tests.parties import cast

pytestmark = pytest.mark.django_db
ANSWERS = {
    "kind": "enterprise",
    "registered_on": "2025-03-01",
    "field": "ai",
    "arrived_on": "2025-04-01",
}
FULL = Basics(
    answers=ANSWERS, industry_class="i6513", address="上海市普陀区某路1号", contact_name="王经理",
    contact_phone="021 52564588", legal_person="方知行",
)  # fmt: skip


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 2))


@pytest.fixture
def owner() -> Viewer:
    return cast.viewer(Role.APPLICANT_OWNER)


def saved(viewer: Viewer, version: int, basics: Basics) -> Profile:
    found = profiles.save_basics(viewer, version=version, basics=basics)
    assert isinstance(found, Profile)
    return found


def test_a_profile_is_told_once_and_prefills_every_measure(owner: Viewer) -> None:
    assert profiles.of(owner).version == 0
    assert not Profile.objects.exists()  # looking writes nothing
    profile = saved(owner, 0, FULL)
    assert (profile.version, profile.industry_class) == (1, "I6513")
    assert profile.contact_phone == "021-52564588"
    assert profiles.missing(profile) == []
    current = policy.library().in_force(date(2026, 3, 2))
    for measure in current.measures:
        assert profiles.prefill(owner.organisation, measure) == ANSWERS


def test_what_the_policy_no_longer_reads_is_not_prefilled(owner: Viewer) -> None:
    saved(owner, 0, FULL)
    Profile.objects.update(answers={**ANSWERS, "field": "steam", "gone": 1, "arrived_on": None})
    measure = policy.library().in_force(date(2026, 3, 2)).measure("compute")
    assert profiles.prefill(owner.organisation, measure) == {
        "kind": "enterprise", "registered_on": "2025-03-01", "arrived_on": None,
    }  # fmt: skip


def test_a_record_of_dishonesty_is_asked_anew_each_time(owner: Viewer) -> None:
    with pytest.raises(Refused, match="没有“breaches”这一项"):
        saved(owner, 0, Basics(answers={"breaches": []}))


@pytest.mark.parametrize(
    ("basics", "field"),
    [
        (Basics(answers={"kind": "state"}), "kind"),
        (Basics(answers={"kind": None}), "kind"),
        (Basics(answers={"registered_on": "2026-02-30"}), "registered_on"),
        (Basics(answers={"registered_on": "2026-03-03"}), "registered_on"),
        (Basics(answers={"registered_on": 1}), "registered_on"),
        (Basics(answers={"secret": "x"}), "secret"),
        (Basics(answers={}, industry_class="6513"), "industry_class"),
        (Basics(answers={}, industry_class="Z6513"), "industry_class"),
        (Basics(answers={}, industry_class="I65139"), "industry_class"),
        (Basics(answers={}, address="路\x00"), "address"),
        (Basics(answers={}, address="路" * 201), "address"),
        (Basics(answers={}, contact_name="<b>"), "contact_name"),
        (Basics(answers={}, contact_phone="138001380001"), "contact_phone"),
    ],
)
def test_what_is_wrong_is_refused_by_field_and_nothing_is_kept(
    owner: Viewer, basics: Basics, field: str
) -> None:
    with pytest.raises(Refused) as found:
        saved(owner, 0, basics)
    assert [name for name, _ in found.value.faults] == [field]
    assert not Profile.objects.exists()


def test_two_colleagues_see_each_other_s_changes_instead_of_losing_them(owner: Viewer) -> None:
    colleague = cast.viewer(Role.APPLICANT, owner.organisation, name="李同事")
    saved(owner, 0, FULL)
    theirs = Basics(answers=ANSWERS, industry_class="I6513", address="新路2号", contact_name="李同事",
                    contact_phone="13800138000")  # fmt: skip
    saved(colleague, 1, theirs)
    mine = Basics(answers={**ANSWERS, "field": "games"}, industry_class="I6513", address="旧路3号",
                  contact_name="李同事", contact_phone="13800138000")  # fmt: skip
    found = profiles.save_basics(owner, version=1, basics=mine)
    assert isinstance(found, Conflict)
    assert found.theirs.updated_by == colleague.person
    assert found.parts == (("field", "games", "ai"), ("address", "旧路3号", "新路2号"))
    assert profiles.of(owner).address == "新路2号"
    assert saved(owner, found.theirs.version, mine).address == "旧路3号"


def test_a_stale_save_of_the_same_words_is_no_conflict(owner: Viewer) -> None:
    saved(owner, 0, FULL)
    assert saved(owner, 0, FULL).version == 2


def test_an_answer_can_be_taken_back(owner: Viewer) -> None:
    saved(owner, 0, FULL)
    assert saved(owner, 1, Basics(answers={"kind": "enterprise"})).answers == {"kind": "enterprise"}


def test_the_trail_tells_what_changed(owner: Viewer) -> None:
    saved(owner, 0, FULL)
    saved(owner, 1, Basics(answers=ANSWERS, industry_class="I6513", address="上海市普陀区某路1号",
                           legal_person="方知行", contact_name="王经理", contact_phone="13800138000"))  # fmt: skip
    last = trail.of(f"organisation:{owner.organisation.pk}").last()
    assert last is not None
    assert last.data["changed"] == {"contact_phone": "13800138000"}


def test_figures_are_kept_by_year_in_fen(owner: Viewer) -> None:
    rows = [Figures(year=2025, staff=30, rnd_staff=12, revenue=150_000_000, rnd_spend=0)]
    profile = profiles.save_years(owner, version=0, rows=rows)
    assert isinstance(profile, Profile)
    (row,) = profile.years
    assert (row.year, row.staff, row.revenue, row.rnd_spend, row.patents) == (
        2025,
        30,
        150_000_000,
        0,
        None,
    )
    stale = profiles.save_years(owner, version=0, rows=[Figures(year=2025, staff=31, rnd_staff=12)])
    assert isinstance(stale, Conflict)
    assert ("2025-staff", 31, 30) in stale.parts


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (Figures(year=2026), "year"),
        (Figures(year=2020), "year"),
        (Figures(year=0), "year"),
        (Figures(year=2025, staff=-1), "2025-staff"),
        (Figures(year=2025, staff=10**7), "2025-staff"),
        (Figures(year=2025, revenue=10**15), "2025-revenue"),
        (Figures(year=2025, staff=3, rnd_staff=4), "2025-rnd_staff"),
    ],
)
def test_figures_that_can_not_be_are_refused(owner: Viewer, row: Figures, field: str) -> None:
    with pytest.raises(Refused) as found:
        profiles.save_years(owner, version=0, rows=[row])
    assert [name for name, _ in found.value.faults] == [field]


def test_only_its_own_people_write_and_only_within_bounds_it_is_read(owner: Viewer) -> None:
    saved(owner, 0, FULL)
    home = cast.viewer(Role.CENTRE)
    type(owner.organisation).objects.filter(pk=owner.organisation.pk).update(
        centre=home.organisation
    )
    readers = {
        Role.OFFICER,
        Role.APPROVER,
        Role.LEADING_GROUP,
        Role.PREPARER,
        Role.RELEASER,
        Role.AUDITOR,
    }
    for role in Role:
        viewer = cast.viewer(role)
        if role in readers:
            assert profiles.seen(viewer, owner.organisation.pk).address == FULL.address
        else:
            with pytest.raises(NotSeen):
                profiles.seen(viewer, owner.organisation.pk)
        if role not in {Role.APPLICANT, Role.APPLICANT_OWNER}:
            with pytest.raises(NotSeen):
                profiles.save_basics(viewer, version=1, basics=FULL)
            with pytest.raises(NotSeen):
                profiles.of(viewer)
    assert profiles.seen(home, owner.organisation.pk).version == 1
    assert owner.organisation.kind == Kind.APPLICANT
