"""What happens to an enterprise: renamed, merged, struck off, insolvent, moved; and the names that it had. Rows only."""

import uuid

from django.db import models
from django.db.models import Q

from duixian.files.models import StoredFile
from duixian.kernel import clock


class Change(models.Model):
    """One change, recorded by a centre or an officer with its document, decided by another person."""

    class Kind(models.TextChoices):
        RENAME = "rename", "更名"
        MERGER = "merger", "合并"
        DEREGISTRATION = "deregistration", "注销"
        INSOLVENCY = "insolvency", "破产"
        MOVE_OUT = "move-out", "迁出本区"
        CENTRE = "centre", "变更所属中心"
        LIFT = "lift", "解除标记"

    class State(models.TextChoices):
        WAITING = "waiting", "待审定"
        APPROVED = "approved", "已确认"
        REFUSED = "refused", "已退回"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="changes")
    kind = models.CharField("事由", max_length=20, choices=Kind)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    effective_on = models.DateField("生效日期")
    document = models.CharField("文书名称和文号", max_length=200)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    statement = models.TextField("说明", blank=True)
    # What it leads to, by kind: a new name, the organisation that carries on, another centre, the mark that is lifted.
    name = models.CharField("新名称", max_length=200, blank=True)
    name_before = models.CharField("原名称", max_length=200, blank=True)
    successor = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, related_name="absorbed"
    )
    centre = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+")
    centre_before = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, related_name="+"
    )
    lifts = models.ForeignKey("self", models.PROTECT, null=True, related_name="liftings")
    asked_by = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    asked_at_office = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField("理由", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(state="waiting"),
                name="one_waiting_change_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="change_decided_by_another",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"])]


class FormerName(models.Model):
    """A name that an organisation had, until a day; from when, where that is known."""

    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="former_names"
    )
    name = models.CharField("曾用名", max_length=200)
    pinyin = models.CharField("拼音首字母", max_length=200, blank=True)
    since = models.DateField("起", null=True)
    until = models.DateField("止")
    change = models.OneToOneField(Change, models.PROTECT)

    class Meta:
        ordering = ["-until", "-pk"]
