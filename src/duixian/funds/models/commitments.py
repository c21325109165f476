"""Commitments and their instalments, what stops them, and who waits for money.

Written by commitments.py, instalments.py, checks.py and payees.py only.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from duixian.funds.stages import NAMES, State
from duixian.kernel import clock
from duixian.parties.models import BankAccount, Organisation, Person


class Commitment(models.Model):
    """What a decision promised to an enterprise under one measure: an amount, paid in instalments that sum to it exactly.

    `subject` is the case as the trail names it ("application:…"): this folder knows no applications.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField("案卷", max_length=120)
    number = models.CharField("申报编号", max_length=24, blank=True)
    decision = models.CharField("决定文号", max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="commitments")
    policy = models.CharField("政策", max_length=60)
    measure = models.CharField("事项", max_length=40)
    clause = models.CharField("条款", max_length=40, blank=True)
    amount = models.BigIntegerField("批准金额（分）")
    # Project mode: what the acceptance recognised, never above `amount`; the last instalments were cut to it.
    recognised = models.BigIntegerField("核定金额（分）", null=True)
    recognised_reference = models.CharField("核定依据", max_length=200, blank=True)
    # Where the money goes, as it stood when it was decided. A change goes through PayeeChange.
    payee_account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    payee_holder = models.CharField("户名", max_length=200)
    payee_bank = models.CharField("开户银行", max_length=200)
    payee_last4 = models.CharField("账号末四位", max_length=4)
    payee_sha256 = models.CharField(max_length=64)  # payees.digest of the account
    # What the guide and the decision letter named for later instalments.
    conditions = models.JSONField("后续拨付条件", default=list)
    # Accepted in time, decided after the policy's end: payable, flagged (readings 12).
    after_expiry = models.BooleanField("到期后作出的决定", default=False)
    basis_on = models.DateField("受理日期")
    committed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    committed_at = models.DateTimeField()

    class Meta:
        ordering = ["committed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "decision"], name="committed_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="commitment_positive"),
            models.CheckConstraint(
                condition=Q(recognised__isnull=True)
                | Q(recognised__gte=0, recognised__lte=F("amount")),
                name="recognised_within_approved",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "committed_at"]),
            models.Index(fields=["policy", "measure"]),
        ]


class Instalment(models.Model):
    """One part of a commitment, for one budget year. `state` is written by instalments.take only (stages.TABLE)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField("第几期")
    planned_year = models.PositiveSmallIntegerField("原定年度")
    planned_amount = models.BigIntegerField("原定金额（分）")
    year = models.PositiveSmallIntegerField("年度")  # whose money pays it; moves on at year end
    amount = models.BigIntegerField("金额（分）")  # less than planned only by an acceptance
    due = models.DateField("应付日")
    state = models.CharField(
        "状态", max_length=10, choices=[(s.value, n) for s, n in NAMES.items()]
    )
    funded = models.BooleanField(default=False)  # money is reserved for it now
    paid_on = models.DateField("拨付日期", null=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["commitment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="instalment_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=F("planned_amount"), planned_amount__gt=0)
                & (Q(amount__gt=0) | Q(state=State.CANCELLED)),
                name="instalment_within_plan",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=F("planned_year")), name="instalment_never_earlier"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "year"]),
            models.Index(fields=["year", "due"]),
        ]


class InstalmentCheck(models.Model):
    """年度核查: one thing that was named for a later instalment, and what came of looking; all must pass before 申请拨付."""

    class Result(models.TextChoices):
        OPEN = "open", "待核查"
        PASSED = "passed", "符合"
        FAILED = "failed", "不符合"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instalment = models.ForeignKey(Instalment, models.PROTECT, related_name="checks")
    item = models.CharField("核查事项", max_length=200)
    result = models.CharField("结果", max_length=8, choices=Result, default=Result.OPEN)
    note = models.TextField("说明", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["instalment", "item"]
        constraints = [
            models.UniqueConstraint(fields=["instalment", "item"], name="checked_once_each"),
            models.CheckConstraint(
                condition=Q(result="open", by__isnull=True)
                | (~Q(result="open") & Q(by__isnull=False)),
                name="check_says_who",
            ),
        ]


class Hold(models.Model):
    """暂停拨付: nothing undisbursed goes to the enterprise while one is open (a credit event, a finding)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="holds")
    reason = models.TextField("理由")
    reference = models.CharField("依据", max_length=120, blank=True)  # "finding:…", "credit:…"
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_reason = models.TextField("恢复理由", blank=True)

    class Meta:
        ordering = ["since", "pk"]
        indexes = [
            models.Index(fields=["organisation"], condition=Q(lifted_at=None), name="hold_open")
        ]


class Waiting(models.Model):
    """A decision that waits for money: what it lacks, since when; served when it could be committed, or dropped."""

    subject = models.CharField("案卷", max_length=120, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    policy = models.CharField("政策", max_length=60)
    measure = models.CharField("事项", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    amount = models.BigIntegerField("需要（分）")
    short = models.BigIntegerField("尚缺（分）")
    since = models.DateTimeField("开始等候")
    tried_at = models.DateTimeField("最近一次")
    ended_at = models.DateTimeField("等到或撤回", null=True)

    class Meta:
        ordering = ["since", "pk"]
        indexes = [
            models.Index(
                fields=["year", "policy", "measure"], condition=Q(ended_at=None), name="waiting_now"
            )
        ]


class PayeeChange(models.Model):
    """变更收款账户 after the decision: proposed by one, confirmed by another, in force after the cool-off (3 working days).

    It voids every approval that is under way for the commitment. Built by payees.py.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待复核"
        CONFIRMED = "confirmed", "已确认"
        REFUSED = "refused", "未同意"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="payee_changes")
    before = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    after = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    reason = models.TextField("理由")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    payable_from = models.DateField(
        "冷静期满", null=True
    )  # no payment to the new account before this day

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(state="proposed"), name="one_open_payee_change"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="payee_change_by_two",
            ),
        ]
