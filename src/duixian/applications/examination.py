"""形式审查 by the centre: the checklist, remarks, one correction notice, admission or refusal, hand-over, recommendation."""

from datetime import date, datetime, timedelta
from typing import Any

from duixian.applications import deadlines
from duixian.applications.effects import Effect, Faults, Said, Taking
from duixian.applications.folder import Folder
from duixian.applications.lettering import common, subject_of
from duixian.applications.models import (
    VERDICTS,
    Correction,
    Mark,
    Recommendation,
    Remark,
)
from duixian.kernel import clock
from duixian.kernel.names import BadText, read_words
from duixian.kernel.sent import whole
from duixian.letters import letters
from duixian.letters.fields import Correction as CorrectionLetter
from duixian.letters.fields import Item, Lapsed, NotAdmitted, Reason
from duixian.parties import organisations
from duixian.parties.models import Organisation

HOW = "请补交或更正"
BASIS = "申报指南材料清单"


# --- 逐项核对：一项材料一个结论，或一条钉在某处的意见


def _examine_faults(taking: Taking) -> Faults:
    data = taking.data
    match data.get("act"):
        case "mark":
            known = {item["id"] for item in taking.folder.terms.materials}
            found = [] if data.get("item") in known else [("item", "材料清单里没有这一项")]
            if data.get("verdict") not in VERDICTS:
                found.append(("verdict", "请选择符合、缺少或者不符合"))
            elif data.get("verdict") != "fit" and not str(data.get("note", "")).strip():
                found.append(("note", "请写明缺什么、哪里不符合，申报单位要照着补正"))
            return found
        case "remark":
            return _words_fault("text", str(data.get("text", "")), "意见", 500)
        case "settle" | "remove":
            there = taking.application.remarks.filter(pk=_number(data.get("remark"))).exists()
            return [] if there else [("", "这条意见已经不在了，请刷新页面")]
    return [("", "请选择要办的事")]


def _examine(taking: Taking) -> Said:
    data, application = taking.data, taking.application
    act = str(data["act"])
    if act == "mark":
        note = str(data.get("note", "")).strip()
        Mark.objects.update_or_create(
            application=application, item=data["item"],
            defaults={"verdict": data["verdict"], "note": note[:300], "by": taking.viewer.person, "at": taking.now},
        )  # fmt: skip
        return Said(payload={"item": data["item"], "verdict": data["verdict"], "note": note[:300]})
    if act == "remark":
        place = str(data.get("place", ""))[:80]
        made = Remark.objects.create(
            application=application, place=place, label=_label(taking, place), text=read_words(data["text"], "意见", 500),
            by=taking.viewer.person, at=taking.now,
        )  # fmt: skip
        return Said(payload={"remark": made.pk, "place": place, "text": made.text})
    remark = application.remarks.get(pk=_number(data["remark"]))
    if act == "settle":
        remark.state = Remark.State.SETTLED
        remark.save(update_fields=["state"])
    elif remark.correction_id is None:
        remark.delete()
    return Said(payload={"remark": remark.pk or data["remark"], "act": act})


def _label(taking: Taking, place: str) -> str:
    """What a remark is pinned to, in words."""
    return dict(places(taking.folder)).get(place, "整件申报")


def places(folder: Folder) -> list[tuple[str, str]]:
    """Where remarks may be pinned: fields, expense lines, items of evidence."""
    return [
        *((f"field-{id_}", f"填写内容：{fact.name}") for id_, fact in folder.facts.items()),
        *((f"line-{one.pk}", f"费用明细第{number}行：{one.content}") for number, one in enumerate(folder.lines, 1)),
        *((f"evidence-{item['id']}", f"材料：{item['name']}") for item in folder.terms.materials),
        ("other-support", "其他财政支持"),
    ]  # fmt: skip


def _number(given: Any) -> int:
    return whole(str(given or ""), 14) or 0


# --- 补正：一次告知


def _correct(taking: Taking) -> Said:
    application, now = taking.application, taking.now
    days = deadlines.reading(application.round_measure, "correction_days")
    due = deadlines.after(taking.judgement.on, days)
    _remark_failing(taking)
    correction = Correction.objects.create(
        application=application, before=application.snapshots.order_by("-number")[0], asked_by=taking.viewer.person,
        asked_at=now, due_at=due.over - timedelta(microseconds=1),
    )  # fmt: skip
    application.remarks.update(correction=correction)
    items = tuple(
        Item(where=one.label, what=one.text, how=HOW) for one in application.remarks.all()
    )
    correction.letter = letters.issue(
        taking.viewer, "correction", subject_of(application),
        CorrectionLetter(**common(application), items=items, days=days, due=due), now,
    )  # fmt: skip
    correction.save(update_fields=["letter"])
    return Said(
        payload={
            "letter": correction.letter.number,
            "items": len(items),
            "due": due.day.isoformat(),
        },
        handed_out=True,
    )


