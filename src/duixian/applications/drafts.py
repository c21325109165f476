"""Writing a draft: begin it, save it over the version that was read, merge by field, never lose what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from duixian.applications import answers as reading
from duixian.applications import (
    casework,
    correcting,
    fields,
    process,
    search,
    states,
    subjects,
    support,
)
from duixian.applications.answers import facts_of
from duixian.applications.attachments import add_evidence, remove_evidence
from duixian.applications.earlier import filling
from duixian.applications.expenses import set_lines
from duixian.applications.fields import OTHER_SUPPORT, SUBJECT
from duixian.applications.merge import Clash, merge, same
from duixian.applications.models import Amendment, Application, DraftRevision, RoundMeasure
from duixian.applications.terms import measure_of, policy_of
from duixian.audit import trail
from duixian.kernel import clock
from duixian.kernel.clock import SHANGHAI
from duixian.kernel.dates import chinese
from duixian.parties import organisations, profiles
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.models import Organisation
from duixian.policy import Fact, Measure

__all__ = [
    "Conflict", "Saved", "add_evidence", "amendments_since", "remove_evidence", "save", "set_lines", "set_other_support",
    "start",
]  # fmt: skip

SESSION = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Kept under this version; `faults` by field; `others` are the fields that somebody else changed meanwhile."""

    version: int
    fields: dict[str, Any]
    faults: dict[str, str]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody else changed the same fields: theirs stay until a person decides, everything else of mine is kept.

    To decide, save the chosen values over `version`.
    """

    version: int
    fields: dict[str, Clash]
    saved: Saved


def start(
    viewer: Viewer, round_measure: RoundMeasure, *, subject: str = "", answers: Mapping[str, Any] | None = None,
    other_support: Sequence[Mapping[str, Any]] | None = None, applicant: Organisation | None = None,
) -> Application:  # fmt: skip
    """Begin a draft, from the calculator's answers, the profile and the ledger of earlier grants; the later of them win.

    Staff name the applicant whose paper they type in. Raises Refused, or NotSeen.
    """
    for_whom = _applicant(viewer, applicant)
    measure = measure_of(round_measure)
    words = _subject(measure, subject)
    try:
        with transaction.atomic():
            organisation = Organisation.objects.select_for_update(no_key=True).get(pk=for_whom.pk)
            application = _new(viewer, round_measure, organisation, words)
            facts = facts_of(policy_of(round_measure.round), measure)
            given = {**(answers or {}), **profiles.prefill(organisation, measure)}
            application.answers = reading.tidied(facts, given)
            application.answers |= reading.tidied(facts, filling.prefill(application))
            application.other_support = support.tidied(other_support)
            _may_start(viewer, application)
            application.save(force_insert=True)
            casework.begun(application, viewer)
            _revise(application, viewer)
            search.refresh(application)
            trail.record(
                viewer.actor, "application.start", casework.subject_of(application.pk), at=application.created_at,
                payload={"measure": measure.id, "round": round_measure.round.number, "subject": words,
                         "applicant": str(organisation.pk), "on_behalf": application.on_behalf},
            )  # fmt: skip
    except Refused as refused:
        trail.denied(
            viewer.actor, "application.start", f"round-measure:{round_measure.pk}", str(refused)
        )
        raise
    return application


def save(
    viewer: Viewer, id_: UUID, *, version: int, answers: Mapping[str, Any]
) -> Saved | Conflict:
    """Save some fields over the version that they were read at; fields that are not named stay as they are.

    Blank clears a field. `other-support` and `case-subject` are fields too. Raises Refused, or NotSeen.
    """
    with casework.editing(viewer, id_) as application:
        facts = facts_of(
            policy_of(application.round_measure.round), measure_of(application.round_measure)
        )
        mine = _mine(application, facts, answers)
        base, theirs = _base(application, version), fields.of(application)
        merged = merge(base, theirs, mine)
        changed = [
            name for name, value in merged.fields.items() if not same(value, theirs.get(name))
        ]
        if changed:
            correcting.require(application, map(_place, changed))
            _write(application, merged.fields, viewer, changed)
        others = tuple(
            name
            for name, value in theirs.items()
            if not same(value, base.get(name)) and name not in changed
        )
        saved = Saved(
            version=application.version,
            fields=merged.fields,
            faults=_faults(application, facts),
            others=others,
        )
        if merged.clashes:
            return Conflict(version=application.version, fields=merged.clashes, saved=saved)
        return saved


def _place(field: str) -> str:
    """Where remarks on a field are pinned (examination.places)."""
    return field if field == OTHER_SUPPORT else f"field-{field}"


def set_other_support(
    viewer: Viewer, id_: UUID, rows: Sequence[Mapping[str, Any]], *, version: int
) -> Saved | Conflict:  # fmt: skip
    """Declare other support, as one field; no rows declare that there is none. Raises Refused, or NotSeen."""
    return save(viewer, id_, version=version, answers={OTHER_SUPPORT: list(rows)})


def amendments_since(application: Application) -> list[Amendment]:
    """The round's amendments that came after the draft was begun, or last submitted: to be shown with it."""
    since = application.submitted_at or application.created_at
    amended = application.round_measure.round.amendments
    return list(amended.filter(state=Amendment.State.APPROVED, decided_at__gt=since))


