"""The kinds of official letter as one table: name, code in the number, what it must be given, who may void it. No Django."""

from dataclasses import dataclass

from duixian.letters import fields
from duixian.letters.fields import BadLetter, Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One row. The words are templates/letters/text/<id>.html.

    `code` stands in the number (普科智软决〔2026〕12号). `lettered`: set as 信函 (GB/T 9704 第10.1条), else as 文件.
    `approved`: behind it stands an approver's decision, so that only an approver may void it.
    """

    id: str
    name: str
    code: str
    fields: type[Fields]
    title: str
    lettered: bool = False
    approved: bool = True


TABLE = (
    Kind(id="correction", name="补正通知书", code="补", fields=fields.Correction, title="补正通知书", approved=False),
    Kind(id="not-admitted", name="不予受理通知书", code="不受", fields=fields.NotAdmitted, title="不予受理通知书", approved=False),
    Kind(id="lapsed", name="视为撤回告知书", code="撤", fields=fields.Lapsed, title="视为撤回申报告知书", approved=False),
    Kind(id="decision", name="资助决定书", code="决", fields=fields.Decision, title="专项资金资助决定书"),
    Kind(id="refusal", name="不予资助告知书", code="不资", fields=fields.Refusal, title="不予资助告知书"),
    Kind(id="reply", name="答复函", code="复", fields=fields.Reply, title="关于申报结果的答复函", lettered=True, approved=False),
    Kind(id="review", name="复核决定书", code="核", fields=fields.Review, title="复核决定书"),
    Kind(id="suspension", name="暂停拨付告知书", code="停", fields=fields.Suspension, title="暂停拨付告知书"),
    Kind(id="prior-notice", name="追缴事先告知书", code="告", fields=fields.PriorNotice, title="追缴专项资金事先告知书"),
    Kind(id="receipt", name="陈述申辩回执", code="收", fields=fields.Receipt, title="收到陈述申辩回执", approved=False),
    Kind(id="demand", name="追缴决定书", code="追", fields=fields.Demand, title="追缴专项资金决定书"),
    Kind(id="reminder", name="催告书", code="催", fields=fields.Reminder, title="履行行政决定催告书"),
    Kind(id="enforcement", name="强制执行申请书", code="执", fields=fields.Enforcement, title="强制执行申请书"),
    Kind(id="closure", name="追缴办结通知书", code="结", fields=fields.Closure, title="追缴专项资金办结通知书", approved=False),
    Kind(id="referral", name="移送函", code="移", fields=fields.Referral, title="关于移送问题线索的函", lettered=True),
    Kind(id="payment-request", name="拨款申请函", code="拨", fields=fields.PaymentRequest, title="关于申请拨付专项资金的函", lettered=True),
)  # fmt: skip
KINDS = {one.id: one for one in TABLE}
CHOICES = [(one.id, one.name) for one in TABLE]


def checked(kind: str, given: Fields) -> Kind:
    """The row of a kind, for what it was given. Raises BadLetter where that is meant for another kind."""
    row = KINDS.get(kind)
    if row is None:
        raise BadLetter(f"没有“{kind}”这种文书")
    if type(given) is not row.fields:
        raise BadLetter(f"{row.name}要用 {row.fields.__name__}，给的是 {type(given).__name__}")
    return row
