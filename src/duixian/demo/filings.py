"""Applications in every state, begun, filled in and taken on by their own people; which ones is in filings.txt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from duixian.applications import access, attachments, casework, commitment, drafts, lines, rounds
from duixian.applications.models import Application
from duixian.demo import batches, papers
from duixian.demo.days import shanghai
from duixian.demo.enterprises import Newcomer, own_files
from duixian.demo.offices import District
from duixian.files.models import StoredFile
from duixian.kernel.dates import read_iso
from duixian.kernel.money import Money
from duixian.parties.access import Viewer

NOTHING_BEFORE = {"granted_before": "0.00"}
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "settle": NOTHING_BEFORE,
    "office-rent": {"support_years": 0},
    "rnd": {"has_results": True, "open_project": False},
    "game-licence": {"licence_obtained": True, "online": True, **NOTHING_BEFORE},
    "first-application": {"own_ip": True, "first_of_kind": True},
    "carrier": {"recognised_by": "municipal"},
    "organisation": NOTHING_BEFORE,
    "exhibition": NOTHING_BEFORE,
}
QUALIFICATIONS = {"CMMI": ("cmmi", "3"), "ITSS": ("itss", "三"), "CCRC": ("ccrc", "二")}
PAPERS: Mapping[str, papers.Paper] = {
    "合同、发票、付款回单（合订）.pdf": ("合同、发票、付款回单", ("合同编号：虚构-001", "金额和日期见费用明细。")),
    "证书和证明（合订）.pdf": ("证书和证明", ("本件为演示所用，不证明任何事实。",)),
}  # fmt: skip
BOTH = 8  # the first firms bring both papers, the others one: each upload takes its time
SELLERS = ("上海虚构算力有限公司", "上海假想物业管理有限公司", "上海示例会展服务有限公司")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One line of filings.txt."""

    number: int
    round: str
    measure: str
    begun: date
    way: str
    amount: Money
    subject: str

    @property
    def on_behalf(self) -> bool:
        return self.way in {"awaiting", "confirmed"}


@cache
def filings() -> tuple[Filing, ...]:
    """What is filed, in the file's order."""
    text = Path(__file__).with_name("filings.txt").read_text(encoding="utf-8")
    lines_ = (line for line in text.splitlines() if line and line[0] != "#")
    return tuple(_filing(dict(zip(HEADS, line.split(maxsplit=6), strict=False))) for line in lines_)


HEADS = ("number", "round", "measure", "begun", "way", "amount", "subject")


def _filing(row: Mapping[str, str]) -> Filing:
    return Filing(
        number=int(row["number"]), round=row["round"], measure=row["measure"], begun=read_iso(row["begun"]),
        way=row["way"], amount=Money.yuan(row["amount"]), subject=row.get("subject", "").strip(),
    )  # fmt: skip


def plan(district: District, coming: list[Newcomer]) -> None:
    """Note down every filing's steps; each is at a minute of its own."""
    contents = papers.printed(PAPERS)
    kept: dict[int, list[StoredFile]] = {}
    for place, one in enumerate(filings()):
        case = Case(
            district=district, filing=one, firm=coming[one.number - 1], place=place, contents=contents, kept=kept
        )  # fmt: skip
        district.cases[one.number, one.round, one.measure] = case
        for moment, act in case.steps():
            district.diary.note(moment, act)


