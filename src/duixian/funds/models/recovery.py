"""追缴: from a finding to the last fen (readings 9). Written by recovery*.py only; how much is owed is in the ledger.

A claim line's account is chart.Book.CLAIM with part = its id; over-repayment and interest have an account per recovery.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from duixian.funds.models.commitments import Commitment, Hold, Instalment
from duixian.funds.models.ledger import Posting
from duixian.parties.models import Organisation, Person


class Finding(models.Model):
    """线索、认定: why money should come back. Registering one suspends all that is undisbursed to the entity, at once."""

    class Kind(models.TextChoices):
        FRAUD = "fraud", "骗取"
        MISUSE = "misuse", "挪用或违反用途"
        ACCEPTANCE = "acceptance", "验收未通过"
        AUDIT = "audit", "审计核减"
        OVERPAYMENT = "overpayment", "多付"

    class State(models.TextChoices):
        OPEN = "open", "核查中"
        DISMISSED = "dismissed", "不成立"
        DECIDED = "decided", "已作决定"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="findings")
    kind = models.CharField("类别", max_length=12, choices=Kind)
    source = models.CharField("来源", max_length=200)
    text = models.TextField("事实")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    hold = models.OneToOneField(Hold, models.PROTECT, related_name="finding")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField("不成立的理由", blank=True)

    class Meta:
        ordering = ["-at", "pk"]
        indexes = [models.Index(fields=["organisation", "state"])]


class Recovery(models.Model):
    """追缴案件: notice, defence, decision, repayment, 催告, court, closed. One to a finding."""

    class Stage(models.TextChoices):
        NOTICE = "notice", "拟事先告知"
        DEFENCE = "defence", "陈述申辩期"
        DECISION = "decision", "待决定"
        OWING = "owing", "待缴回"
        DEMANDED = "demanded", "已催告"
        COURT = "court", "已申请强制执行"
        CLOSED = "closed", "已办结"
        DROPPED = "dropped", "不予追缴"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("追缴编号", max_length=30, unique=True)
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="recovery")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="recoveries")
    stage = models.CharField("阶段", max_length=10, choices=Stage, default=Stage.NOTICE)
    version = models.PositiveIntegerField(default=1)
    officer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    # What the officer proposes and the approver decides exactly so: claims, what is cancelled, basis, days, account.
    proposal = models.JSONField("拟决定", null=True)
    # The decision: whose, on what basis, until when and to which account of the treasury.
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField("决定文号", max_length=60, blank=True)
    basis = models.TextField("依据", blank=True)
    due_on = models.DateField("缴回期限", null=True)
    pay_to = models.CharField("缴回账户", max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("officer")),
                name="recovery_decided_by_another",
            )
        ]
        indexes = [models.Index(fields=["stage", "due_on"])]


class RecoveryStep(models.Model):
    """One thing that was done in a recovery, with its letter and its deadline. Only added."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="steps")
    step = models.CharField("步骤", max_length=20)
    text = models.TextField("内容", blank=True)
    letter = models.CharField("文书编号", max_length=60, blank=True)
    served_on = models.DateField("送达日期", null=True)
    due_on = models.DateField("期限", null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["recovery", "at", "pk"]


class ClaimLine(models.Model):
    """One sum that is claimed back: of a paid instalment (principal), or interest that an officer entered with its basis."""

    class Kind(models.TextChoices):
        PRINCIPAL = "principal", "本金"
        INTEREST = "interest", "利息"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="claims")
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.PRINCIPAL)
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, related_name="claims")
    instalment = models.ForeignKey(Instalment, models.PROTECT, null=True, related_name="claims")
    amount = models.BigIntegerField(
        "应追缴（分）"
    )  # as decided; what is still owed is in the ledger
    basis = models.TextField("依据", blank=True)
    rate = models.CharField("利率", max_length=60, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["recovery", "opened_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="claim_positive"),
            models.CheckConstraint(
                condition=Q(kind="interest", instalment__isnull=True)
                | Q(kind="principal", instalment__isnull=False),
                name="claim_principal_of_instalment",
            ),
            models.UniqueConstraint(
                fields=["recovery", "instalment"],
                condition=Q(kind="principal"),
                name="claimed_once_a_recovery",
            ),
        ]


class Repayment(models.Model):
    """Money that came back, as the bank's paper says; how it was spread over the claim lines is its posting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="repayments")
    reference = models.CharField("银行凭证号", max_length=80, unique=True)
    amount = models.BigIntegerField("金额（分）")
    received_on = models.DateField("到账日期")
    over = models.BigIntegerField("其中多缴（分）", default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    posting = models.OneToOneField(Posting, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, over__gte=0, over__lte=F("amount")),
                name="repayment_positive",
            )
        ]


class Refund(models.Model):
    """退还多缴: proposed by one, approved by another; paid out of the recovery's account of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField("金额（分）")
    reason = models.TextField("说明")
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    reference = models.CharField("付款凭证号", max_length=80, blank=True)
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="refund_by_two",
            ),
        ]


class WriteOff(models.Model):
    """核销 of what can't be had: proposed with a reason, approved by another."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审定"
        APPROVED = "approved", "已核销"
        REFUSED = "refused", "未同意"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(ClaimLine, models.PROTECT, related_name="write_offs")
    amount = models.BigIntegerField("金额（分）")
    reason = models.TextField("理由")
    reference = models.CharField("依据文件", max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="write_off_positive"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="write_off_by_two",
            ),
        ]


class CreditReport(models.Model):
    """报送信用平台: queued when dishonesty is established (查实), by the platform's catalogue; exported, then acknowledged."""

    class State(models.TextChoices):
        QUEUED = "queued", "待报送"
        EXPORTED = "exported", "已导出"
        ACKNOWLEDGED = "acknowledged", "已回执"
        WITHDRAWN = "withdrawn", "已撤回"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recovery = models.OneToOneField(Recovery, models.PROTECT, related_name="credit_report")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    category = models.CharField("目录事项", max_length=120)
    text = models.TextField("事实与依据")
    state = models.CharField(max_length=14, choices=State, default=State.QUEUED)
    queued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    queued_at = models.DateTimeField()
    exported_at = models.DateTimeField(null=True)
    exported_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    receipt = models.CharField("平台回执", max_length=120, blank=True)

    class Meta:
        ordering = ["queued_at", "pk"]
        indexes = [models.Index(fields=["state", "queued_at"])]


class Referral(models.Model):
    """移送: to finance, audit or the police, who alone may punish; recorded, not decided here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="referrals")
    to = models.CharField("移送机关", max_length=120)
    text = models.TextField("移送事项")
    letter = models.CharField("移送书编号", max_length=60, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
