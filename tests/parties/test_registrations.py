"""An enterprise registers, a centre decides; claims to one that is here; what everybody may see of it."""

import pytest

from duixian.audit import trail
from duixian.outbox.models import Notice
from duixian.parties import organisations, people, registrations, verification
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.models import Account, Membership, Organisation, Registration
from duixian.parties.roles import Kind, Role
from tests.parties import cast

pytestmark = pytest.mark.django_db
CODE = cast.credit_code(900)
NEW, JOIN, DISPUTE = Registration.Kind.NEW, Registration.Kind.JOIN, Registration.Kind.DISPUTE


@pytest.fixture
def centre() -> Viewer:
    return cast.viewer(Role.CENTRE, cast.organisation(Kind.CENTRE, "长风中心"), name="常青")


@pytest.fixture
def owner() -> Account:
    return cast.registrant(1, "王经理")


def register(who: Account, centre: Viewer, kind: str = NEW, **more: str) -> Registration:
    if kind != NEW:
        more = {"statement": "本单位职员", **more}
    wanted = cast.wanted(who, centre.organisation, code=more.pop("code", CODE), kind=kind, **more)
    return registrations.register(who, wanted)


def acting(who: Account) -> Viewer:
    """The account's person in the role they hold now."""
    held = Membership.objects.select_related("organisation", "person").get(
        person=who.person, until=None
    )
    return Viewer(
        account=who, person=held.person, role=Role(held.role), organisation=held.organisation
    )


def roles_of(who: Account) -> frozenset[Role]:
    assert who.person is not None
    return people.held(who.person)


def test_a_new_enterprise_waits_for_its_centre_and_is_then_verified(
    centre: Viewer, owner: Account
) -> None:
    row = register(owner, centre)
    firm = row.organisation
    assert (firm.state, firm.code, firm.centre) == (
        Organisation.State.PENDING,
        CODE,
        centre.organisation,
    )
    assert firm.pinyin.startswith("shyf")
    assert roles_of(owner) == {Role.APPLICANT_OWNER}
    assert list(registrations.waiting(centre)) == [row]
    assert Notice.objects.filter(template="registration-waiting", person=centre.person.pk).exists()
    verification.decide(centre, row.pk, accept=True, reason="")
    firm.refresh_from_db()
    assert firm.state == Organisation.State.VERIFIED
    assert not registrations.waiting(centre).exists()
    assert [one.action for one in trail.of(f"registration:{row.pk}")] == [
        "registration.ask", "registration.accept",
    ]  # fmt: skip
    assert Notice.objects.filter(template="registration-decided", person=owner.person_id).exists()


def test_a_refusal_needs_a_reason_ends_the_role_and_frees_the_code(
    centre: Viewer, owner: Account
) -> None:
    row = register(owner, centre)
    with pytest.raises(Refused, match="请填写理由"):
        verification.decide(centre, row.pk, accept=False, reason=" ")
    verification.decide(centre, row.pk, accept=False, reason="执照名称与所填不一致")
    assert roles_of(owner) == frozenset()
    again = register(owner, centre, name="上海云帆科技有限公司")
    assert again.organisation == row.organisation
    again.organisation.refresh_from_db()
    assert again.organisation.name == "上海云帆科技有限公司"
    assert roles_of(owner) == {Role.APPLICANT_OWNER}
    with pytest.raises(Refused, match="不用再处理"):
        verification.decide(centre, row.pk, accept=True, reason="")


@pytest.mark.parametrize(
    "typed", [CODE, CODE.lower(), f" {CODE[:9]} {CODE[9:]}", CODE.translate({ord("0"): "０"})]
)
def test_a_code_is_registered_once_however_it_is_typed(
    centre: Viewer, owner: Account, typed: str
) -> None:
    register(owner, centre)
    other = cast.registrant(2)
    with pytest.raises(Refused, match="已经有人注册") as found:
        register(other, centre, code=typed)
    assert found.value.faults[0][0] == "code"
    assert Organisation.objects.filter(kind=Kind.APPLICANT).count() == 1
    assert registrations.unit(typed, "任意名称").taken is not None


def test_only_the_centre_of_the_area_decides_and_sees(centre: Viewer, owner: Account) -> None:
    row = register(owner, centre)
    other = cast.viewer(Role.CENTRE)
    assert not registrations.visible(other).exists()
    with pytest.raises(NotSeen):
        verification.decide(other, row.pk, accept=True, reason="")
    for role in set(Role) - {Role.CENTRE, Role.OFFICER, Role.AUDITOR}:
        viewer = cast.viewer(role)
        assert not registrations.visible(viewer).exists(), role
        with pytest.raises(NotSeen):
            registrations.get(viewer, row.pk)
    for role in set(Role) - {Role.CENTRE}:
        with pytest.raises(NotSeen):
            verification.decide(cast.viewer(role), row.pk, accept=True, reason="")
    assert registrations.visible(cast.viewer(Role.OFFICER)).exists()


