"""Rounds: what is offered, when, under which readings, and its amendments. Written by rounds.py only."""

import uuid

from django.db import models
from django.db.models import Q

from duixian.kernel import clock
from duixian.parties.models import Person

MODES = {"grant": "补贴类", "project": "研发类"}


class Round(models.Model):
    """申报批次: a filing window over one published version of a policy. Fixed once published, then amended."""

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        PROPOSED = "proposed", "待审定"
        PUBLISHED = "published", "已发布"
        DISCARDED = "discarded", "已作废"

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
    # The readings of no single measure: parameter id → {"value", "reason"}, as RoundMeasure.parameters.
    parameters = models.JSONField("通用口径", default=dict)
    notes = models.TextField("申报须知", blank=True)
    version = models.PositiveIntegerField(default=1)
    cloned_from = models.ForeignKey("self", models.PROTECT, null=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    hands = models.ManyToManyField(Person, related_name="+")  # who wrote in the draft
    created_at = models.DateTimeField(default=clock.now)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    returned_reason = models.TextField("退回理由", blank=True)
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
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=models.F("proposed_by")),
                name="round_published_not_by_proposer",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at"])]

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
    # parameter id → {"value": the contract's value, "reason": why it differs from the default}; one that is
    # here was chosen for this round, and with "carried" was copied from last year's and waits to be confirmed
    parameters = models.JSONField("口径", default=dict)
    # [{"id", "name", "required": bool, "max": files, "note"}]: a closed list
    materials = models.JSONField("材料清单", default=list)
    panel = models.BooleanField("专家评审", default=False)
    rubric = models.JSONField("评分表", default=list)  # [{"name", "weight"}], weights sum to 100
    notes = models.TextField("本事项补充说明", blank=True)
    version = models.PositiveIntegerField(default=1)

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

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审定"
        APPROVED = "approved", "已公布"
        REFUSED = "refused", "已退回"

    round = models.ForeignKey(Round, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reason = models.TextField("理由")
    changes = models.JSONField()  # [{"measure": id or "", "field", "before", "after"}]
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.TextField("退回理由", blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="amendment_numbered_once"),
            models.UniqueConstraint(
                fields=["round"], condition=Q(state="proposed"), name="one_open_amendment_a_round"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")),
                name="amendment_decided_by_another",
            ),
        ]
