"""Two firms in two centres with everything they can have, made by the product's verbs; every word carries a canary."""

from dataclasses import replace
from io import BytesIO
from itertools import count
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from duixian.applications import attachments, casework, drafts, rounds
from duixian.applications.models import Application, Evidence, Round, RoundMeasure, Visit
from duixian.credit import importing
from duixian.files import store
from duixian.kernel import clock
from duixian.letters import letters
from duixian.letters.models import Rendering
from duixian.outbox.models import Notice
from duixian.parties import (
    agreements,
    bank,
    grants,
    invitations,
    profiles,
    registrations,
    verification,
)
from duixian.parties.access import Viewer
from duixian.parties.agreements import Row
from duixian.parties.agreements_rows import Agreement
from duixian.parties.models import Account, Membership, Organisation, Registration
from duixian.parties.profiles import Basics, Figures
from duixian.parties.roles import Kind, Role
from tests.access import history, paid, publicised, recovered, treasury
from tests.access.things import CANARIES, ROLES, SIDED, WORDS, Canary, Thing, World
from tests.applications import cast as rounds_cast
from tests.applications import filing
from tests.credit import cast as credit_cast
from tests.files.sample import a_pdf
from tests.letters.samples import SAMPLES
from tests.parties import cast

__all__ = ["CANARIES", "SIDED", "WORDS", "Canary", "Thing", "World", "build"]
# Begun by both firms, typed in for them, begun by nobody.
MEASURES = ("compute", "rnd", "settle")
PASSWORD = "Pu-Tuo.2026!"
_invoices = count(1)


def build() -> World:
    """Everything, in the order in which it happens."""
    world = World()
    for name, role in ROLES.items():
        world.who[name] = cast.viewer(role, name=f"{WORDS[name]}某")
    world.who["approver"] = cast.viewer(
        Role.APPROVER, world.viewer("officer").organisation, name="审定人某"
    )
    world.who["newcomer"] = cast.account("过客")
    treasury.before(world)
    for side in CANARIES:
        _centre(world, side)
        _firm(world, side)
    _rounds(world)
    for side in CANARIES:
        _cases(world, side)
    _office(world)
    _credit(world)
    history.add(world, CANARIES)
    treasury.add(world, CANARIES)
    recovered.add(world, paid.add(world))
    _public(world)
    hashed = make_password(PASSWORD)
    for name in world.who:
        world.account(name).password = hashed
        world.account(name).save()
    return world


def _centre(world: World, side: str) -> None:
    mark = CANARIES[side]
    where = cast.organisation(
        Kind.CENTRE, f"投促中心{side.upper()}", area=f"{side}街道", contact="021-55501001"
    )
    who = cast.account(f"常{mark.staff}", email=f"staff-{mark.latin}@centre.example.cn")
    world.who[f"centre_{side}"] = cast.viewer(Role.CENTRE, where, who)


def _firm(world: World, side: str) -> None:
    """Registered, verified, two people, a profile, an account, an invitation, two claims; one more firm that waits."""
    mark, centre = CANARIES[side], world.viewer(f"centre_{side}")
    number = int(mark.digits)
    name = f"上海{mark.name}软件有限公司"
    owner = _registered(world, side, number, name, f"王{mark.name}")
    verification.decide(
        centre, Registration.objects.get(organisation__name=name).pk, accept=True, reason=f"相符{mark.filed}"
    )  # fmt: skip
    organisation = Organisation.objects.get(name=name)
    assert owner.person is not None
    world.who[f"owner_{side}"] = viewer = Viewer(
        account=owner, person=owner.person, role=Role.APPLICANT_OWNER, organisation=organisation
    )
    world.who[f"clerk_{side}"] = clerk = _colleague(viewer, mark, "clerk")
    _told(viewer, mark)
    leaving = _colleague(viewer, mark, "leaving")
    invitation, path = invitations.invite(viewer, email=f"asked-{mark.latin}@example.cn")
    token = path.split("/")[3]
    asked = cast.account(f"邀{mark.name}", email=f"asked-{mark.latin}@example.cn")
    world.who[f"asked_{side}"] = asked
    world.add("同事", side=side, membership=_role(leaving).pk)
    world.add("邀请", side=side, id_=invitation.pk)
    world.add("邀请链接", person=f"asked_{side}", token=token)
    assert clerk.person is not None


def _registered(world: World, side: str, number: int, name: str, person: str) -> Account:
    mark, centre = CANARIES[side], world.viewer(f"centre_{side}")
    who = cast.account(person, number=number % 1000, email=f"u{number}-{mark.latin}@example.cn")
    wanted = cast.wanted(
        who, centre.organisation, code=cast.credit_code(number), name=name, statement=f"说明{mark.filed}"
    )  # fmt: skip
    registrations.register(who, replace(wanted, licence=_licence(who, mark)))
    return who


def _licence(who: Account, mark: Canary) -> UUID:
    assert who.person is not None
    name = f"执照{mark.filed}.pdf"
    return store.keep(BytesIO(a_pdf()), name, owner=None, by=who.person.pk, slot="licence").pk