def test_a_registration_goes_to_the_centre_where_it_belongs(centre: Viewer, owner: Account) -> None:
    row = register(owner, centre)
    other = cast.viewer(Role.CENTRE)
    with pytest.raises(Refused, match="另一个中心"):
        verification.pass_on(centre, row.pk, centre=centre.organisation.pk, reason="地址在桃浦")
    verification.pass_on(centre, row.pk, centre=other.organisation.pk, reason="地址在桃浦")
    with pytest.raises(NotSeen):
        registrations.get(centre, row.pk)
    verification.decide(other, row.pk, accept=True, reason="")
    row.organisation.refresh_from_db()
    assert row.organisation.centre == other.organisation


@pytest.mark.parametrize("decided_by", ["owner", "centre"])
def test_a_colleague_joins_when_the_owner_or_the_centre_lets_them(
    centre: Viewer, owner: Account, decided_by: str
) -> None:
    verification.decide(centre, register(owner, centre).pk, accept=True, reason="")
    colleague = cast.registrant(3, "李同事")
    row = register(colleague, centre, JOIN)
    assert roles_of(colleague) == frozenset()
    for told in (owner.person_id, centre.person.pk):
        assert Notice.objects.filter(
            person=told, template__in=["claim-received", "registration-waiting"]
        ).exists()
    if decided_by == "owner":
        verification.answer(acting(owner), row.pk, accept=True, reason="")
    else:
        verification.decide(centre, row.pk, accept=True, reason="")
    assert roles_of(colleague) == {Role.APPLICANT}
    assert roles_of(owner) == {Role.APPLICANT_OWNER}


def test_an_owner_refuses_with_a_reason_and_answers_for_no_other_enterprise(
    centre: Viewer, owner: Account
) -> None:
    register(owner, centre)
    stranger = cast.registrant(4)
    row = register(stranger, centre, JOIN)
    with pytest.raises(NotSeen):
        verification.answer(cast.viewer(Role.APPLICANT_OWNER), row.pk, accept=True, reason="")
    with pytest.raises(Refused, match="请填写理由"):
        verification.answer(acting(owner), row.pk, accept=False, reason="")
    verification.answer(acting(owner), row.pk, accept=False, reason="不是本单位人员")
    assert roles_of(stranger) == frozenset()


def test_a_dispute_is_the_centre_s_and_the_old_owner_is_heard_and_told(
    centre: Viewer, owner: Account
) -> None:
    verification.decide(centre, register(owner, centre).pk, accept=True, reason="")
    claimant = cast.registrant(5, "真管理员")
    row = register(claimant, centre, DISPUTE, statement="前任已离职，附授权书")
    old = acting(owner)
    with pytest.raises(Refused, match="由投资促进中心决定"):
        verification.answer(old, row.pk, accept=False, reason="不同意")
    verification.reply(old, row.pk, "我仍在职")
    with pytest.raises(Refused, match="请填写理由"):
        verification.decide(centre, row.pk, accept=True, reason="")
    verification.decide(centre, row.pk, accept=True, reason="授权书与公章相符")
    assert roles_of(owner) == frozenset()
    assert roles_of(claimant) == {Role.APPLICANT_OWNER}
    said = Notice.objects.get(template="owner-replaced", person=owner.person_id)
    assert "授权书与公章相符" in said.body
    actions = [one.action for one in trail.of(f"registration:{row.pk}")]
    assert actions == ["registration.ask", "registration.reply", "registration.accept"]
    assert [one.action for one in trail.of(f"person:{owner.person_id}")] == [
        "role.begin",
        "role.end",
    ]


def test_a_dispute_that_fails_changes_nothing(centre: Viewer, owner: Account) -> None:
    verification.decide(centre, register(owner, centre).pk, accept=True, reason="")
    claimant = cast.registrant(6)
    row = register(claimant, centre, DISPUTE)
    verification.decide(centre, row.pk, accept=False, reason="没有授权")
    assert roles_of(claimant) == frozenset()
    assert roles_of(owner) == {Role.APPLICANT_OWNER}


def test_a_squatter_s_waiting_registration_falls_with_the_dispute(
    centre: Viewer, owner: Account
) -> None:
    first = register(owner, centre)
    claimant = cast.registrant(7)
    row = register(claimant, centre, DISPUTE)
    verification.decide(centre, row.pk, accept=True, reason="执照原件在提出人处")
    first.refresh_from_db()
    assert first.state == Registration.State.REFUSED
    row.organisation.refresh_from_db()
    assert row.organisation.state == Organisation.State.VERIFIED
    assert roles_of(claimant) == {Role.APPLICANT_OWNER}


