"""审核: recognised amounts, overlaps, visits, panels and scores. Written by the review's effects only."""

from django.db import models
from django.db.models import F, Q

from duixian.applications.models.filing import Application
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties.models import Person


class Recognition(models.Model):
    """核定: one amount as claimed and as recognised, in the contract's words; `target` is `line-<id>` or `fact-<id>`."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="recognitions")
    target = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    claimed = models.JSONField("申报")
    recognised = models.JSONField("核定")
    reason = models.CharField("核减理由", max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "target"], name="recognised_once")
        ]


class Overlap(models.Model):
    """A sign that the same matter is supported elsewhere, and how it was settled (从高不重复)."""

    class Settled(models.TextChoices):
        WAITS = "", "待处理"
        DIFFERENCE = "difference", "补差"
        EXCLUDE = "exclude", "择一，不再支持"
        STACK = "stack", "可以叠加"
        APART = "apart", "不是同一事项"

    application = models.ForeignKey(Application, models.CASCADE, related_name="overlaps")
    # Which key tells that it is the same: declared, invoice, contract, premises, certificate, product, event, affiliate, earlier.
    key = models.CharField(max_length=20)
    sign = models.CharField(max_length=200)  # the folded key itself
    label = models.CharField("所指", max_length=300)
    other = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+")
    source = models.CharField("来源", max_length=20, blank=True)  # the policy's source of support
    amount = models.BigIntegerField("另一处的金额（分）", null=True)
    settled = models.CharField(max_length=12, choices=Settled, default=Settled.WAITS, blank=True)
    counted = models.BigIntegerField("计入扣除（分）", default=0)
    reason = models.CharField("理由", max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "key", "sign"], name="overlap_once"),
            models.CheckConstraint(
                condition=Q(counted__gte=0), name="overlap_counted_not_negative"
            ),
        ]


class MatchKey(models.Model):
    """What an officer read off the evidence to compare by: premises with their months, or a certificate's number.

    `key` is `said` without its disguises; months are their first days, null for a certificate.
    """

    class Kind(models.TextChoices):
        PREMISES = "premises", "场地和月份"
        CERTIFICATE = "certificate", "证书、批文号"

    application = models.ForeignKey(Application, models.PROTECT, related_name="match_keys")
    kind = models.CharField(max_length=12, choices=Kind)
    said = models.CharField("原文", max_length=200)
    key = models.CharField(max_length=120)
    first_month = models.DateField("起始月份", null=True)
    last_month = models.DateField("截止月份", null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "key"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month__isnull=True) | Q(last_month__gte=F("first_month")),
                name="match_months_in_order",
            )
        ]


class Visit(models.Model):
    """实地核查: when, where, who, what was found, photographs."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="visits")
    on = models.DateField("日期")
    place = models.CharField("地点", max_length=200)
    people = models.CharField("参加人员", max_length=200)
    finding = models.TextField("核查情况")
    files = models.ManyToManyField(StoredFile, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["on", "pk"]


class ExpertProfile(models.Model):
    """What the pool knows of an expert: fields, title, employer, and the names of firms that they are tied to."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="expertise")
    fields = models.JSONField("领域", default=list)
    title = models.CharField("职称", max_length=60, blank=True)
    employer = models.CharField("工作单位", max_length=200, blank=True)
    ties = models.JSONField("有利益关系的单位", default=list)
    updated_at = models.DateTimeField(default=clock.now)


class Panel(models.Model):
    """专家评审 of a case. `rule` says how the average is made; scores are seen by others only once it is closed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="panels")
    field = models.CharField("领域", max_length=40, blank=True)
    rule = models.CharField("计分办法", max_length=20, default="mean")  # mean, or trimmed
    called_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    average = models.DecimalField("平均分", max_digits=6, decimal_places=2, null=True)
    summary = models.TextField("评审意见", blank=True)

    class Meta:
        ordering = ["called_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at=None), name="one_open_panel"
            )
        ]


class Seat(models.Model):
    """An expert on a panel: what they declared, what was detected, whether they stepped back."""

    class Conflict(models.TextChoices):
        UNDECLARED = "", "未声明"
        NONE = "none", "没有利益关系"
        DECLARED = "declared", "声明有利益关系"
        DETECTED = "detected", "核对发现利益关系"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    conflict = models.CharField(
        max_length=10, choices=Conflict, default=Conflict.UNDECLARED, blank=True
    )
    conflict_note = models.CharField(max_length=300, blank=True)
    left_at = models.DateTimeField(null=True)  # stepped back, or was replaced
    handed_in_at = models.DateTimeField(null=True)
    remark = models.TextField("总体意见", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "person"], name="one_seat_an_expert")
        ]


class Score(models.Model):
    """A score of one criterion of the round's rubric, out of 100; saved as it is typed until it is handed in."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=60)
    value = models.PositiveSmallIntegerField(null=True)
    remark = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "criterion"], name="one_score_a_criterion"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__lte=100), name="score_within_100"
            ),
        ]