@dataclass(slots=True, kw_only=True)
class Case:
    """One application on its way."""

    district: District
    filing: Filing
    firm: Newcomer
    place: int
    contents: Mapping[str, bytes]
    kept: dict[int, list[StoredFile]]  # by firm
    made: Application | None = None

    def steps(self) -> list[tuple[datetime, Callable[[], object]]]:
        """When what is done."""
        begun = shanghai(self.filing.begun, 9 + self.place % 3, self.place)
        later = {
            "bare": [], "draft": [self.fill], "submitted": [self.fill, self.submit],
            "again": [self.fill, self.submit, self.recall, self.submit],
            "recalled": [self.fill, self.submit, self.recall], "withdrawn": [self.fill, self.submit, self.withdraw],
            "discarded": [self.discard], "awaiting": [self.fill, self.hand],
            "confirmed": [self.fill, self.hand, self.submit],
        }  # fmt: skip
        acts = [self.begin, *later[self.filing.way]]
        return [(begun + timedelta(minutes=55 * n), act) for n, act in enumerate(acts)]

    @property
    def owner(self) -> Viewer:
        return self.district.owners[self.firm.firm.code]

    @property
    def hand_of(self) -> Viewer:
        """Who fills it in: the firm, or its centre from paper."""
        if not self.filing.on_behalf:
            return self.owner
        staff = self.district.staff.values()
        return next(
            each
            for each in staff
            if each.organisation == self.district.bureaus[self.firm.firm.centre]
        )

    def fresh(self) -> Application:
        assert self.made is not None
        return access.application_for(self.hand_of, self.made.pk)

    def begin(self) -> None:
        chosen = batches.one_of(self.district, self.filing.round, self.filing.measure)
        self.made = drafts.start(
            self.hand_of, chosen, subject=self.filing.subject,
            applicant=self.owner.organisation if self.filing.on_behalf else None,
        )  # fmt: skip

    def fill(self) -> None:
        """Facts, the declaration of other support, expenses; drafts lack the last papers."""
        there = self.fresh()
        measure = rounds.measure_of(there.round_measure)
        answers = {
            "breaches": [],
            "other-support": self._support(),
            **ANSWERS.get(measure.id, {}),
            **self._named(),
        }
        if measure.id == "game-licence":
            answers["revenue"] = self.filing.amount.contract()
        saved = drafts.save(self.hand_of, there.pk, version=there.version, answers=answers)
        assert isinstance(saved, drafts.Saved)
        rows = self._rows([one.id for one in lines.facts_fed(measure)])
        if rows:
            drafts.set_lines(self.hand_of, there.pk, rows, version=saved.version)
        listed = rounds.terms(there.round_measure).materials
        for place, item in enumerate(listed[:1] if self.filing.way == "draft" else listed):
            file = self._files()[place // 2 % len(self._files())]
            attachments.attach(self.hand_of, there.pk, item=item["id"], file=file)

    def submit(self) -> None:
        there = access.application_for(self.owner, self.fresh().pk)
        casework.take(self.owner, there.pk, "submit", **self.signature(there))

    def signature(self, there: Application) -> dict[str, Any]:
        """What signing sends."""
        return {
            "signed_name": self.owner.person.name, "stepped_up": True, "commitment": commitment.current().version,
            "version": there.version,
        }  # fmt: skip

    def recall(self) -> None:
        casework.take(self.owner, self.fresh().pk, "recall", reason="补充付款回单")

    def withdraw(self) -> None:
        casework.take(self.owner, self.fresh().pk, "withdraw", reason="项目调整，本批次不再申报")

    def discard(self) -> None:
        casework.take(self.owner, self.fresh().pk, "discard")

    def hand(self) -> None:
        casework.take(self.hand_of, self.fresh().pk, "hand")

    def _files(self) -> list[StoredFile]:
        if self.filing.number not in self.kept:
            chosen = list(self.contents.items())[: 2 if self.filing.number <= BOTH else 1]
            # One paper for all, but no two firms bring the same file: that would be told of in every case.
            own = {name: papers.marked(content, self.firm.firm.code) for name, content in chosen}
            self.kept[self.filing.number] = own_files(self.owner, own)
        return self.kept[self.filing.number]

    def _named(self) -> dict[str, Any]:
        if self.filing.measure != "qualification":
            return {}
        kind, level = next(
            one for word, one in QUALIFICATIONS.items() if self.filing.subject.startswith(word)
        )
        return {"qualification": kind, "level": level, **NOTHING_BEFORE}

    def _support(self) -> list[dict[str, Any]]:
        """A few have had something from the city."""
        if self.place % 7 != 4:
            return []
        return [{
            "source": "city", "matter": "上海市软件和集成电路专项（虚构）", "same": "否", "amount": "200000",
            "year": str(self.filing.begun.year - 1), "state": "received",
        }]  # fmt: skip

    def _rows(self, facts: list[str]) -> list[dict[str, Any]]:
        """Two expenses under each fact, of the year before."""
        year = self.filing.begun.year - 1
        share = self.filing.amount.fen // max(2 * len(facts), 1)
        rows = []
        for n, fact in enumerate(fact for fact in facts for _ in range(2)):
            amount = Money(share).contract()
            rows.append({
                "fact": fact, "content": f"第{n + 1}笔费用（虚构）", "counterparty": SELLERS[n % len(SELLERS)],
                "contract_number": f"虚构-{self.place + 1:02d}-{n + 1}",
                "invoice_number": f"00{year}{self.place:07d}{n:07d}", "invoice_amount": amount, "amount": amount,
                "invoiced_on": f"{year}-{3 + n:02d}-15", "paid_on": f"{year}-{3 + n:02d}-25", "paid_amount": amount,
            })  # fmt: skip
        return rows
