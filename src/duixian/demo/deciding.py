"""What became of the applications: examined, reviewed, decided, answered, by the officials whose work it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from duixian.applications import attachments, casework, paneling, publicity, reviewing, rounds
from duixian.applications.earlier import enterprise_sheet
from duixian.applications.models import Application, Panel, Remark
from duixian.applications.publicity import Signed
from duixian.demo import papers
from duixian.demo.days import shanghai
from duixian.demo.enterprises import own_files
from duixian.demo.filings import Case
from duixian.demo.offices import District
from duixian.demo.stories import NOTICES, STORIES
from duixian.funds import queue
from duixian.kernel import clock
from duixian.kernel.money import Money, read_amount
from duixian.parties.access import Viewer
from duixian.parties.roles import Role

TWO_FROM = Money.yuan("1000000.00").fen
REPORT: Mapping[str, papers.Paper] = {
    "项目总结报告.pdf": ("项目总结报告", ("按任务书完成研发，形成软件著作权两项（虚构）。",)),
    "专项审计报告.pdf": ("专项审计报告", ("项目投入经审计属实，单独核算（虚构）。",)),
}  # fmt: skip
CLEAR: Mapping[str, papers.Paper] = {"盖章清楚的扫描件.pdf": ("扫描件", ("已重新盖章（虚构）。",))}
CONTACT = "普陀区科学技术委员会科技产业科，021-5550 1000（虚构）；异议请署真实姓名"


def plan(district: District) -> None:
    """Note down every story, each act at an hour of its own, and the notices between them."""
    for place, (key, acts) in enumerate(STORIES):
        file = File(district=district, case=district.cases[key])
        for number, act in enumerate(acts):
            name, day, *more = act
            said = more[0] if more else {}
            moment = shanghai(date.fromisoformat(day), 13 + number % 4, place)
            district.diary.note(moment, partial(file.live, name, said))
    for round_, day, title in NOTICES:
        district.diary.note(
            shanghai(date.fromisoformat(day), 17, 30), partial(notice, district, round_, title)
        )


def notice(district: District, key: str, title: str) -> None:
    """Draft and post a notice of all that waits for one in a round."""
    officer, approver = district.staff["officer1"], district.staff["approver"]
    waiting = list(publicity.waiting(officer, district.rounds[key]))
    for one in waiting:
        casework.take(officer, one.pk, "check-credit")
    made = publicity.draft(
        officer,
        district.rounds[key],
        title=title,
        contact=CONTACT,
        cases=[one.pk for one in waiting],
    )
    seen = {
        str(one.application_id): one.application.turn
        for one in made.items.select_related("application")
    }
    publicity.post(approver, made.pk, seen=seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One case on its way through the offices."""

    district: District
    case: Case

    def live(self, name: str, said: Mapping[str, Any]) -> None:
        """Do one act; where it has no way of its own here, it is the step of that name."""
        own: Callable[..., None] | None = getattr(self, f"_{name.replace('-', '_')}", None)
        if own:
            own(**said)
        else:
            self._take(self._centre, name, **said)

    # --- who

    @property
    def _centre(self) -> Viewer:
        key = self.case.firm.firm.centre
        return next(
            one for one in self.district.staff.values()
            if one.organisation == self.district.bureaus[key] and one.role == Role.CENTRE
        )  # fmt: skip

    def _staff(self, name: str) -> Viewer:
        return self.district.staff[name]

    @property
    def _now(self) -> Application:
        assert self.case.made is not None
        return Application.objects.select_related("round_measure__round", "applicant").get(
            pk=self.case.made.pk
        )

    def _take(self, viewer: Viewer, step: str, **data: Any) -> None:
        casework.take(viewer, self._now.pk, step, seen=self._now.turn, **data)

    # --- centre

    def _mark(self, wrong: str = "") -> None:
        for item in rounds.terms(self._now.round_measure).materials:
            bad = item["id"] == wrong
            self._take(
                self._centre, "examine", act="mark", item=item["id"], verdict="wrong" if bad else "fit",
                note="扫描件不清楚，看不到印章" if bad else "",
            )  # fmt: skip
        for remark in self._now.remarks.exclude(state=Remark.State.SETTLED):
            self._take(self._centre, "examine", act="settle", remark=str(remark.pk))

    def _admit(self) -> None:
        self._mark()
        self._take(self._centre, "admit")

    def _correct(self) -> None:
        self._mark(wrong=rounds.terms(self._now.round_measure).materials[0]["id"])
        self._take(
            self._centre,
            "examine",
            act="remark",
            place="",
            text="请写明所申报内容与主营业务的关系（虚构）",
        )
        self._take(self._centre, "correct")

    def _answer(self) -> None:
        owner, there = self.case.owner, self._now
        item = rounds.terms(there.round_measure).materials[0]["id"]
        (file,) = own_files(owner, papers.printed(CLEAR))
        attachments.attach(owner, there.pk, item=item, file=file)
        for remark in there.remarks.all():
            self._take(owner, "mend", remark=str(remark.pk), answer="已按通知补正，重新盖章上传")
        self._take(owner, "answer", **self.case.signature(self._now))

    def _refuse_admission(self) -> None:
        self._mark(wrong=rounds.terms(self._now.round_measure).materials[0]["id"])
        self._take(
            self._centre,
            "refuse-admission",
            reason="参展的费用由关联的外区企业支付，申报单位没有实际支出（虚构）",
        )

    def _recommend(self) -> None:
        self._take(
            self._centre,
            "recommend",
            favourable="yes",
            opinion="单位经营正常，所报事项真实，同意推荐（虚构）",
        )

    def _reply(self) -> None:
        self._take(self._centre, "reply", method="online")

    # --- officer

    def _credit(self) -> None:
        self._take(self._staff("officer1"), "check-credit")

    def _review(self) -> None:
        officer = self._staff("officer1")
        self._credit()
        self._take(officer, "settle-overlap", act="scan")
        for row in self._now.overlaps.filter(settled=""):
            self._take(
                officer, "settle-overlap", act="settle", overlap=str(row.pk), settled="apart", counted="",
                reason="核对合同和批复，不是同一事项（虚构）",
            )  # fmt: skip
        folder = casework.judged(self._now)[0]
        rows = {
            one.id: {"recognised": one.claimed, "reason": ""}
            for one in reviewing.targets(folder)
            if one.money
        }
        if rows:
            self._take(officer, "recognise", rows=rows)

    def _propose(self, amount: str, **more: str) -> None:
        beside = enterprise_sheet.beside_rd(self._now.applicant, clock.today().year)
        exceeds = beside.exceeds(read_amount(amount))
        self._take(
            self._staff("officer1"), "propose", amount=amount, reason="符合条件，材料齐全，按核定的金额资助（虚构）",
            advice_remark="处于研发投入期，技术和团队有优势，综合评估后仍予支持（虚构）" if exceeds else "", **more,
        )  # fmt: skip

    def _refuse(self) -> None:
        self._take(
            self._staff("officer1"),
            "propose-refusal",
            reason="证书在申报期以前取得，且为续期，不属于本批次支持范围（虚构）",
        )

    def _call_panel(self) -> None:
        self._take(self._staff("officer1"), "call-panel", size="3", field="", rule="mean")

    def _score(self) -> None:
        """One of the experts has handed in."""
        self._scored(self._seats()[:1])

    def _panel(self) -> None:
        """From the draw to the end."""
        self._call_panel()
        self._scored(self._seats())
        self._take(self._staff("officer1"), "close-panel", summary="技术水平较高，同意支持（虚构）")

    def _seats(self) -> list[Viewer]:
        seats = Panel.objects.get(application=self._now).seats
        people = set(seats.values_list("person", flat=True))
        return [one for one in self.district.staff.values() if one.person.pk in people]

    def _scored(self, experts: list[Viewer]) -> None:
        for place, expert in enumerate(experts):
            self._take(expert, "declare", conflict="none")
            criteria = paneling.criteria(self._now)
            values = {f"value-{number}": str(82 + 3 * place) for number in range(len(criteria))}
            self._take(
                expert, "score", act="hand-in", remark="技术路线清楚，团队稳定（虚构）", **values
            )

    def _clear(self) -> None:
        self._take(self._staff("officer1"), "end-notice")

    def _object(self) -> None:
        item = self._now.notice_items.get()
        publicity.object_to(
            item.pk,
            signed=Signed(name="黎明", contact="139 0000 0000（虚构）"),
            text="该单位租用的算力实际由其关联公司使用，请核实（虚构）。",
        )
        self._take(self._staff("officer1"), "object")

    def _close(self) -> None:
        self._take(self._staff("officer1"), "close")

    def _respond(self) -> None:
        self._take(
            self._staff("officer2"),
            "respond",
            response="已在指南里逐项写明材料的样式，谢谢您的意见（虚构）",
        )

    def _reexamine(self) -> None:
        self._take(
            self._staff("officer2"),
            "reexamine",
            opinion="补充的验收证明属实，建议撤销原决定重新审核（虚构）",
        )

    # --- approvers

    def _meeting(self) -> dict[str, str]:
        today = clock.today()
        return {
            "meeting": f"{today.year}年第{today.month}次主任办公会", "minutes_number": f"普科委纪〔{today.year}〕{today.month}号",
            "met_on": today.isoformat(),
        }  # fmt: skip

    def _endorse(self) -> None:
        self._take(self._staff("approver"), "endorse", **self._meeting())

    def _approve(self) -> None:
        self._credit()
        if self._now.proposals.order_by("-number")[0].amount >= TWO_FROM:
            self._endorse()
            self._take(self._staff("approver2"), "approve", **self._meeting())
        else:
            self._take(self._staff("approver"), "approve", **self._meeting())

    def _approve_refusal(self) -> None:
        self._take(self._staff("approver"), "approve-refusal", **self._meeting())

    def _decide(self) -> None:
        self._credit()
        self._take(self._staff("approver"), "decide")

    def _wait(self) -> None:
        """Decided before finance has issued the year's money for it: refused, and in the queue."""
        try:
            self._decide()
        except queue.Waits:
            return
        raise AssertionError("there was money")

    def _pass(self) -> None:
        self._take(self._staff("approver"), "pass")

    def _fail(self) -> None:
        self._take(self._staff("approver"), "fail")

    # --- applicant

    def _rate(self, stars: str, text: str = "") -> None:
        self._take(self.case.owner, "rate", stars=stars, text=text)

    def _waive(self) -> None:
        self._take(self.case.owner, "waive", reason="展会改期，本年度不再参加（虚构）")

    def _ask_review(self) -> None:
        self._take(
            self.case.owner,
            "ask-review",
            grounds="研发成果已经取得，补充验收证明，请求重新审核（虚构）",
        )

    def _accept(self) -> None:
        owner = self.case.owner
        report, audit = own_files(owner, papers.printed(REPORT))
        self._take(
            owner, "apply-acceptance", summary="按任务书完成（虚构）", report=report, audit=audit
        )

    def _judge(self, opinion: str, recognised: str = "") -> None:
        self._take(
            self._staff("officer1"),
            "judge-acceptance",
            opinion=opinion,
            recognised=recognised,
            text="验收组意见（虚构）",
        )

    def _rectify(self) -> None:
        self._take(
            self._staff("officer1"),
            "rectify",
            text="请补充用户使用报告（虚构）",
            rectify_by="2026-04-30",
        )