def _remark_failing(taking: Taking) -> None:
    """What the checklist found becomes a remark under its item, so that the applicant answers it like any other."""
    names = {item["id"]: item["name"] for item in taking.folder.terms.materials}
    for mark in taking.application.marks.exclude(verdict="fit"):
        if mark.item in names:
            Remark.objects.create(
                application=taking.application, place=f"evidence-{mark.item}", label=f"材料：{names[mark.item]}",
                text=f"{VERDICTS[mark.verdict]}：{mark.note}", by=mark.by, at=taking.now,
            )  # fmt: skip


def _lapse(taking: Taking) -> Said:
    application, correction = taking.application, taking.application.correction
    assert correction.letter is not None
    letter = letters.issue(
        taking.viewer, "lapsed", subject_of(application),
        Lapsed(
            **common(application), correction=correction.letter.number, served=_day(correction.asked_at),
            due=_day(correction.due_at),
        ),
        taking.now,
    )  # fmt: skip
    return Said(payload={"letter": letter.number}, handed_out=True)


def _day(moment: datetime) -> date:
    return clock.local(moment).date()


# --- 受理、不予受理、移交、推荐


def _admit(taking: Taking) -> Said:
    application = taking.application
    application.admitted_at = taking.now
    application.promised_on = deadlines.promised_on(application, taking.now)
    return Said(payload={"promised": application.promised_on.isoformat(), **_reason(taking)})


def _refuse(taking: Taking) -> Said:
    application = taking.application
    reason = read_words(str(taking.data["reason"]), "理由", 1000)
    letter = letters.issue(
        taking.viewer, "not-admitted", subject_of(application),
        NotAdmitted(**common(application), reasons=(Reason(text=reason, basis=BASIS),)), taking.now,
    )  # fmt: skip
    return Said(payload={"reason": reason, "letter": letter.number}, handed_out=True)


def _centre(taking: Taking) -> Organisation | None:
    chosen = str(taking.data.get("centre", ""))
    return next((one for one in organisations.centres() if str(one.pk) == chosen), None)


def _hand_over_faults(taking: Taking) -> Faults:
    found = _reason_faults(taking)
    centre = _centre(taking)
    if centre is None or centre.pk == taking.application.centre_id:
        found.insert(0, ("centre", "请选择要移交的中心"))
    return found


def _hand_over(taking: Taking) -> Said:
    application, centre = taking.application, _centre(taking)
    assert centre is not None
    before, application.centre, application.assignee = application.centre, centre, None
    return Said(
        payload={
            "from": str(before.pk) if before else None,
            "to": str(centre.pk),
            **_reason(taking),
        }
    )


def _recommend_faults(taking: Taking) -> Faults:
    found = _words_fault("opinion", str(taking.data.get("opinion", "")), "推荐理由", 2000)
    if taking.data.get("favourable") not in {"yes", "no"}:
        found.insert(0, ("favourable", "请选择同意推荐或者不推荐"))
    return found


def _recommend(taking: Taking) -> Said:
    made = Recommendation.objects.create(
        application=taking.application, favourable=taking.data["favourable"] == "yes",
        opinion=read_words(str(taking.data["opinion"]), "推荐理由", 2000), by=taking.viewer.person, at=taking.now,
    )  # fmt: skip
    return Said(payload={"favourable": made.favourable, "opinion": made.opinion})


# --- 共用


def _words_fault(field: str, text: str, label: str, most: int) -> Faults:
    try:
        read_words(text, label, most)
    except BadText as bad:
        return [(field, str(bad))]
    return []


def _reason_faults(taking: Taking) -> Faults:
    return _words_fault("reason", str(taking.data.get("reason", "")), "理由", 1000)


def _reason(taking: Taking) -> dict[str, str]:
    reason = str(taking.data.get("reason") or "").strip()[:1000]
    return {"reason": reason} if reason else {}


EFFECTS = {
    "examine": Effect(faults=_examine_faults, write=_examine),
    "correct": Effect(write=_correct),
    "lapse": Effect(write=_lapse),
    "admit": Effect(write=_admit),
    "refuse-admission": Effect(faults=_reason_faults, write=_refuse),
    "hand-over": Effect(faults=_hand_over_faults, write=_hand_over),
    "recommend": Effect(faults=_recommend_faults, write=_recommend),
}
