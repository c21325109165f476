"""专家评审: experts drawn from the pool by field, conflicts detected and declared, weighted scores, the average by the rule.

A conflict of interest is detected from the last three years: a membership at the applicant or at one of its affiliates,
and the employer that the expert names.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from duixian.applications.effects import Effect, Faults, Said, Taking
from duixian.applications.models import Application, ExpertProfile, Panel, Score, Seat
from duixian.kernel.names import BadText, read_words, same_name
from duixian.kernel.sent import whole
from duixian.parties.affiliates import affiliates
from duixian.parties.models import Membership, Organisation, Person
from duixian.parties.roles import Role

Conflict = Seat.Conflict
SIZES = (3, 5, 7, 9)
YEARS = timedelta(days=3 * 365 + 1)
OUTLYING = 15  # points away from the median of the panel
CENT = Decimal("0.01")
RULES = {"mean": "取平均分", "trimmed": "去掉一个最高分、一个最低分后取平均"}


# --- 抽取和回避


def pool(field: str = "") -> QuerySet[Person]:
    """Everybody who is an expert now, of one field where it is named."""
    held = Membership.objects.filter(role=Role.EXPERT, until=None)
    people = Person.objects.filter(memberships__in=held).distinct().order_by("name", "pk")
    if not field:
        return people
    known = [one.person_id for one in ExpertProfile.objects.all() if field in one.fields]
    return people.filter(pk__in=known)


def related(application: Application) -> dict[UUID, str]:
    """By key the names of the applicant and of its affiliates."""
    firms = [application.applicant_id, *affiliates(application.applicant)]
    return dict(Organisation.objects.filter(pk__in=firms).values_list("pk", "name"))


def conflict(application: Application, person: Person, now: Any) -> str:
    """Why this expert can't judge the case; "" where nothing was detected."""
    return _tied(person, related(application), now)


def _tied(person: Person, firms: Mapping[UUID, str], now: Any) -> str:
    recent = Q(until=None) | Q(until__gte=now - YEARS)
    for row in Membership.objects.filter(recent, person=person, organisation__in=firms):
        return f"近三年在{firms[row.organisation_id]}任职"
    profile = ExpertProfile.objects.filter(person=person).first()
    for name in firms.values():
        if profile and any(same_name(each, name) for each in (profile.employer, *profile.ties)):
            return f"任职或者有利益关系的单位是{name}"
    return ""


def drawn(
    application: Application, field: str, count: int, now: Any, without: Iterable[UUID] = ()
) -> list[Person]:
    """So many experts at random, none with a detected conflict. Fewer where the pool does not reach."""
    firms, asked = related(application), pool(field).exclude(pk__in=list(without))
    fit = [one for one in asked if not _tied(one, firms, now)]
    return secrets.SystemRandom().sample(fit, min(count, len(fit)))


# --- 组织评审


def _call_faults(taking: Taking) -> Faults:
    found: Faults = []
    size = str(taking.data.get("size", ""))
    if size not in {str(one) for one in SIZES}:
        found.append(("size", f"请选择人数：{'、'.join(str(one) for one in SIZES)}，应为单数"))
    if taking.data.get("rule") not in RULES:
        found.append(("rule", "请选择计分办法"))
    if not found:
        fit = len(
            drawn(taking.application, str(taking.data.get("field", "")), int(size), taking.now)
        )
        if fit < int(size):
            found.append(
                ("size", f"专家库里符合条件、没有利益关系的只有{fit}位，请换领域或者减少人数")
            )
    return found


def _call(taking: Taking) -> Said:
    data = taking.data
    panel = Panel.objects.create(
        application=taking.application, field=str(data.get("field", ""))[:40], rule=data["rule"],
        called_by=taking.viewer.person, called_at=taking.now,
    )  # fmt: skip
    people = drawn(taking.application, panel.field, int(data["size"]), taking.now)
    Seat.objects.bulk_create(Seat(panel=panel, person=one, drawn_at=taking.now) for one in people)
    return Said(
        payload={"panel": panel.pk, "seats": [str(one.pk) for one in people], "rule": panel.rule}
    )