def _applicant(viewer: Viewer, applicant: Organisation | None) -> Organisation:
    if viewer.role in states.APPLICANTS:
        if applicant is not None and applicant.pk != viewer.organisation.pk:
            raise NotSeen(applicant.pk)
        return viewer.organisation
    if viewer.role not in process.DESK or applicant is None:
        raise NotSeen(viewer.role)
    return organisations.enterprise(viewer, applicant.pk)


def _subject(measure: Measure, subject: str) -> str:
    label = subjects.label(measure)
    if not label:
        return ""
    words = " ".join(str(reading.storable(subject)).split())[: subjects.MOST_SIGNS]
    if not subjects.key(words):
        raise Refused((SUBJECT, f"请填写申报的是{label}；每一份分别申报"))
    return words


def _new(
    viewer: Viewer, one: RoundMeasure, organisation: Organisation, subject: str
) -> Application:
    now = clock.now()
    return Application(
        round_measure=one, applicant=organisation, centre=organisation.centre, subject=subject,
        subject_key=subjects.key(subject), policy_version=one.round.policy_version, created_by=viewer.person,
        entered_by=None if viewer.role in states.APPLICANTS else viewer.organisation,
        created_at=now, updated_at=now,
    )  # fmt: skip


def _may_start(viewer: Viewer, application: Application) -> None:
    rival = _rival(application)
    case = casework.starting(application, rival, clock.now())
    if reasons := process.STEPS["start"].refusals(case, viewer.actor):
        raise Refused(*(("", reason) for reason in reasons))


def _rival(application: Application) -> str:
    """Another live application for the same thing, in words."""
    found = (
        Application.objects.filter(
            round_measure=application.round_measure,
            applicant=application.applicant,
            subject_key=application.subject_key,
        )
        .exclude(state__in=states.ENDED)
        .exclude(pk=application.pk)
        .first()
    )
    return (
        ""
        if found is None
        else found.number or f"{chinese(found.created_at.astimezone(SHANGHAI).date())}开始的草稿"
    )


def _mine(
    application: Application, facts: Mapping[str, Fact], given: Mapping[str, Any]
) -> dict[str, Any]:
    """What was sent, as a draft keeps it. What expense lines add up to is not typed."""
    strange = [name for name in given if name not in facts and name not in {OTHER_SUPPORT, SUBJECT}]
    if strange:
        raise Refused(*((str(name)[:60], "没有这一项") for name in strange))
    fed = set(application.lines.values_list("fact", flat=True))
    mine = {name: value for name, value in reading.tidied(facts, given).items() if name not in fed}
    if OTHER_SUPPORT in given:
        mine[OTHER_SUPPORT] = support.tidied(given[OTHER_SUPPORT])
    if SUBJECT in given and subjects.label(measure_of(application.round_measure)):
        mine[SUBJECT] = (
            " ".join(str(reading.storable(given[SUBJECT] or "")).split())[: subjects.MOST_SIGNS]
            or None
        )
    return mine


def _base(application: Application, version: int) -> dict[str, Any]:
    """The fields as they were at a version. Where nobody knows any more, everything that differs clashes."""
    if version > application.version:
        raise Refused(("", "页面上的版本号不对，请刷新后重试"))
    found = application.revisions.filter(version__lte=version).order_by("-version").first()
    return dict(found.fields) if found else {}


def _write(
    application: Application, merged: Mapping[str, Any], viewer: Viewer, changed: Sequence[str]
) -> None:
    application.answers = {k: v for k, v in merged.items() if k not in {OTHER_SUPPORT, SUBJECT}}
    application.other_support = merged[OTHER_SUPPORT]
    if SUBJECT in changed:
        application.subject = merged[SUBJECT] or ""
        application.subject_key = subjects.key(application.subject)
        if rival := _rival(application):
            raise Refused((SUBJECT, f"同一内容已有另一件申报：{rival}"))
        search.refresh(application)
    application.version += 1
    application.updated_at = clock.now()
    application.save()
    _revise(application, viewer)
    trail.record_once(
        viewer.actor, "application.save", casework.subject_of(application.pk), within=SESSION,
        payload={"version": application.version},
    )  # fmt: skip


def _revise(application: Application, viewer: Viewer) -> None:
    DraftRevision.objects.create(
        application=application, version=application.version, fields=fields.of(application), person=viewer.person,
        at=application.updated_at,
    )  # fmt: skip


def _faults(application: Application, facts: Mapping[str, Fact]) -> dict[str, str]:
    own = reading.understood(facts, application.answers).faults
    _, rows = support.read(policy_of(application.round_measure.round), application.other_support)
    return own | {f"{OTHER_SUPPORT}.{where}": reason for where, reason in rows.items()}