def _colleague(owner: Viewer, mark: Canary, login: str) -> Viewer:
    email = f"{login}-{mark.latin}@example.cn"
    _, path = invitations.invite(owner, email=email)
    who = cast.account(f"同事{mark.name}", email=email)
    invitations.accept(who, path.split("/")[3])
    assert who.person is not None
    return Viewer(
        account=who, person=who.person, role=Role.APPLICANT, organisation=owner.organisation
    )


def _role(viewer: Viewer) -> Membership:
    return Membership.objects.get(person=viewer.person, until=None)


def _told(owner: Viewer, mark: Canary) -> None:
    """The profile and the account."""
    profile = profiles.of(owner)
    profiles.save_basics(
        owner, version=profile.version,
        basics=Basics(
            answers=dict(filing.FIRM), industry_class="I6513", address=f"金沙江路{mark.profile}号",
            legal_person=f"法{mark.profile}", shareholders=f"股{mark.profile}", contact_name=f"联{mark.profile}", contact_phone=f"138{mark.digits}000",
        ),
    )  # fmt: skip
    profiles.save_years(
        owner, version=profiles.of(owner).version,
        rows=[Figures(year=profiles.years_asked()[0], staff=int(mark.digits))],
    )  # fmt: skip
    bank.change(
        owner, holder=owner.organisation.name, bank=f"{mark.profile}银行", number=f"62220212345{mark.digits}"
    )  # fmt: skip


def _rounds(world: World) -> None:
    """A published round, one in drafting, one proposed, and an amendment that waits."""
    people_ = world.district()
    published = rounds_cast.published_round(people_, measures=MEASURES)
    another = rounds_cast.published_round(people_)
    draft = rounds_cast.filled_round(people_)
    proposed = rounds.propose(people_.officer, rounds_cast.filled_round(people_).pk)
    change = rounds.amend(
        people_.officer, another.pk, reason="补充说明", changes={"": {"notes": "请注意截止时间"}}
    )
    world.rounds = {
        "已发布批次": published,
        "起草批次": draft,
        "待审批次": proposed,
        "另一批次": another,
    }
    for kind, one in list(world.rounds.items())[:3]:
        world.add(kind, id_=one.pk)
        world.add(f"{kind}编号", number=one.number)
        world.add(f"{kind}事项", id_=_untouched(one).pk)
    world.add("修改公告", id_=another.pk, number=change.number)


def _untouched(one: Round) -> RoundMeasure:
    """What nobody has begun an application for, where the round has that."""
    return one.measures.filter(measure=MEASURES[-1]).first() or one.measures.all()[0]


def _cases(world: World, side: str) -> None:
    """A submitted case, a draft that was never handed in, and one that the centre typed in."""
    mark, owner, centre = (
        CANARIES[side],
        world.viewer(f"owner_{side}"),
        world.viewer(f"centre_{side}"),
    )
    own, typed = (rounds_cast.measure_in(world.rounds["已发布批次"], one) for one in MEASURES[:2])
    submitted = drafts.start(owner, rounds_cast.measure_in(world.rounds["另一批次"]))
    _fill(owner, submitted, mark.filed, whole=True)
    casework.take(owner, submitted.pk, "submit", **filing.signature(owner, submitted))
    draft = drafts.start(owner, own)
    _fill(owner, draft, mark.draft, lines=True)
    entered = drafts.start(centre, typed, applicant=owner.organisation)
    _fill(centre, entered, mark.filed)
    for kind, case in (("已提交申报", submitted), ("申报草稿", draft), ("代录草稿", entered)):
        world.cases[kind, side] = case
        evidence = Evidence.objects.filter(application=case, file__pages__gt=0)[0]
        world.add(kind, side=side, id_=case.pk, evidence=evidence.pk, number=1)
    world.add(
        "申报附件", side=side, id_=submitted.pk, file=_photographed(world, submitted, mark.filed)
    )


def _photographed(world: World, case: Application, mark: str) -> UUID:
    """A file that came along with a step."""
    visit = Visit.objects.create(
        application=case, on=clock.today(), place=mark, people=mark, finding=mark,
        by=world.viewer("officer").person,
    )  # fmt: skip
    photograph = store.keep(
        BytesIO(a_pdf()), f"{mark}.pdf", owner=case.applicant_id, by=visit.by_id
    )
    visit.files.add(photograph)
    return photograph.pk


def _fill(
    viewer: Viewer, case: Application, mark: str, *, whole: bool = False, lines: bool = False
) -> None:
    """One real upload; the other materials as rows; words everywhere where words go."""
    support = [{
        "source": "市级", "matter": f"项目{mark}", "same": True, "amount": "1万元", "year": "2024", "state": "received",
    }]  # fmt: skip
    filing.saved(viewer, case, breaches=[], **{"other-support": [] if whole else support})
    if whole or lines:
        line = {
            **filing.LINE, "content": f"算力{mark}", "counterparty": f"{mark}公司", "contract_number": mark,
            "invoice_number": f"25312{next(_invoices):015d}",
        }  # fmt: skip
        drafts.set_lines(viewer, case.pk, [line], version=filing.fresh(case).version)
    materials = rounds.terms(case.round_measure).materials
    _upload(viewer, case, materials[0]["id"], mark)
    for item in materials[1:] if whole else ():
        kept = filing.stored(case.applicant, f"{mark}{item['id']}.pdf")
        attachments.attach(viewer, case.pk, item=item["id"], file=kept)