def current(application: Application) -> Panel | None:
    """The panel that is open, else the newest."""
    return application.panels.order_by("-called_at", "-pk").first()


def _open(taking: Taking) -> Panel:
    return taking.application.panels.get(closed_at=None)


def _seat_faults(taking: Taking) -> Faults:
    if taking.data.get("act") == "remove":
        found = [] if _seat_named(taking) else [("", "这位专家已经不在评审组")]
        return found + _words("reason", str(taking.data.get("reason", "")), "更换理由")
    person = _chosen(taking)
    if person is None:
        return [("person", "请选择专家")]
    if why := conflict(taking.application, person, taking.now):
        return [("person", f"{person.name}{why}，应当回避")]
    if _open(taking).seats.filter(person=person).exists():
        return [("person", f"{person.name}已经在本次评审中，或者已经退出")]
    return []


def _seat_named(taking: Taking) -> Seat | None:
    number = whole(str(taking.data.get("seat", "")), 14) or 0
    return _open(taking).seats.filter(pk=number, left_at=None).first()


def _chosen(taking: Taking) -> Person | None:
    """A named expert, or one drawn at random."""
    given = str(taking.data.get("person", ""))
    if given == "draw":
        panel = _open(taking)
        there = panel.seats.values_list("person", flat=True)
        return next(iter(drawn(taking.application, panel.field, 1, taking.now, there)), None)
    try:
        return pool().filter(pk=UUID(given)).first()
    except ValueError:
        return None


def _seat(taking: Taking) -> Said:
    if taking.data.get("act") == "remove":
        seat = _seat_named(taking)
        assert seat is not None
        seat.left_at = taking.now
        seat.save(update_fields=["left_at"])
        return Said(
            payload={
                "removed": str(seat.person_id),
                "reason": str(taking.data["reason"]).strip()[:300],
            }
        )
    person = _chosen(taking)
    if person is None or conflict(taking.application, person, taking.now):
        return Said(payload={"seated": None})
    Seat.objects.create(panel=_open(taking), person=person, drawn_at=taking.now)
    return Said(payload={"seated": str(person.pk)})


# --- 专家


def seat_of(person: Person, application: Application) -> Seat | None:
    """The expert's own seat in the open panel."""
    return Seat.objects.filter(
        person=person, left_at=None, panel__application=application, panel__closed_at=None
    ).select_related("panel").first()  # fmt: skip


def _mine(taking: Taking) -> Seat:
    seat = seat_of(taking.viewer.person, taking.application)
    assert seat is not None  # access shows an expert assigned cases only
    return seat


def _declare_faults(taking: Taking) -> Faults:
    if _mine(taking).conflict:
        return [("", "您已经声明过；情况有变化的，请告知经办人")]
    if taking.data.get("conflict") not in {Conflict.NONE, Conflict.DECLARED}:
        return [("conflict", "请选择有没有利益关系")]
    if taking.data.get("conflict") == Conflict.DECLARED:
        return _words("note", str(taking.data.get("note", "")), "利益关系")
    return []


def _declare(taking: Taking) -> Said:
    """Whoever declares an interest steps back; one that was found although none was declared is refused as well."""
    seat = _mine(taking)
    seat.conflict, seat.conflict_note = (
        str(taking.data["conflict"]),
        str(taking.data.get("note", "")).strip()[:300],
    )
    if seat.conflict == Conflict.NONE and (
        why := conflict(taking.application, seat.person, taking.now)
    ):
        seat.conflict, seat.conflict_note = Conflict.DETECTED, why
    if seat.conflict != Conflict.NONE:
        seat.left_at = taking.now
    seat.save()
    return Said(payload={"conflict": seat.conflict})


def criteria(panel_of: Application) -> list[dict[str, Any]]:
    """The round's rubric for the measure: names and weights that sum to 100."""
    return list(panel_of.round_measure.rubric) or [{"name": "总体评价", "weight": 100}]


