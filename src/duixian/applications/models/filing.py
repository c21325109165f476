"""Applications and what they hold until they are submitted, and the snapshots of what was. Written by the filing's verbs only."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce

from duixian.applications.models.rounds import RoundMeasure
from duixian.applications.states import ENDED, STATES
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties.finding.tokens import TokensField
from duixian.parties.models import Organisation, Person
from duixian.parties.roles import Role

LAST = date.max


def _due(role: Role) -> models.GeneratedField:
    """The last day of the move that is awaited of a role's desk; LAST where it has none; null where nothing is awaited.

    Kept by the database, so that the most urgent of many are found along an index.
    """
    return models.GeneratedField(
        expression=Case(
            When(
                state__in=[one.id for one in STATES if role in one.turn],
                then=Coalesce("due_on", Value(LAST)),
            )
        ),
        output_field=models.DateField(null=True),
        db_persist=True,
    )


def _awaited(*columns: str) -> models.Index:
    """The way along what is awaited of a desk: only such rows are in it, so that no statistics are wanted to choose it."""
    due = columns[-1]
    return models.Index(
        fields=[*columns, "entered_at", "id"], condition=Q(**{f"{due}__isnull": False}), name=f"awaited_{due}"
    )  # fmt: skip


class Application(models.Model):
    """One applicant's request under one measure of one round, from draft to its end (案卷).

    `version` grows with every change of what the draft says: it is the token that two tabs are told apart by.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round_measure = models.ForeignKey(RoundMeasure, models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    centre = models.ForeignKey(Organisation, models.PROTECT, related_name="cases", null=True)
    state = models.CharField(
        "状态", max_length=20, choices=[(one.id, one.name) for one in STATES], default="draft"
    )
    number = models.CharField("申报编号", max_length=24, null=True, unique=True)
    # What tells several applications under one measure apart: the product, the qualification, the event.
    subject = models.CharField("申报内容", max_length=100, blank=True)
    subject_key = models.CharField(max_length=100, blank=True, editable=False)
    answers = models.JSONField(default=dict)  # fact id → the contract's value, or the text as typed
    # [{"source", "matter", "same", "amount", "year", "state"}]; null: not declared yet, []: declared that there is none
    other_support = models.JSONField("其他支持", null=True)
    version = models.PositiveIntegerField(default=1)
    lines_version = models.PositiveIntegerField(default=1)
    policy_version = models.CharField(max_length=80)
    # The centre or bureau whose staff typed it in from paper; null where the applicant did.
    entered_by = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("申报单位确认时间", null=True)
    ceiling = models.BigIntegerField("测算上限（分）", null=True)
    # Grows with every step: what a page that decides was read at.
    turn = models.PositiveIntegerField(default=1)
    # Who of the desk whose turn it is works on it; null: whoever takes it.
    assignee = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    # When the present state was entered, the last day for the move that it waits for, and the day promised for the end.
    entered_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField("应办结日", null=True)
    admitted_at = models.DateTimeField("受理时间", null=True)
    promised_on = models.DateField("承诺办结日", null=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)
    # Since when desks other than the applicant's may see it: submitted, or typed in by one of them; null: its own draft.
    # Kept by the database, so that the newest of many are found along an index.
    arrived_at = models.GeneratedField(
        expression=Case(
            When(submitted_at__isnull=False, then="submitted_at"),
            When(entered_by__isnull=False, then="created_at"),
        ),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )
    centre_due, officer_due, approver_due = (
        _due(role) for role in (Role.CENTRE, Role.OFFICER, Role.APPROVER)
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round_measure", "applicant", "subject_key"],
                condition=~Q(state__in=ENDED),
                name="one_live_application",
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-updated_at"]),
            models.Index(fields=["centre", "-arrived_at", "-id"]),
            models.Index(fields=["centre", "state", "-arrived_at", "-id"]),
            models.Index(fields=["state", "-arrived_at", "-id"]),
            models.Index(fields=["-arrived_at", "-id"]),
            _awaited("centre", "centre_due"),
            _awaited("officer_due"),
            _awaited("approver_due"),
            models.Index(fields=["entered_by", "-updated_at"]),
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["assignee", "state"]),
        ]

    def __str__(self) -> str:
        return self.number or f"草稿 {self.pk}"

    @property
    def on_behalf(self) -> bool:
        """Whether staff typed it in from paper."""
        return self.entered_by_id is not None


class Taken(models.Model):
    """A step that was taken: whose hand, from where to where. What a case's separation of duties and “已办” are read off."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="taken")
    step = models.CharField(max_length=30)
    source = models.CharField(max_length=20)
    to = models.CharField(max_length=20)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.TextField("理由", blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["person", "-at"]),
            models.Index(fields=["application", "step"]),
        ]


class DraftRevision(models.Model):
    """The answers of a draft at one version, kept so that two editors' changes can be merged by field."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    fields = models.JSONField()  # answers by fact, with other-support and case-subject beside them
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
    contract_key = models.CharField(max_length=270, blank=True, db_index=True)  # folded, both
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


class Invoice(models.Model):
    """An invoice that was claimed: the row that everyone who adds up its parts locks, so that no two pass at once."""

    key = models.CharField(primary_key=True, max_length=40)


class Evidence(models.Model):
    """A file under one item of the closed list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="evidence")
    item = models.CharField("材料", max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "pk"]


class Series(models.Model):
    """The last number given in a series of 申报编号; locked while one is given, so that none is missing or double."""

    name = models.CharField(primary_key=True, max_length=16)
    last = models.PositiveIntegerField(default=0)


class Snapshot(models.Model):
    """What was submitted: canonical JSON and its hash, never changed; a correction adds the next one.

    It holds no personal data but salted hashes: the values are in PersonalData, and can be erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()  # RFC 8785 JSON
    sha256 = models.CharField(max_length=64)
    commitment_version = models.CharField("承诺书版本", max_length=20)
    signed_sha256 = models.CharField("签署内容的校验值", max_length=64)
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    trail_head = models.CharField("留痕头", max_length=64)  # the newest entry before it was made

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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "path"], name="personal_data_once")
        ]


class SearchText(models.Model):
    """The words by which an application is found; the index over them is the database's own (migration 0003)."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="search_text")
    tokens = TokensField()