def test_a_claim_to_what_is_not_here_and_a_second_claim_are_refused(
    centre: Viewer, owner: Account
) -> None:
    with pytest.raises(Refused, match="还没有注册"):
        register(owner, centre, JOIN)
    register(owner, centre)
    other = cast.registrant(8)
    register(other, centre, JOIN)
    with pytest.raises(Refused, match="还在处理"):
        register(other, centre, DISPUTE)


def test_staff_can_not_become_applicants_by_the_back_door(centre: Viewer, owner: Account) -> None:
    register(owner, centre)
    assert owner.person is not None
    officer = cast.viewer(Role.OFFICER, who=cast.registrant(9))
    with pytest.raises(Refused, match="不相容"):
        register(officer.account, centre, code=cast.credit_code(901))
    assert not Organisation.objects.filter(code=cast.credit_code(901)).exists()
    row = register(officer.account, centre, JOIN)
    with pytest.raises(Refused, match="不相容"):
        verification.decide(centre, row.pk, accept=True, reason="")
    row.refresh_from_db()
    assert row.state == Registration.State.WAITING


def test_a_licence_of_somebody_else_s_is_none(centre: Viewer, owner: Account) -> None:
    other = cast.registrant(10)
    assert other.person is not None
    theirs = cast.wanted(other, centre.organisation, code=CODE)
    with pytest.raises(Refused, match="请上传营业执照"):
        registrations.register(owner, theirs)


def test_five_at_once_are_enough(centre: Viewer, owner: Account) -> None:
    for number in range(5):
        register(owner, centre, code=cast.credit_code(910 + number))
    with pytest.raises(Refused, match="5件注册还在核验"):
        register(owner, centre, code=cast.credit_code(920))


def test_who_is_not_introduced_can_not_register(centre: Viewer) -> None:
    with pytest.raises(Refused, match="先填写经办人信息"):
        register(cast.account(), centre)


def test_one_natural_person_has_one_account_of_their_own() -> None:
    first, second = cast.account("甲"), cast.account("乙")
    people.introduce(first, name="甲", identity=cast.identity(50), mobile="13800138000")
    with pytest.raises(Refused, match="已有账号") as found:
        people.introduce(
            second, name="乙", identity=cast.identity(50).lower(), mobile="13800138000"
        )
    assert first.username not in str(found.value)
    assert second.person is not None
    assert second.person.identity_hash is None
    with pytest.raises(Refused, match="此前登记的身份证号不一致"):
        people.introduce(first, name="甲", identity=cast.identity(51), mobile="13800138000")
    with pytest.raises(Refused, match="已登记的姓名"):
        people.introduce(first, name="丙", identity="", mobile="13800138000")
    people.introduce(first, name="甲", identity="", mobile="13900139000")
    first.refresh_from_db()
    assert first.mobile == "13900139000"


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("person_name", {"name": " "}),
        ("identity", {"identity": "310107198001010000"}),
        ("mobile", {"mobile": "138001380001"}),
    ],
)
def test_an_introduction_says_which_field_is_wrong(field: str, more: dict[str, str]) -> None:
    given = {"name": "甲", "identity": cast.identity(60), "mobile": "13800138000"} | more
    with pytest.raises(Refused) as found:
        people.introduce(
            cast.account(), name=given["name"], identity=given["identity"], mobile=given["mobile"]
        )
    assert [name for name, _ in found.value.faults] == [field]


def test_enterprises_are_seen_within_one_s_bounds(centre: Viewer, owner: Account) -> None:
    firm = register(owner, centre).organisation
    other = cast.viewer(Role.APPLICANT_OWNER)
    everywhere = organisations.EVERYWHERE
    for role in Role:
        viewer = cast.viewer(role)
        seen = organisations.enterprises(viewer)
        expected = (
            set(Organisation.objects.filter(kind=Kind.APPLICANT)) if role in everywhere else set()
        )
        if role in organisations.APPLICANTS:
            expected = {viewer.organisation}
        assert set(seen) == expected, role
    assert set(organisations.enterprises(centre)) == {firm}
    assert set(organisations.search(centre, "shyf")) == {firm}
    assert set(organisations.search(centre, CODE.lower()[3:12])) == {firm}
    assert not organisations.search(centre, "没有").exists()
    with pytest.raises(NotSeen):
        organisations.enterprise(other, firm.pk)
    assert organisations.by_code(CODE.lower()) == firm
    assert organisations.by_code("x") is None
