"""What enterprises had from the district before this product: earlier versions of the policy, other district funds.

Rows come by import only (applications.earlier.imports) and are never changed: a row that another replaces, or that an
officer strikes out, ends and stays for the record. They are kept by 统一社会信用代码, since many came before anybody
registered here. Measures are plain identifiers.
"""

import uuid

from django.db import models
from django.db.models import Q

from duixian.files.models import StoredFile
from duixian.kernel import clock


class EarlierImport(models.Model):
    """One sheet that an officer brought: checked first, then taken or given up. Who and when."""

    class State(models.TextChoices):
        CHECKED = "checked", "待确认"
        TAKEN = "taken", "已导入"
        DISCARDED = "discarded", "已放弃"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT)
    source = models.CharField("来源", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.CHECKED)
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("更改", default=0)
    same = models.PositiveIntegerField("不变", default=0)
    brought_by = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)


class EarlierGrant(models.Model):
    """One grant of an earlier version, or of another district fund, to one enterprise; amounts in fen."""

    class Fund(models.TextChoices):
        V2021 = "2021", "2021年版"
        V2023 = "2023", "2023年版"
        OTHER = "other", "其他区级资金"

    class Project(models.TextChoices):
        NONE = "", "不是项目"
        OPEN = "open", "未验收"
        ACCEPTED = "accepted", "已验收"
        STOPPED = "stopped", "已终止"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(EarlierImport, models.PROTECT, related_name="grants")
    row = models.PositiveIntegerField("表中行号")
    key = models.CharField(max_length=64, editable=False)
    code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("单位名称", max_length=200)
    fund = models.CharField("资金", max_length=10, choices=Fund)
    fund_name = models.CharField("资金名称", max_length=100, blank=True)
    document = models.CharField("批准文号", max_length=100, blank=True)
    year = models.PositiveSmallIntegerField("批准年度")
    measure = models.CharField("对应事项", max_length=40, blank=True)
    subject = models.CharField("申报内容", max_length=100, blank=True)
    asked = models.BigIntegerField("申请金额（分）", null=True)
    amount = models.BigIntegerField("批准金额（分）")
    paid = models.BigIntegerField("已拨金额（分）")
    instalments = models.JSONField(
        "待拨分期（分）", default=list
    )  # [{"year": int, "fen": int}], by year
    years = models.PositiveSmallIntegerField("支持年数", default=0)
    project = models.CharField(
        "项目状态", max_length=10, choices=Project, default=Project.NONE, blank=True
    )
    remark = models.CharField("备注", max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    ended_reason = models.CharField("作废理由", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(ended_at__isnull=True), name="earlier_grant_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0)
                & Q(paid__gte=0)
                & Q(paid__lte=models.F("amount"))
                & (Q(asked__isnull=True) | Q(asked__gte=0)),
                name="earlier_amounts_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "-year"]),
            models.Index(fields=["fund", "-year", "name"]),
            models.Index(
                fields=["-year", "name", "fund", "id"],
                condition=Q(ended_at=None),
                name="earlier_in_force",
            ),
        ]
