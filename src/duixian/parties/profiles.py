"""What an enterprise tells once and every application reuses: facts of the policy, dates, class, figures by year."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.db import transaction

from duixian import policy
from duixian.audit import trail
from duixian.kernel import clock
from duixian.kernel.identifiers import BadCode, read_phone
from duixian.kernel.money import MAX_FEN
from duixian.kernel.names import BadText, name_key, read_name, read_words
from duixian.kernel.text import folded, shown
from duixian.parties import organisations
from duixian.parties.access import Viewer, require
from duixian.parties.models import Organisation, Profile, Shareholder, YearFigures
from duixian.parties.organisations import APPLICANTS
from duixian.parties.reading import Reading
from duixian.policy import Fact, Measure, Policy
from duixian.policy.claim import BadClaim, value_of

# 国民经济行业分类: a section's letter, then two to four digits; I6513 is 应用软件开发.
_CLASS = re.compile(r"[A-T][0-9]{2,4}", re.ASCII)
YEARS = 5
SHARE, MOST_HOLDERS = 25, 4  # in percent; no more than four can hold so much
# What is told beside the policy's facts.
OWN = ("industry_class", "address", "legal_person", "shareholders", "contact_name", "contact_phone")
MOST_PEOPLE = 9_999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody else saved in between: their profile as it is now, and the parts that differ from mine."""

    theirs: Profile
    parts: tuple[tuple[str, object, object], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basics:
    """The part of a profile that is one form. `answers` are the contract's values by fact identifier."""

    answers: Mapping[str, Any]
    industry_class: str = ""
    address: str = ""
    legal_person: str = ""
    shareholders: str = ""
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One year; amounts in fen, None where not told."""

    year: int
    staff: int | None = None
    rnd_staff: int | None = None
    revenue: int | None = None
    rnd_spend: int | None = None
    patents: int | None = None
    copyrights: int | None = None


def kept(current: Policy) -> tuple[Fact, ...]:
    """The applicant's facts that stay the same between applications; records (失信) are asked anew each time."""
    return tuple(fact for fact in current.applicant if fact.kind != "records")


def of(viewer: Viewer) -> Profile:
    """The profile of the viewer's own enterprise. Raises NotSeen."""
    require(viewer, *APPLICANTS)
    return _profile(viewer.organisation)


def seen(viewer: Viewer, organisation: UUID) -> Profile:
    """The profile of an enterprise within the viewer's bounds. Raises NotSeen."""
    return _profile(organisations.enterprise(viewer, organisation))


def prefill(organisation: Organisation, measure: Measure) -> dict[str, Any]:
    """What the profile answers of a measure's form, in the contract's words; what no longer reads is left out."""
    current = _policy_of(measure)
    answers = _profile(organisation).answers
    facts = kept(current)
    return {
        fact.id: answers[fact.id]
        for fact in facts
        if fact.id in answers and _reads(fact, answers[fact.id])
    }


def missing(profile: Profile) -> list[str]:
    """What an application will want and the profile lacks, by name."""
    facts = [fact.name for fact in kept(_current()) if fact.id not in profile.answers]
    own = [
        (profile.industry_class, "行业代码"), (profile.address, "注册地址"), (profile.legal_person, "法定代表人"),
        (profile.contact_name and profile.contact_phone, "联系人和电话"),
    ]  # fmt: skip
    return [*facts, *(name for value, name in own if not value)]


def save_basics(viewer: Viewer, *, version: int, basics: Basics) -> Profile | Conflict:
    """Save the basics over the version that was read; a newer one there gives a Conflict. Raises Refused."""
    require(viewer, *APPLICANTS)
    read = _read(basics)
    with transaction.atomic():
        profile = _locked(viewer.organisation)
        before = _parts(profile)
        if profile.version != version and (parts := _differing(read, profile)):
            return Conflict(theirs=profile, parts=parts)
        asked = {fact.id for fact in kept(_current())}
        others = {id_: value for id_, value in profile.answers.items() if id_ not in asked}
        profile.answers = {**others, **read.answers}
        for name in OWN:
            setattr(profile, name, getattr(read, name))
        _touch(viewer, profile)
        _hold(profile)
        changed = sorted(
            name for name, value in _parts(profile).items() if value != before.get(name)
        )
        trail.record(
            viewer.actor, "profile.save", f"organisation:{profile.organisation_id}",
            payload={"version": profile.version, "changed": {name: _parts(profile)[name] for name in changed}},
        )  # fmt: skip
    return profile


def save_years(viewer: Viewer, *, version: int, rows: list[Figures]) -> Profile | Conflict:
    """Save the figures of some years. Raises Refused."""
    require(viewer, *APPLICANTS)
    _check_years(rows)
    with transaction.atomic():
        profile = _locked(viewer.organisation)
        there = {one.year: one for one in profile.years}
        parts = tuple(
            (f"{row.year}-{name}", mine, theirs)
            for row in rows
            for name, mine in _figures(row).items()
            if (theirs := getattr(there.get(row.year), name, None)) != mine
        )
        if profile.version != version and parts:
            return Conflict(theirs=profile, parts=parts)
        for row in rows:
            YearFigures.objects.update_or_create(
                organisation=profile.organisation, year=row.year, defaults=_figures(row)
            )
        _touch(viewer, profile)
        trail.record(
            viewer.actor, "profile.years", f"organisation:{profile.organisation_id}",
            payload={"version": profile.version, "changed": {part: mine for part, mine, _ in parts}},
        )  # fmt: skip
    return profile


def years_asked() -> range:
    """The years that a profile tells of: the last whole ones."""
    last = clock.today().year - 1
    return range(last, last - YEARS, -1)


def read_class(text: str) -> str:
    """A class of GB/T 4754 in its written form. Raises BadCode."""
    plain = folded(text).replace(" ", "").upper()
    if not _CLASS.fullmatch(plain):
        raise BadCode(
            f"行业代码“{shown(text)}”不正确：应为一个字母加2至4位数字，例如 I6513（应用软件开发）"
        )
    return plain


def _read(basics: Basics) -> Basics:
    reading = Reading()
    facts = {fact.id: fact for fact in kept(_current())}
    for id_, value in basics.answers.items():
        if id_ not in facts:
            reading.fault(id_, f"没有“{shown(id_)}”这一项")
        elif value is not None:
            try:
                value_of(facts[id_].type, value, facts[id_].name)
            except BadClaim as bad:
                reading.fault(id_, bad.message)
        elif not facts[id_].absent:
            reading.fault(id_, f"{facts[id_].name}不能为空")
    own = {name: _own(name, getattr(basics, name), reading) for name in OWN}
    _in_order(basics.answers, reading)
    reading.done()
    return Basics(answers=dict(basics.answers), **own)


def _own(name: str, text: str, reading: Reading) -> str:
    """One of what is told beside the facts, in its written form; blank may be left."""
    if not text.strip():
        return ""
    how: dict[str, Callable[[], str]] = {
        "industry_class": lambda: read_class(text), "address": lambda: read_words(text, "注册地址", 200),
        "legal_person": lambda: read_name(text, "法定代表人", 60), "shareholders": lambda: read_holders(text),
        "contact_name": lambda: read_name(text, "联系人", 60), "contact_phone": lambda: read_phone(text),
    }  # fmt: skip
    return reading.text(name, how[name])


def read_holders(text: str) -> str:
    """Names of shareholders, one on each line, none twice. Raises BadText."""
    lines = [line for line in text.splitlines() if line.strip()]
    names = list(dict.fromkeys(read_name(line, f"第{number}个股东") for number, line in enumerate(lines, 1)))  # fmt: skip
    if len(names) > MOST_HOLDERS:
        raise BadText(
            f"持股{SHARE}%以上的股东最多{MOST_HOLDERS}个，现为{len(names)}个；请每行填一个，只填持股{SHARE}%以上的"
        )
    return "\n".join(names)


def _in_order(answers: Mapping[str, Any], reading: Reading) -> None:
    """No date of an enterprise's own is still to come."""
    today = clock.today().isoformat()
    names = {fact.id: fact.name for fact in kept(_current()) if fact.kind == "date"}
    for id_, name in names.items():
        value = answers.get(id_)
        if isinstance(value, str) and value > today:
            reading.fault(id_, f"{name}不能晚于今天")


def _check_years(rows: list[Figures]) -> None:
    reading = Reading()
    allowed = years_asked()
    for row in rows:
        if row.year not in allowed:
            reading.fault(
                "year", f"{row.year}年不在可填写的年度里（{allowed[-1]}至{allowed[0]}年）"
            )
        for name, value in _figures(row).items():
            most = MAX_FEN if name in {"revenue", "rnd_spend"} else MOST_PEOPLE
            if value is not None and not 0 <= value <= most:
                reading.fault(f"{row.year}-{name}", "应为不小于0的数，且不超过上限")
        if row.staff is not None and row.rnd_staff is not None and row.rnd_staff > row.staff:
            reading.fault(f"{row.year}-rnd_staff", f"{row.year}年研发人员不能多于职工人数")
    reading.done()


def _figures(row: Figures) -> dict[str, int | None]:
    return {one.name: getattr(row, one.name) for one in fields(row) if one.name != "year"}


def _parts(profile: Profile) -> dict[str, Any]:
    return {**profile.answers, **{name: getattr(profile, name) for name in OWN}}


def _differing(mine: Basics, theirs: Profile) -> tuple[tuple[str, object, object], ...]:
    blank: dict[str, Any] = {fact.id: None for fact in kept(_current())}
    own = {**blank, **mine.answers, **{name: getattr(mine, name) for name in OWN}}
    other = _parts(theirs)
    return tuple(
        (name, value, other.get(name)) for name, value in own.items() if other.get(name) != value
    )


def _hold(profile: Profile) -> None:
    """The shareholders as rows, to be found by."""
    profile.organisation.holders.all().delete()
    Shareholder.objects.bulk_create(
        Shareholder(organisation=profile.organisation, name=name, key=name_key(name))
        for name in profile.shareholders.splitlines()
    )


def _touch(viewer: Viewer, profile: Profile) -> None:
    profile.version += 1
    profile.updated_at, profile.updated_by = clock.now(), viewer.person
    profile.save()


def _locked(organisation: Organisation) -> Profile:
    row = organisations.locked(organisation.pk)
    profile, _ = Profile.objects.select_for_update(no_key=True).get_or_create(organisation=row)
    return profile


def _profile(organisation: Organisation) -> Profile:
    """The row, or an empty one that is not saved: looking writes nothing."""
    found = Profile.objects.filter(organisation=organisation).first()
    found = found or Profile(organisation=organisation)
    found.organisation = organisation  # as it was fetched, not once more
    return found


def _current() -> Policy:
    return policy.library().in_force(clock.today())


def _policy_of(measure: Measure) -> Policy:
    """The policy that a measure belongs to."""
    every = policy.library().policies
    return next((one for one in every if measure in one.measures), _current())


def _reads(fact: Fact, value: Any) -> bool:
    if value is None:
        return bool(fact.absent)
    try:
        value_of(fact.type, value, fact.id)
    except BadClaim:
        return False
    return True
