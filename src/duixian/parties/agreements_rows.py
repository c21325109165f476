"""投资协议: what an enterprise and the district agreed on, the promises in it, and what was done about them. Rows only."""

import uuid

from django.db import models

from duixian.kernel import clock

PERSON = "parties.Person"


class Agreement(models.Model):
    """One agreement of a centre's enterprise; `version` grows with every change."""

    class State(models.TextChoices):
        RUNNING = "running", "履行中"
        DONE = "done", "已履行完毕"
        ENDED = "ended", "已解除或终止"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="agreements"
    )
    number = models.CharField("协议编号", max_length=60)
    title = models.CharField("协议名称", max_length=100)
    signed_on = models.DateField("签订日期")
    until = models.DateField("履行期至", null=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.RUNNING)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="agreement_once")
        ]
        indexes = [models.Index(fields=["-signed_on", "id"])]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.number}"


class Promise(models.Model):
    """One promised term, as the agreement says it, with its last day and how it stands."""

    class Kind(models.TextChoices):
        TAX = "tax", "税收"
        LAND = "land", "用地用房"
        OUTPUT = "output", "产值营收"
        RESEARCH = "research", "研发投入"
        PEOPLE = "people", "人员"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        PENDING = "pending", "待履行"
        MET = "met", "已履行"
        PART = "part", "部分履行"
        MISSED = "missed", "未履行"

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="promises")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField("类别", max_length=10, choices=Kind)
    text = models.CharField("承诺内容", max_length=300)
    due_on = models.DateField("期限", null=True)
    state = models.CharField("履行情况", max_length=10, choices=State, default=State.PENDING)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "position"], name="promise_position_once")
        ]


class FollowUp(models.Model):
    """跟进: what was done or learnt on a day. Added, never changed."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="follow_ups")
    on = models.DateField("日期")
    text = models.CharField("跟进情况", max_length=1000)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-on", "-pk"]
