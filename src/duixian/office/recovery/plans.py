"""The plan of a recovery as a form: the facts, a sum for each paid instalment, interest, the account, the meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from duixian.funds import recovery, recovery_queries
from duixian.funds.models import Commitment, Finding, Instalment, Recovery
from duixian.funds.payments_letter import measure_name
from duixian.funds.recovery import Claim, Interest, Plan
from duixian.funds.recovery_stages import DEFENCE_DAYS
from duixian.kernel.money import Money
from duixian.kernel.sent import identifiers
from duixian.office.typed import amount, number
from duixian.parties.access import Refused, Viewer
from duixian.web.boxes import Box

Post = Mapping[str, str]
PAY_DAYS = 15
ACCOUNT, MEETING = ("holder", "bank", "number"), ("name", "number", "held")


def one_of(name: str, post: Post, options: Sequence[str], otherwise: str) -> str:
    """One of these words. Raises Refused."""
    found = post.get(name, "")
    if found not in options:
        raise Refused((name, otherwise))
    return found


@dataclass(frozen=True, kw_only=True)
class Sum:
    """A paid instalment in the form: what may be claimed at most, what was typed."""

    part: Instalment
    most: Money
    typed: str
    basis: str

    @property
    def measure(self) -> str:
        """The measure in words."""
        return measure_name(self.part.commitment)


def fraud(one: Recovery) -> bool:
    """Whether it is about fraud: then everything of the enterprise is concerned."""
    return one.finding.kind == Finding.Kind.FRAUD


def sums(viewer: Viewer, one: Recovery, values: Mapping[str, Any]) -> list[Sum]:
    """The paid instalments of the enterprise."""
    most = recovery_queries.claimable(viewer, one.pk)
    parts = Instalment.objects.filter(pk__in=most).select_related("commitment").order_by("commitment__committed_at", "number")  # fmt: skip
    return [
        Sum(
            part=part, most=Money(most[part.pk]), typed=str(values.get(f"claim-{part.pk}", "")),
            basis=str(values.get(f"basis-{part.pk}", "")),
        )
        for part in parts
    ]  # fmt: skip


def commitments(one: Recovery, values: Mapping[str, Any]) -> list[tuple[Commitment, str, bool]]:
    """The decisions of the enterprise, to choose which are concerned."""
    ticked = values.get("scope", ())
    return [
        (each, measure_name(each), str(each.pk) in ticked)
        for each in one.organisation.commitments.order_by("committed_at", "pk")
    ]


def kept(one: Recovery) -> dict[str, Any]:
    """The proposal that there is, as the form would have been typed."""
    said = one.proposal
    if not said:
        return {
            "facts": one.finding.text,
            "days": str(PAY_DAYS),
            "defence_days": str(DEFENCE_DAYS),
            "cancel": "on",
        }
    found: dict[str, Any] = {name: str(said[name]) for name in ("facts", "basis", "heard", "days")}
    found["cancel"] = "on" if said["cancel"] else ""
    found["scope"] = said["scope"] if isinstance(said["scope"], list) else []
    found |= {f"account_{name}": said["account"][name] for name in ACCOUNT}
    found |= {f"meeting_{name}": (said["meeting"] or {}).get(name, "") for name in MEETING}
    for each in said["claims"]:
        found[f"claim-{each['instalment']}"] = Money(each["amount"]).contract()
        found[f"basis-{each['instalment']}"] = each["basis"]
    for each in said["interest"][:1]:
        found |= {"interest": Money(each["amount"]).contract(), "interest_rate": each["rate"], "interest_basis": each["basis"]}  # fmt: skip
    return found


def boxes(step: str, one: Recovery) -> list[Box]:
    """The fields beside the sums, by name."""
    found = [
        Box(name="facts", label="事实", style="area", hint="写明查明的事实和证据；印在告知书、决定书上"),
        Box(name="basis", label="依据", style="area", hint="政策条款、申报指南、决定书的条件"),
        Box(name="days", label="缴回期限", unit="日", mode="numeric", hint="决定书送达之日起，1至180日"),
        Box(name="account_holder", label="收款户名", wide=True), Box(name="account_bank", label="收款开户银行", wide=True),
        Box(name="account_number", label="收款账号", mode="numeric", wide=True),
        Box(name="interest", label="利息", unit="元", mode="decimal", optional=True, hint="只在有依据时计收"),
        Box(name="interest_rate", label="利率", optional=True), Box(name="interest_basis", label="计收利息的依据", optional=True, wide=True),
    ]  # fmt: skip
    if step == "notify":
        return [
            *found,
            Box(
                name="defence_days",
                label="陈述申辩的期限",
                unit="个工作日",
                mode="numeric",
                hint=f"送达之日起，至少{DEFENCE_DAYS}个工作日",
            ),
        ]
    return [
        *found, Box(name="heard", label="对陈述申辩的处理", style="area", hint="逐项写明采纳或不采纳的理由；没有陈述申辩的，也写明"),
        Box(name="meeting_name", label="集体决定的会议", optional=True), Box(name="meeting_number", label="纪要编号", optional=True),
        Box(name="meeting_held", label="会议日期", optional=True, hint="例如 2026-03-10"),
    ]  # fmt: skip


def notify(viewer: Viewer, one: Recovery, post: Mapping[str, Any]) -> object:
    """The prior notice. Raises Refused."""
    plan = _plan(viewer, one, post)
    return recovery.notify(viewer, one.pk, plan, days=number("defence_days", post, DEFENCE_DAYS))


def propose(viewer: Viewer, one: Recovery, post: Mapping[str, Any]) -> object:
    """The proposal. Raises Refused."""
    return recovery.propose(viewer, one.pk, _plan(viewer, one, post))


def _plan(viewer: Viewer, one: Recovery, post: Mapping[str, Any]) -> Plan:
    """What was typed; sums that can't be read are named by their instalment. Raises Refused."""
    claims, faults = [], list[tuple[str, str]]()
    for part in recovery_queries.claimable(viewer, one.pk):
        if post.get(f"claim-{part}", "").strip():
            try:
                fen = amount(f"claim-{part}", post)
            except Refused as refused:
                faults += [("claims", text) for _, text in refused.faults]
            else:
                claims.append(
                    Claim(instalment=part, amount=fen, basis=post.get(f"basis-{part}", ""))
                )
    interest = _interest(post, faults)
    if faults:
        raise Refused(*faults)
    meeting = {name: post.get(f"meeting_{name}", "").strip() for name in MEETING}
    return Plan(
        facts=post.get("facts", ""), basis=post.get("basis", ""), claims=claims, interest=interest,
        scope=_scope(post), cancel=bool(post.get("cancel")), days=number("days", post, PAY_DAYS),
        account={name: post.get(f"account_{name}", "") for name in ACCOUNT}, heard=post.get("heard", ""),
        meeting=meeting if any(meeting.values()) else None,
    )  # fmt: skip


def _interest(post: Post, faults: list[tuple[str, str]]) -> list[Interest]:
    if not post.get("interest", "").strip():
        return []
    try:
        fen = amount("interest", post)
    except Refused as refused:
        faults += refused.faults
        return []
    return [Interest(amount=fen, rate=post.get("interest_rate", ""), basis=post.get("interest_basis", ""))]  # fmt: skip


def _scope(post: Mapping[str, Any]) -> list[UUID]:
    return identifiers(post.get("scope", ()))
