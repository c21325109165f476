"""A database of a given size: a small district made by the product's verbs, and bulk rows around it."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db import models, transaction
from tests.applications import cast, filing
from tests.applications.cast import District
from tests.parties.cast import credit_code

from bench.web import more_rows
from duixian.applications import search, states
from duixian.applications.models import Application, Evidence, RoundMeasure
from duixian.audit import chain
from duixian.audit.models import Entry, HeadRow
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties.finding import organisations as organisation_words
from duixian.parties.finding import people as people_words
from duixian.parties.initials import initials
from duixian.parties.models import Account, Membership, Organisation, Person, Profile, Registration
from duixian.parties.roles import Kind, Role

FILES_EACH = 3
CASES_EACH = 5
# So that pages are full where there are few: of enterprises, of closed cases, of registrations.
LEAST, MORE, WAITING = 100, 60, 40
BATCH = 2000
WORDS = ("智算", "云图", "灵犀", "星河", "远航", "启明", "博识", "天工", "数脉", "景行")
ON_THEIR_WAY = (states.SUBMITTED, states.REVIEWING, states.PROPOSED)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "明芳伟娜敏静强磊洋艳"
M = TypeVar("M", bound=models.Model)


def bulk(model: type[M], rows: Iterator[M]) -> None:
    while batch := list(islice(rows, BATCH)):
        model._default_manager.bulk_create(batch)


def fill(size: int) -> dict[str, Any]:
    """Make it; returns who looks and at what, as the pages' addresses need it."""
    with transaction.atomic():
        people = cast.district()
        one = cast.measure_in(cast.published_round(people))
        draft = filing.begun(people.owner, _second(people))
        filed = filing.submitted(people.applicant, one)
        admin = cast.viewer(cast.organisation(Kind.OPERATOR, "运行单位"), Role.ADMIN)
        more = crowd(people, one, size)
    return {
        "applicant": people.owner.account.pk, "centre": people.centre.account.pk,
        "officer": people.officer.account.pk, "admin": admin.account.pk, "approver": people.approver.account.pk, "code": credit_code(10_000), "draft": str(draft.pk), "filed": str(filed.pk),
        "round": one.round.number, "round_id": str(one.round_id), "firm": str(people.owner.organisation.pk), **more,
    }  # fmt: skip


def _second(people: District) -> RoundMeasure:
    return cast.measure_in(cast.published_round(people))


def crowd(people: District, one: RoundMeasure, size: int) -> dict[str, Any]:
    """Other enterprises, each with its owner, its cases, their files, their words and an entry of the trail."""
    centres = [people.centre.organisation, people.other_centre.organisation]
    firms = [
        Organisation(
            kind=Kind.APPLICANT, name=f"上海{WORDS[n % 10]}{WORDS[n // 10 % 10]}{n}号科技有限公司", code=credit_code(10_000 + n),
            centre=centres[n // 100 % 2], pinyin=initials(f"上海{WORDS[n % 10]}{WORDS[n // 10 % 10]}"),
        )
        for n in range(max(size // CASES_EACH, LEAST))
    ]  # fmt: skip
    bulk(Organisation, iter(firms))
    organisation_words.index(firms)
    bulk(Profile, (Profile(organisation=firm, answers=dict(filing.FIRM)) for firm in firms))
    owners(firms)
    cases = [_case(people, one, firms[n % len(firms)], n) for n in range(size + MORE)]
    bulk(Application, iter(cases))
    search.index(cases)
    files = [
        StoredFile(
            owner=case.applicant_id, name=f"材料{k}.pdf", kind="pdf", size=100_000, sha256=uuid.uuid4().hex * 2,
            scanned_by="bench",
        )
        for case in cases
        for k in range(FILES_EACH)
    ]  # fmt: skip
    bulk(StoredFile, iter(files))
    bulk(
        Evidence,
        (
            Evidence(application=cases[n // FILES_EACH], item="m1", file=file, added_by=people.officer.person)
            for n, file in enumerate(files)
        ),
    )  # fmt: skip
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    bulk(Entry, (_entry(last + n, case) for n, case in enumerate(cases, 1)))
    newest = Entry.objects.order_by("-seq")[0]
    HeadRow.objects.update(size=newest.seq, hash=newest.hash)
    return more_rows.fill(people, firms, cases, bulk)


def owners(firms: list[Organisation]) -> None:
    """Each enterprise was registered by somebody."""
    names = [
        f"{SURNAMES[n % 10]}{GIVEN[n // 10 % 10]}{GIVEN[n // 100 % 10]}" for n in range(len(firms))
    ]
    people = [Person(name=name, pinyin=initials(name)) for name in names]
    bulk(Person, iter(people))
    bulk(Account, (Account(username=f"owner{n}", person=one) for n, one in enumerate(people)))
    people_words.index(people)
    held = list(zip(firms, people, strict=True))
    bulk(
        Membership,
        (
            Membership(person=one, organisation=firm, role=Role.APPLICANT_OWNER)
            for firm, one in held
        ),
    )
    licences = [
        StoredFile(
            owner=firm.pk, name="营业执照.pdf", kind="pdf", size=1, sha256=uuid.uuid4().hex * 2, scanned_by="bench"
        )
        for firm in firms
    ]  # fmt: skip
    bulk(StoredFile, iter(licences))
    bulk(
        Registration,
        (
            Registration(
                organisation=firm, person=one, centre=firm.centre, licence=licence, contact="13800138000", name=firm.name,
                state=Registration.State.WAITING if n < WAITING or n % 20 == 0 else Registration.State.VERIFIED,
                asked_at=clock.now() - timedelta(minutes=n),
            )
            for n, ((firm, one), licence) in enumerate(zip(held, licences, strict=True))
        ),
    )  # fmt: skip


def _state(n: int) -> str:
    """The first hundred are on their way, some at each desk; of all others one in ten is."""
    return ON_THEIR_WAY[n % 3] if n < 100 or n % 10 == 1 else states.CLOSED


def _case(people: District, one: RoundMeasure, firm: Organisation, n: int) -> Application:
    moment = clock.now() - timedelta(minutes=n)
    return Application(
        round_measure=one, applicant=firm, centre=firm.centre, state=_state(n), number=f"BENCH-{n:07d}",
        subject=f"{WORDS[n % 10]}平台{n}", subject_key=str(n), policy_version=one.round.policy_version,
        created_by=people.officer.person, submitted_at=moment, created_at=moment, updated_at=moment, ceiling=n * 100,
    )  # fmt: skip


def _entry(seq: int, case: Application) -> Entry:
    digest = f"{seq:064x}"
    return Entry(
        seq=seq, version=chain.VERSION, prev=digest, hash=digest, at=case.created_at, epoch=1, actor="bench",
        action="application.submit", subject=f"application:{case.pk}", outcome="done", payload_hash=digest,
    )  # fmt: skip
