"""拨款申请, payment files, bank transfers, and the bank's answers. Written by payments.py and bank/ only.

officer drafts and submits → approver signs → preparer checks (with the finance system's 支付申请编号) → releaser releases:
a file for the bank is made of it, and each line of that is one attempt to pay one instalment.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from duixian.funds.models.commitments import Instalment
from duixian.kernel import clock
from duixian.parties.models import BankAccount, Person


class PaymentRequest(models.Model):
    """拨款申请: instalments that are due and checked, asked for together."""

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        SUBMITTED = "submitted", "待审定"
        SIGNED = "signed", "待财政审核"
        PREPARED = "prepared", "待财政拨付"
        RELEASED = "released", "已拨付"
        DONE = "done", "已办结"  # every attempt has its answer
        VOID = "void", "已作废"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("拨款申请编号", max_length=30, unique=True)
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    note = models.TextField("说明", blank=True)
    letter = models.CharField("申请函文号", max_length=60, blank=True)
    # What was signed: the hash over the list (payments.py says of what); any change of it voids the signature.
    sha256 = models.CharField(max_length=64, blank=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    finance_number = models.CharField("支付申请编号", max_length=60, blank=True)
    prepared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    returned_reason = models.TextField("退回理由", blank=True)

    class Meta:
        ordering = ["-drafted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("drafted_by")),
                name="request_signed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(prepared_by__isnull=True)
                | ~(Q(prepared_by=F("drafted_by")) | Q(prepared_by=F("signed_by"))),
                name="request_prepared_by_another",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True)
                | ~(
                    Q(released_by=F("prepared_by"))
                    | Q(released_by=F("signed_by"))
                    | Q(released_by=F("drafted_by"))
                ),
                name="request_released_by_another",
            ),
        ]
        indexes = [models.Index(fields=["state", "drafted_at"])]


class PaymentItem(models.Model):
    """One instalment in a request, with amount and payee as they were when it was asked for."""

    class State(models.TextChoices):
        LIVE = "live", "办理中"
        REMOVED = (
            "removed",
            "已移出",
        )  # taken out, sent back, voided by a suspension or a changed account, year end
        DONE = "done", "已有结果"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PaymentRequest, models.PROTECT, related_name="items")
    instalment = models.ForeignKey(Instalment, models.PROTECT, related_name="payment_items")
    position = models.PositiveIntegerField("序号")
    amount = models.BigIntegerField("金额（分）")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    holder = models.CharField("户名", max_length=200)
    bank = models.CharField("开户银行", max_length=200)
    last4 = models.CharField("账号末四位", max_length=4)
    payee_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.LIVE)
    removed_reason = models.TextField("移出理由", blank=True)

    class Meta:
        ordering = ["request", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "position"], name="payment_item_position_once"
            ),
            models.UniqueConstraint(
                fields=["instalment"], condition=Q(state="live"), name="instalment_asked_for_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_item_positive"),
        ]


class PaymentFile(models.Model):
    """支付文件: what goes to the bank, one batch, made at the release and never changed; its hash is in the trail.

    The content is not kept: it has account numbers in clear. It is written anew from the attempts, and must hash the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("批次号", max_length=40, unique=True)
    request = models.ForeignKey(PaymentRequest, models.PROTECT, related_name="files")
    format = models.CharField("格式", max_length=8, default="csv")
    rows = models.PositiveIntegerField("笔数")
    total = models.BigIntegerField("合计（分）")
    sha256 = models.CharField("校验值", max_length=64)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]


class PaymentExport(models.Model):
    """One download of a payment file; all but the first are marked 副本."""

    file = models.ForeignKey(PaymentFile, models.PROTECT, related_name="exports")
    number = models.PositiveSmallIntegerField("第几次")
    format = models.CharField("格式", max_length=8)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="payment_export_numbered_once")
        ]

    @property
    def copy(self) -> bool:
        """Whether it is a 副本."""
        return self.number > 1


class Attempt(models.Model):
    """One bank transfer: one line of a payment file. Of an instalment at most one is sent or succeeded."""

    class State(models.TextChoices):
        SENT = "sent", "在途"
        OK = "ok", "成功"
        FAILED = "failed", "失败"
        RETURNED = "returned", "退汇"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField("拨款编号", max_length=40, unique=True)
    file = models.ForeignKey(PaymentFile, models.PROTECT, related_name="attempts")
    row = models.PositiveIntegerField("行号")
    item = models.OneToOneField(PaymentItem, models.PROTECT, related_name="attempt")
    instalment = models.ForeignKey(Instalment, models.PROTECT, related_name="attempts")
    amount = models.BigIntegerField("金额（分）")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    state = models.CharField("结果", max_length=8, choices=State, default=State.SENT)
    sent_on = models.DateField("送银行日期")
    answered_on = models.DateField("结果日期", null=True)  # the bank's day
    returned_on = models.DateField("退汇日期", null=True)
    reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        ordering = ["file", "row"]
        constraints = [
            models.UniqueConstraint(fields=["file", "row"], name="attempt_row_once"),
            models.UniqueConstraint(
                fields=["instalment"],
                condition=Q(state__in=["sent", "ok"]),
                name="attempt_live_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="attempt_positive"),
        ]
        indexes = [models.Index(fields=["state", "sent_on"])]


class BankAnswer(models.Model):
    """An answer file of the bank that was imported: the same file twice is one row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(PaymentFile, models.PROTECT, related_name="answers")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    usable = models.BooleanField("可采用")  # a fault of the file as a whole: nothing was taken
    taken = models.PositiveIntegerField("采用行数", default=0)
    defects = models.PositiveIntegerField("问题数", default=0)
    imported_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-imported_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["file", "sha256"], name="answer_once")]


class BankLine(models.Model):
    """One finding of an answer: a row that was taken, or a defect by its row; a defect stays open until somebody settles it."""

    answer = models.ForeignKey(BankAnswer, models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField("答复行号", default=0)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="answers")
    result = models.CharField("结果", max_length=10, blank=True)
    on = models.DateField("日期", null=True)
    amount = models.BigIntegerField("金额（分）", null=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    defect = models.CharField("问题", max_length=12, blank=True)  # bank.answers.Kind
    message = models.TextField("问题说明", blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settlement = models.TextField("处理说明", blank=True)

    class Meta:
        ordering = ["answer", "row", "pk"]
        indexes = [
            models.Index(
                fields=["answer"], condition=~Q(defect="") & Q(settled_at=None), name="defect_open"
            )
        ]
