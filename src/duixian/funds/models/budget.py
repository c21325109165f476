"""The budget's rows: year, lines, and the papers (指标文) by which money came to a line and left it.

Written by budget.py and year_end.py only. How much a line has is in the ledger, not here.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from duixian.funds.models.ledger import Posting
from duixian.kernel import clock
from duixian.parties.models import Person


class BudgetYear(models.Model):
    """年度专项资金预算: drafted by 区科委, approved (批复) and issued (下达指标) by finance, closed at year end."""

    class State(models.TextChoices):
        DRAFT = "draft", "编制中"
        SUBMITTED = "submitted", "已报财政"
        APPROVED = "approved", "已批复"
        CLOSED = "closed", "已结账"

    year = models.PositiveSmallIntegerField("年度", primary_key=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    returned_reason = models.TextField("退回理由", blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approval_number = models.CharField("批复文号", max_length=60, blank=True)
    # After this day no payment of the year is released any more; 31 December unless finance says earlier.
    cut_off = models.DateField("年终停止支付日", null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["year"]


class BudgetLine(models.Model):
    """One measure of a policy in a budget year: what was asked for, why, for what result, and what was approved."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="lines", db_column="year")
    policy = models.CharField("政策", max_length=60)
    measure = models.CharField("事项", max_length=40)
    requested = models.BigIntegerField("申请预算（分）", default=0)
    basis = models.TextField("测算依据", blank=True)
    targets = models.JSONField("绩效目标", default=list)  # [{"name", "value"}]
    approved = models.BigIntegerField("批复预算（分）", null=True)  # with later adjustments

    class Meta:
        ordering = ["year", "policy", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["year", "policy", "measure"], name="budget_line_once"),
            models.CheckConstraint(
                condition=Q(requested__gte=0) & (Q(approved__isnull=True) | Q(approved__gte=0)),
                name="budget_line_not_negative",
            ),
        ]


class BudgetAct(models.Model):
    """A paper of finance that moved money of a line, with the finance system's own numbers. Never changed."""

    class Kind(models.TextChoices):
        ISSUE = "issue", "下达指标"
        ADD = "add", "追加"
        CUT = "cut", "调减"
        CARRY = "carry", "结转下达"
        LAPSE = "lapse", "年终收回"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="acts")
    kind = models.CharField("类别", max_length=8, choices=Kind)
    amount = models.BigIntegerField("金额（分）")
    number = models.CharField("指标文号", max_length=60, blank=True)
    subject = models.CharField("科目", max_length=60, blank=True)
    reason = models.TextField("事由", blank=True)
    # Whose money it is: the year in which it was first appropriated (结转 keeps it, at most two years on).
    origin = models.PositiveSmallIntegerField("资金来源年度")
    # CARRY: from the lapse of this year.
    carried_from = models.PositiveSmallIntegerField("结转自年度", null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_act_positive"),
            models.CheckConstraint(
                condition=Q(carried_from__isnull=True) | Q(carried_from__gte=F("origin")),
                name="budget_act_origin_first",
            ),
        ]