def _score_faults(taking: Taking) -> Faults:
    seat = _mine(taking)
    if seat.conflict != Conflict.NONE:
        return [("", "请先声明有没有利益关系")]
    if seat.handed_in_at:
        return [("", "评分已经提交，不能再改")]
    found: Faults = []
    handing = taking.data.get("act") == "hand-in"
    for number, one in enumerate(criteria(taking.application)):
        given = str(taking.data.get(f"value-{number}", "")).strip()
        if (given or handing) and not (
            given.isascii() and given.isdecimal() and len(given) < 4 and int(given) <= 100
        ):
            found.append((f"value-{number}", f"“{one['name']}”请填0到100的整数"))
    if handing:
        found += _words("remark", str(taking.data.get("remark", "")), "总体意见")
    return found


def _score(taking: Taking) -> Said:
    seat, data = _mine(taking), taking.data
    for number, one in enumerate(criteria(taking.application)):
        given = str(data.get(f"value-{number}", "")).strip()
        Score.objects.update_or_create(
            seat=seat, criterion=one["name"],
            defaults={"value": int(given) if given else None, "remark": str(data.get(f"remark-{number}", "")).strip()[:500]},
        )  # fmt: skip
    seat.remark = str(data.get("remark", "")).strip()[:2000]
    if data.get("act") == "hand-in":
        seat.handed_in_at = taking.now
    seat.save(update_fields=["remark", "handed_in_at"])
    return Said(payload={"handed_in": bool(seat.handed_in_at)})


# --- 计分


def total(seat: Seat, rubric: Sequence[dict[str, Any]]) -> Decimal:
    """The weighted score of one expert, out of 100."""
    values = {one.criterion: one.value or 0 for one in seat.scores.all()}
    weighted = sum(values.get(one["name"], 0) * one["weight"] for one in rubric)
    return (Decimal(weighted) / Decimal(sum(one["weight"] for one in rubric))).quantize(
        CENT, ROUND_HALF_UP
    )


def average(totals: Sequence[Decimal], rule: str) -> Decimal:
    """By the round's rule: all of them, or without the highest and the lowest where at least five sit."""
    counted = sorted(totals)
    if rule == "trimmed" and len(counted) >= SIZES[1]:
        counted = counted[1:-1]
    return (sum(counted, Decimal()) / Decimal(len(counted))).quantize(CENT, ROUND_HALF_UP)


def outlying(totals: Sequence[Decimal]) -> list[bool]:
    """Which scores stand far from the middle of the panel: shown, not dropped."""
    middle = median(totals)
    return [abs(one - middle) > OUTLYING for one in totals]


def _close_faults(taking: Taking) -> Faults:
    return _words("summary", str(taking.data.get("summary", "")), "评审意见")


def _close(taking: Taking) -> Said:
    panel, rubric = _open(taking), criteria(taking.application)
    seats = list(panel.seats.filter(left_at=None).prefetch_related("scores"))
    panel.average = average([total(one, rubric) for one in seats], panel.rule)
    panel.summary, panel.closed_at = (
        read_words(str(taking.data["summary"]), "评审意见", 3000),
        taking.now,
    )
    panel.save()
    return Said(
        payload={"panel": panel.pk, "average": str(panel.average), "summary": panel.summary}
    )


def _words(field: str, text: str, label: str) -> Faults:
    try:
        read_words(text, label, 3000)
    except BadText as bad:
        return [(field, str(bad))]
    return []


EFFECTS = {
    "call-panel": Effect(faults=_call_faults, write=_call),
    "seat": Effect(faults=_seat_faults, write=_seat),
    "declare": Effect(faults=_declare_faults, write=_declare),
    "score": Effect(faults=_score_faults, write=_score),
    "close-panel": Effect(faults=_close_faults, write=_close),
}
__all__ = [
    "EFFECTS",
    "RULES",
    "conflict",
    "criteria",
    "current",
    "drawn",
    "outlying",
    "pool",
    "seat_of",
    "total",
]
