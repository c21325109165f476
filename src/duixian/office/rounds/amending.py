"""修改公告: an officer picks what to change and says why; an approver reads the difference and decides."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duixian.applications import rounds
from duixian.applications.amendments import drafters
from duixian.applications.models import Amendment, Round
from duixian.applications.round_words import lines, moment
from duixian.office.rounds import parts
from duixian.office.rounds.editing import (
    BASICS,
    COLUMN,
    CONTACTS,
    MEASURES,
    READINGS,
    Section,
    sections,
)
from duixian.office.rounds.sheets import Sheet
from duixian.parties.roles import Role
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, step_up

NAMES = {BASICS: "截止时间和申报须知", CONTACTS: "咨询方式", READINGS: "通用口径"}


def amendable(of: Round) -> list[tuple[str, str]]:
    """The parts that an amendment can change, with their names."""
    return [(one.id, NAMES.get(one.id, one.name)) for one in sections(of) if one.id != MEASURES]


@only(Role.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Pick the parts, then change them."""
    viewer = acting_viewer(request)
    found = rounds.get(viewer, id_)
    if found.state != Round.State.PUBLISHED:
        return redirect("office-round", found.pk)
    data = request.POST if request.method == "POST" else None
    wanted = (data or request.GET).getlist("part")
    chosen = [one for one in sections(found) if one.id in wanted and one.id != MEASURES]
    form = Reasoned(data)
    every = [
        (replace(one, name=NAMES.get(one.id, one.name)), _form(found, one, data)) for one in chosen
    ]
    errors = [*form.errors, *(bad for _, part in every for bad in part.errors)] if chosen else []
    only_rows = any(getattr(part, "asks_for_rows", False) for _, part in every)
    if data is not None and chosen and not errors and not only_rows:
        try:
            made = rounds.amend(
                viewer, found.pk, reason=form.values["reason"], changes=_changes(every)
            )
        except rounds.Refused as refused:
            errors = _blamed(form, every, refused)
        else:
            messages.success(request, "修改公告已报请审定；审定公布以前，批次仍按原来的执行")
            return redirect("office-amendment", found.pk, made.number)
    return render(
        request, "office/rounds/amend.html", Page(title=f"修改公告：{found.title}", column=COLUMN, index=False),
        round=found, amendable=amendable(found), every=every, form=form, errors=errors, told=len(drafters(found)),
    )  # fmt: skip


class Reasoned(Sheet):
    """The reason of an amendment."""

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        self.ask("reason", "修改理由", "", style="area", hint="会随修改公告一起公布")


def _form(found: Round, here: Section, data: QueryDict | None) -> parts.Part:
    prefix = f"{here.id}--"
    if here.measure:
        return parts.OneMeasure(here.measure, data, prefix, amending=True)
    if here.id == READINGS:
        return parts.Readings(data, prefix, of=found)
    if here.id == BASICS:
        return parts.Basics(found, data, prefix, amending=True)
    return parts.Contacts(found, data, prefix)


def _changes(every: list[tuple[Section, parts.Part]]) -> dict[str, dict[str, Any]]:
    """By measure; what belongs to the round itself is together under ""."""
    found: dict[str, dict[str, Any]] = {}
    for here, form in every:
        found.setdefault(here.id if here.measure else "", {}).update(form.changes())
    return found


def _blamed(
    form: Sheet, every: list[tuple[Section, parts.Part]], refused: rounds.Refused
) -> list[Any]:
    """Every problem beside its input, wherever that is."""
    for one in refused.problems:
        homes: list[Sheet] = [part for here, part in every if _is_of(here, part, one)]
        (homes or [form])[0].blame([one])
    return [*form.errors, *(bad for _, part in every for bad in part.errors)]


def _is_of(here: Section, part: parts.Part, one: rounds.Problem) -> bool:
    if here.measure:
        return one.section == here.id
    return one.section in {BASICS, READINGS, CONTACTS} and (
        one.field in part.inputs or (here.id == BASICS and one.field == "closes_at")
    )


@only(Role.OFFICER, Role.APPROVER)
@require_safe
def page(request: HttpRequest, id_: UUID, number: int) -> HttpResponse:
    """One amendment, both sides beside each other."""
    return _page(request, id_, number, [], "")


def _page(
    request: HttpRequest, id_: UUID, number: int, errors: list[dict[str, str]], reason: str
) -> HttpResponse:
    viewer = acting_viewer(request)
    found = rounds.get(viewer, id_)
    one = found.amendments.select_related("proposed_by", "decided_by").filter(number=number).first()
    if one is None:
        raise Http404(number)
    return render(
        request, "office/rounds/amendment.html",
        Page(title=f"第{number}次修改：{found.title}", column=COLUMN, index=False),
        round=found, amendment=one, lines=lines(one), told=len(drafters(found)), errors=errors, reason=reason,
        proposed=moment(one.proposed_at), decided=moment(one.decided_at) if one.decided_at else "",
        may_decide=viewer.role == Role.APPROVER and one.state == Amendment.State.PROPOSED,
    )  # fmt: skip


@only(Role.APPROVER)
@step_up
@require_POST
def decide(request: HttpRequest, id_: UUID, number: int) -> HttpResponse:
    """Publish it, or send it back."""
    viewer, reason = acting_viewer(request), request.POST.get("reason", "")
    try:
        if "approve" in request.POST:
            rounds.approve_amendment(viewer, id_, number)
            messages.success(request, "修改公告已公布，已通知有草稿的申报单位")
        else:
            rounds.refuse_amendment(viewer, id_, number, reason=reason)
            messages.success(request, "修改公告已退回")
    except rounds.Refused as refused:
        errors = [
            {
                "id": one.field if one.field == "reason" else "form-top",
                "label": "审定",
                "error": one.text,
            }
            for one in refused.problems
        ]
        return _page(request, id_, number, errors, reason)
    return redirect("office-amendment", id_, number)
