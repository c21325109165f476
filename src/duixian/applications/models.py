"""Rounds, applications and what they hold. Rows are written by rounds.py and casework.py only."""

import uuid

from django.db import models
from django.db.models import Q

from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties.models import Organisation, Person

MODES = {"grant": "补贴类", "project": "研发类"}


class Round(models.Model):
    """申报批次: a filing window over one published version of a policy. Fixed once published, then amended."""

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        PROPOSED = "proposed", "待审定"
        PUBLISHED = "published", "已发布"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("批次编号", max_length=20, unique=True)
    title = models.CharField("名称", max_length=100)
    policy = models.CharField("政策", max_length=60)
    policy_version = models.CharField("政策版本", max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间")
    promised_days = models.PositiveSmallIntegerField("承诺办理工作日", default=60)
    contacts = models.JSONField("各中心联系方式", default=dict)  # centre id → text
    notes = models.TextField("申报须知", blank=True)
    version = models.PositiveIntegerField(default=1)
    cloned_from = models.ForeignKey("self", models.PROTECT, null=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")), name="round_opens_first"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=models.F("drafted_by")),
                name="round_published_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoundMeasure(models.Model):
    """One measure of the policy in a round: its mode, expense period, readings, closed list of materials."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="measures")
    measure = models.CharField("事项", max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    mode = models.CharField("办理方式", max_length=10, choices=list(MODES.items()), default="grant")
    expense_from = models.DateField("费用期间起", null=True, blank=True)
    expense_to = models.DateField("费用期间止", null=True, blank=True)
    # parameter id → {"value": the contract's value, "reason": why it differs from the default}
    parameters = models.JSONField("口径", default=dict)
    # [{"id", "name", "required": bool, "max": files, "note"}]: a closed list
    materials = models.JSONField("材料清单", default=list)
    panel = models.BooleanField("专家评审", default=False)
    rubric = models.JSONField("评分表", default=list)  # [{"name", "weight"}], weights sum to 100

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "measure"], name="measure_once_a_round"),
            models.CheckConstraint(
                condition=Q(expense_from__isnull=True)
                | Q(expense_to__isnull=True)
                | Q(expense_to__gte=models.F("expense_from")),
                name="expense_period_in_order",
            ),
        ]


class Amendment(models.Model):
    """A dated change to a published round; applies to what is not yet submitted, shown to every draft."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    summary = models.TextField("修改内容")
    reason = models.TextField("理由")
    changes = models.JSONField()  # [{"measure": id or "", "field", "before", "after"}]
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="amendment_numbered_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("proposed_by")),
                name="amendment_approved_by_another",
            ),
        ]


class Application(models.Model):
    """One applicant's request under one measure of one round, from draft to its end (案卷)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round_measure = models.ForeignKey(RoundMeasure, models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    centre = models.ForeignKey(Organisation, models.PROTECT, related_name="cases", null=True)
    state = models.CharField("状态", max_length=20, default="draft", db_index=True)
    number = models.CharField("申报编号", max_length=24, null=True, unique=True)
    subject = models.CharField("申报内容", max_length=100, blank=True)
    answers = models.JSONField(default=dict)  # fact id → the contract's value, or the text as typed
    other_support = models.JSONField(
        default=list
    )  # [{"source", "matter", "amount", "year", "state"}]
    version = models.PositiveIntegerField(default=1)  # the draft's version token
    policy_version = models.CharField(max_length=80)
    on_behalf = models.BooleanField("由工作人员代为录入", default=False)
    confirmed_at = models.DateTimeField("申报单位确认时间", null=True)
    ceiling = models.BigIntegerField("测算上限（分）", null=True)
    search = models.TextField(blank=True, editable=False)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["applicant", "-updated_at"]),
            models.Index(fields=["centre", "state", "-submitted_at"]),
            models.Index(fields=["state", "-submitted_at"]),
        ]


class DraftRevision(models.Model):
    """The answers of a draft at one version, kept so that two editors' changes can be merged by field."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    answers = models.JSONField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="revision_once")
        ]


class ExpenseLine(models.Model):
    """One expense: contract, invoice and payment that must agree; amounts in fen, tax included as invoiced."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    fact = models.CharField("计入", max_length=40)  # the money fact that this line adds to
    content = models.CharField("内容", max_length=200)
    contract_number = models.CharField("合同编号", max_length=60, blank=True)
    counterparty = models.CharField("收款方", max_length=200)
    invoice_code = models.CharField("发票代码", max_length=12, blank=True)
    invoice_number = models.CharField("发票号码", max_length=20, blank=True)
    invoice_key = models.CharField(
        max_length=40, blank=True, db_index=True
    )  # folded code and number
    invoiced_on = models.DateField("开票日期", null=True)
    invoice_amount = models.BigIntegerField("发票金额（分）", null=True)
    amount = models.BigIntegerField("申报金额（分）")
    paid_on = models.DateField("付款日期", null=True)
    paid_amount = models.BigIntegerField("付款金额（分）", null=True)
    source_file = models.ForeignKey(StoredFile, models.PROTECT, null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="line_position_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="line_amount_positive"),
        ]


class Evidence(models.Model):
    """A file under one item of the closed list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="evidence")
    item = models.CharField("材料", max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)


class Snapshot(models.Model):
    """What was submitted: canonical JSON and its hash, never changed; a correction adds the next one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()  # RFC 8785 JSON
    sha256 = models.CharField(max_length=64)
    commitment_version = models.CharField("承诺书版本", max_length=64)
    signed_name = models.CharField("签名", max_length=60)
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    trail_head = models.CharField("留痕头", max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="snapshot_numbered_once")
        ]


class PersonalData(models.Model):
    """Personal data of a snapshot, apart from it: the snapshot holds only the salted hash, so this can be erased."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="personal")
    path = models.CharField(max_length=100)
    salt = models.CharField(max_length=32, blank=True)
    value = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)