def _upload(viewer: Viewer, case: Application, item: str, mark: str) -> None:
    attachments.add_evidence(
        viewer, case.pk, item=item, stream=BytesIO(a_pdf()), name=f"{mark}.pdf"
    )


def _office(world: World) -> None:
    """What waits at the desks: a firm to verify and two claims in each centre, roles to confirm."""
    for side, mark in CANARIES.items():
        number = int(mark.digits)
        who = _registered(world, side, number + 1, f"上海{mark.name}新公司", f"新{mark.name}")
        waiting = Registration.objects.get(person=who.person)
        world.add("单位注册", side=side, id_=waiting.pk)
        world.who[f"registrant_{side}"] = who
        world.add("本人的注册", person=f"registrant_{side}", id_=waiting.pk)
        joiner = _claims(world, side, number)
        world.add("加入申请", side=side, id_=Registration.objects.get(person=joiner.person).pk)
        firm = world.viewer(f"owner_{side}").organisation
        account = bank.seen(world.viewer("officer")).get(organisation=firm)
        world.add("申报单位", side=side, id_=firm.pk, account=account.pk)
        world.add("投资协议", side=side, id_=_agreed(world, side, mark.profile).pk)
        notice = Notice.objects.filter(person=world.viewer(f"owner_{side}").person.pk)[0]
        world.add("消息", person=f"owner_{side}", id_=notice.pk)
    _letters(world)
    publicised.add(world)
    _admin(world)


def _agreed(world: World, side: str, word: str) -> Agreement:
    """What the firm promised, with a mark of its side in every text."""
    viewer = world.viewer(f"centre_{side}")
    row = Row(kind="tax", text=f"{word}纳税", due_on="2025-12-31", state="pending")
    wanted = agreements.Wanted(
        number=f"{word}1号", title=f"{word}协议", signed_on="2024-06-18", until="", state="running", promises=[row]
    )  # fmt: skip
    made = agreements.enter(viewer, world.viewer(f"owner_{side}").organisation.pk, wanted)
    agreements.follow_up(viewer, made.pk, "2025-01-06", f"{word}走访")
    return made


def _letters(world: World) -> None:
    """A letter with its PDF, and a year of the calendar."""
    officer = world.viewer("officer")
    with transaction.atomic():
        letter = letters.issue(officer, "reply", "application:none", SAMPLES["reply"], clock.now())
    file = store.keep(BytesIO(a_pdf()), "答复函.pdf", owner=None, by=None)
    Rendering.objects.create(
        letter=letter, file=file, sha256=file.sha256, layout="", rendered_at=clock.now()
    )
    world.add("文书", id_=letter.pk)
    world.add("年份", year=2026)


def _claims(world: World, side: str, number: int) -> Account:
    """Somebody who asks to join the firm."""
    mark, centre = CANARIES[side], world.viewer(f"centre_{side}")
    who = cast.account(
        f"加{mark.name}", number=(number + 2) % 1000, email=f"join-{mark.latin}@example.cn"
    )
    wanted = cast.wanted(
        who, centre.organisation, code=cast.credit_code(number), name=f"上海{mark.name}软件有限公司",
        kind=Registration.Kind.JOIN, statement=f"本单位职员{mark.filed}",
    )  # fmt: skip
    registrations.register(who, replace(wanted, licence=_licence(who, mark)))
    return who


def _admin(world: World) -> None:
    """People and a role that waits for a second admin."""
    other = cast.viewer(Role.ADMIN, world.viewer("admin").organisation, name="管二某")
    person, where = cast.account("新任某").person, world.viewer("officer").organisation
    assert person is not None
    grants.ask(other, person=person.pk, organisation=where.pk, role=Role.OFFICER, reason="任命")
    waiting = grants.ask(
        other, person=person.pk, organisation=where.pk, role=Role.APPROVER, reason="任命"
    )
    role = Membership.objects.get(person=person, role=Role.OFFICER)
    world.add("人员", id_=person.pk, membership=role.pk, account=person.accounts.all()[0].pk)
    world.add("待确认授权", id_=waiting.pk)


def _credit(world: World) -> None:
    """A source, a record of it, and a list that waits to be looked at."""
    officer = world.viewer("officer")
    source = credit_cast.source()
    record = credit_cast.entered(officer, source)
    tried = importing.try_(
        officer, credit_cast.brought(source, credit_cast.ROW, as_of=clock.today().isoformat())
    )
    for kind, row in (("信用来源", source), ("信用记录", record), ("信用名单", tried)):
        world.add(kind, id_=row.pk)


def _public(world: World) -> None:
    """What everybody may read."""
    world.add("政策", policy_id=rounds_cast.POLICY, measure_id="compute")
    world.add("通行密钥", pk=1)
    world.add("单点登录", provider_id="none")
    world.add("邮箱链接", key="MQ:made-up", uidb36="1")
