"""拟定、审定、公示、异议、决定. Written by the effects of those steps only."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from duixian.applications.models.filing import Application
from duixian.applications.models.rounds import Round
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.kernel.workdays import Deadline
from duixian.letters.models import Letter
from duixian.parties.models import Person

MOMENT = timedelta(microseconds=1)
OUTCOMES = {"grant": "给予资助", "refuse": "不予资助"}


class Proposal(models.Model):
    """拟定: amounts in fen; `plan` is [[budget year, fen], …] and sums to the amount."""

    class State(models.TextChoices):
        OPEN = "open", "待审定"
        APPROVED = "approved", "已审定"
        RETURNED = "returned", "已退回"
        TAKEN_BACK = "taken-back", "已撤回"
        OVERRULED = "overruled", "改为不予资助"

    application = models.ForeignKey(Application, models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=list(OUTCOMES.items()))
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    amount = models.BigIntegerField("拟资助金额（分）", default=0)
    ceiling = models.BigIntegerField("核定后上限（分）", null=True)
    plan = models.JSONField("分期计划", default=list)
    reason = models.TextField("理由")
    conditions = models.TextField("后续各期的条件", blank=True)
    # Asked for where all district funds of the year exceed the R&D spend (五（一）).
    advice_remark = models.TextField("综合评估说明", blank=True)
    basis = models.JSONField(
        "计算过程", default=dict
    )  # the engine's answer on the recognised facts
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    closed_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"], name="proposal_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="open"), name="one_open_proposal"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0)
                & (Q(ceiling__isnull=True) | Q(amount__lte=F("ceiling"))),
                name="proposal_within_ceiling",
            ),
        ]

    def due_in(self, year: int) -> int:
        """What this year's budget must give (fen) if it is decided in it: nothing where the plan begins later."""
        first, fen = self.plan[0]
        return int(fen) if first <= year else 0


class Approval(models.Model):
    """An approver's consent to a proposal, with the collective decision's record; lapses when the proposal is returned."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="approvals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    meeting = models.CharField("会议", max_length=100, blank=True)
    minutes_number = models.CharField("纪要编号", max_length=60, blank=True)
    met_on = models.DateField("会议日期", null=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    note = models.TextField("意见", blank=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "person"], condition=Q(lapsed_at=None), name="approved_once"
            )
        ]


class Countersignature(models.Model):
    """会签 of another agency where the round asks for it."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="countersignatures")
    agency = models.CharField("会签单位", max_length=60)
    document = models.CharField("文号", max_length=60)
    on = models.DateField("日期")
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)


class PublicNotice(models.Model):
    """公示: a batch of approved cases, posted for five full working days."""

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        POSTED = "posted", "公示中"
        ENDED = "ended", "已期满"
        DISCARDED = "discarded", "已作废"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("公示编号", max_length=30, unique=True, null=True)
    round = models.ForeignKey(Round, models.PROTECT, related_name="notices")
    title = models.CharField("标题", max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    contact = models.TextField("异议受理方式")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now)
    posted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField(null=True)
    results_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    results_at = models.DateTimeField("结果公布时间", null=True)
    first_on = models.DateField("公示首日", null=True)
    last_on = models.DateField("公示末日", null=True)
    provisional = models.BooleanField("工作日安排未公布", default=False)

    @property
    def over(self) -> datetime | None:
        """The last moment of the notice; None before it is posted."""
        if self.last_on is None:
            return None
        return Deadline(self.last_on, self.provisional).over - MOMENT


class NoticeItem(models.Model):
    """A case in a notice: what the public sees is frozen when it is posted."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, models.PROTECT, related_name="notice_items")
    position = models.PositiveIntegerField()
    shown = models.JSONField(default=dict)  # enterprise, measure, clause, amount
    outcome = models.CharField("公示结果", max_length=60, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "application"], name="noticed_once_a_notice")
        ]


class Objection(models.Model):
    """A signed objection against a case in a notice; who signed stays confidential (sealed)."""

    class Result(models.TextChoices):
        WAITS = "", "待处理"
        UPHELD = "upheld", "成立"
        DISMISSED = "dismissed", "不成立"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(NoticeItem, models.PROTECT, related_name="objections")
    sealed = models.BinaryField()  # name, identity, contact: encrypted (parties.sealing)
    text = models.TextField("异议内容")
    files = models.ManyToManyField(StoredFile, related_name="+")
    received_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=10, choices=Result, default=Result.WAITS, blank=True)
    finding = models.TextField("核查情况", blank=True)
    handled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    handled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["received_at", "pk"]


class LeadingDecision(models.Model):
    """三（十一）: the meeting of the leading group that decided a project, from whose record staff opened the case."""

    application = models.OneToOneField(
        Application, models.PROTECT, primary_key=True, related_name="leading_decision"
    )
    meeting = models.CharField("会议", max_length=100)
    document = models.CharField("认定文号", max_length=60)
    met_on = models.DateField("会议日期")
    amount = models.BigIntegerField("决定金额（分）")
    scan = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="leading_amount_positive")
        ]


class MeetingPaper(models.Model):
    """上会材料: the proposals of a round as a meeting gets them, frozen: `content` is canonical JSON, `sha256` its hash.

    `head` is the trail's signed head with the entry that vouches for the hash.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="papers")
    title = models.CharField("会议", max_length=100)
    content = models.TextField("内容")
    sha256 = models.CharField("内容校验值", max_length=64, unique=True)
    head = models.TextField("留痕签名头")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("生成时间")

    class Meta:
        ordering = ["-made_at", "-pk"]


class Decision(models.Model):
    """决定: what the applicant is told; a revoked one is followed by the next. `plan` as the proposal's."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=list(OUTCOMES.items()))
    amount = models.BigIntegerField("资助金额（分）", default=0)
    plan = models.JSONField("分期计划", default=list)
    reason = models.TextField("理由")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+")
    commitment = models.UUIDField("资金承诺", null=True)  # funds' own row; this folder points at it
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    after_expiry = models.BooleanField("有效期满后决定", default=False)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"], name="decision_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(revoked_at=None), name="one_decision_in_force"
            ),
        ]
