"""What an applicant should look at before submitting: nothing here refuses. Each note leads to its field. No database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from duixian.applications.fields import ACCOUNT, LINES, OTHER_SUPPORT, PROFILE
from duixian.applications.folder import Folder
from duixian.applications.merge import same
from duixian.applications.support import PENDING, Support
from duixian.kernel.dates import chinese
from duixian.kernel.money import Money
from duixian.policy import Answer
from duixian.policy.settle import names


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing to see to, and where: a fact's identifier, or evidence-<item>, lines, other-support, profile, account."""

    field: str
    text: str
    kind: str = ""


def of(
    folder: Folder, answer: Answer, support: Sequence[Support], values: Mapping[str, Any]
) -> tuple[Note, ...]:
    """All of them: conditions, overlap, registration, invoices, expenses, account, amendments."""
    return (
        *_conditions(folder, answer), *_before(folder), *_earlier(folder, values), *_overlap(support),
        *_registration(folder), *_invoices(folder), *_expenses(folder), *_profile(folder, values), *_rest(folder),
    )  # fmt: skip


def _conditions(folder: Folder, answer: Answer) -> Iterator[Note]:
    """What fails, or an officer must look at: what the applicant itself declared of its credit is among it."""
    for condition, step in zip(folder.measure.conditions, answer.steps, strict=False):
        if step.outcome in {"fail", "verify"}:
            facts = [
                folder.facts[one.id] for one in names(condition.test) if one.id in folder.facts
            ]
            kind = "credit" if any(fact.kind == "records" for fact in facts) else "condition"
            remedy = f"。{step.remedy}" if step.remedy else ""
            yield Note(field=facts[0].id if facts else "", text=f"{step}{remedy}", kind=kind)


def _before(folder: Folder) -> Iterator[Note]:
    """What was decided or asked for elsewhere and uses up the same limit."""
    had = folder.before
    if had is None:
        return
    if had.renews:
        text = f"与{had.renews}是同一项，等级没有升高：换证、续期不是新取得，不再支持"
        yield Note(field=had.fact.id, text=text, kind="before")
    elif had.cases:
        parts = (("已决定", had.granted), ("先提交、尚未决定的", had.asked))
        said = "，".join(f"{word}{Money(fen).yuan_text()}" for word, fen in parts if fen)
        text = f"同一限额内另有{'、'.join(had.cases)}：{said}，已计入“{had.fact.name}”"
        yield Note(field=had.fact.id, text=text, kind="before")


def _earlier(folder: Folder, values: Mapping[str, Any]) -> Iterator[Note]:
    """Declared otherwise than the ledger of earlier grants has it."""
    held = folder.earlier
    if held is None or not held.known:
        return
    for id_, value in held.facts.items():
        if id_ in values and not same(values[id_], value):
            said = "、".join(held.sources) or "没有应计入的记录"
            text = f"所填“{folder.facts[id_].name}”与历次资助台账不一致，台账：{said}。请核对"
            yield Note(field=id_, text=text, kind="earlier")


def _overlap(support: Sequence[Support]) -> Iterator[Note]:
    same_matter = [one for one in support if one.same]
    if total := sum(one.amount for one in same_matter if one.state != PENDING):
        text = f"同一事项已获得其他财政支持{Money(total).yuan_text()}，按“从高不重复”处理"
        yield Note(field=OTHER_SUPPORT, text=text, kind="overlap")
    if any(one.state == PENDING for one in same_matter):
        text = "同一事项正在其他地方申请；获得支持后请及时告知，按“从高不重复”处理"
        yield Note(field=OTHER_SUPPORT, text=text, kind="overlap")


def _registration(folder: Folder) -> Iterator[Note]:
    """Registration in Putuo is no gate: it is recorded, and the officer is told."""
    for id_, fact in folder.facts.items():
        if fact.absent and fact.kind == "date" and folder.application.answers.get(id_) is None:
            yield Note(
                field=id_,
                text=f"{fact.name}：按“{fact.absent}”处理，将向经办人提示",
                kind="registration",
            )


def _invoices(folder: Folder) -> Iterator[Note]:
    for text in folder.overdrawn.values():
        yield Note(
            field=LINES,
            text=f"{text}在其他申报中已使用，合计超过了发票金额，不能提交",
            kind="invoice",
        )
    for key, other in folder.elsewhere.items():
        if key not in folder.overdrawn:
            where = f"（本单位的{'、'.join(other.own)}）" if other.own else ""
            yield Note(
                field=LINES, kind="invoice",
                text=f"发票{key}也出现在其他申报中{where}；同一张发票的金额合计不得超过发票金额，请核对",
            )  # fmt: skip


def _expenses(folder: Folder) -> Iterator[Note]:
    start, end = folder.terms.expense_from, folder.terms.expense_to
    for number, line in enumerate(folder.lines, 1):
        if line.paid_amount is not None and line.paid_amount < line.amount:
            text = f"第{number}行费用的付款金额小于申报金额，请核对"
            yield Note(field=f"{LINES}-{line.position}", text=text, kind="expense")
        if (
            start
            and end
            and any(_outside(one, start, end) for one in (line.invoiced_on, line.paid_on))
        ):
            text = f"第{number}行费用不在费用期间（{chinese(start)}至{chinese(end)}）内，请核对"
            yield Note(field=f"{LINES}-{line.position}", text=text, kind="expense")


def _outside(day: date | None, start: date, end: date) -> bool:
    return day is not None and not start <= day <= end


def _profile(folder: Folder, values: Mapping[str, Any]) -> Iterator[Note]:
    for id_, held in folder.profile.items():
        if id_ in folder.facts and not same(values.get(id_), held):
            text = f"{folder.facts[id_].name}与单位信息中的不一致，请核对"
            yield Note(field=id_, text=text, kind="profile")


def _rest(folder: Folder) -> Iterator[Note]:
    if not folder.has_account:
        text = "单位信息中还没有收款账户；不影响提交，拨付前须填写"
        yield Note(field=ACCOUNT, text=text, kind="account")
    if folder.application.applicant.state == "pending":
        text = "单位注册正在核验，核验通过后才能提交"
        yield Note(field=PROFILE, text=text, kind="profile")
