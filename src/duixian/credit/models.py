"""The credit register, its sources and imports, screenings and what was found. Rows are written by this folder's verbs only."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q

from duixian.credit.lookback import KIND_NAMES, WHY_NAMES, Dated, Kind
from duixian.credit.picture import CLEAN, FAILED, HIT, PURPOSE_NAMES
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties.finding.tokens import TokensField
from duixian.parties.models import Organisation, Person

__all__ = [
    "Coverage", "CreditRecord", "CreditText", "Explanation", "HitFinding", "Import", "Screening", "Source",
]  # fmt: skip


class Source(models.Model):
    """信用来源: a platform or office whose lists are imported by hand or read from a folder.

    `as_of` is the day up to which its newest whole list tells; what was asked for some enterprises only is in Coverage.
    After `stale_days` more it is stale, and screening stops.
    """

    class Kind(models.TextChoices):
        PLATFORM = "platform", "公共信用信息平台"
        MARKET = "market", "市场监管"
        COURT = "court", "法院"
        TAX = "tax", "税务、社保"
        SCIENCE = "science", "科研诚信"
        OTHER = "other", "其他"

    class Adapter(models.TextChoices):
        IMPORT = "import", "人工导入"
        FOLDER = "folder", "自动读取文件夹"

    slug = models.CharField("标识", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100, unique=True)
    kind = models.CharField("类别", max_length=10, choices=Kind)
    adapter = models.CharField("更新方式", max_length=10, choices=Adapter, default=Adapter.IMPORT)
    stale_days = models.PositiveSmallIntegerField("几天不更新即过期", default=7)
    active = models.BooleanField("启用", default=True)
    as_of = models.DateField("数据截至", null=True)
    refreshed_at = models.DateTimeField("最近一次成功更新", null=True)
    failure = models.TextField("最近一次失败的原因", blank=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Coverage(models.Model):
    """The day up to which a source was asked about one enterprise, whatever it answered."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="coverage")
    code = models.CharField("统一社会信用代码", max_length=18)
    as_of = models.DateField("数据截至")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "code"], name="coverage_once")]


class Import(models.Model):
    """One list from a source: tried first (the differences are shown), then applied or dropped; all or nothing.

    `scope` is null where the list is whole (who is not on it has no record), else the codes that were asked for.
    """

    class State(models.TextChoices):
        TRIED = "tried", "已试导，待确认"
        APPLIED = "applied", "已导入"
        DROPPED = "dropped", "已放弃"

    source = models.ForeignKey(Source, models.PROTECT, related_name="imports")
    state = models.CharField(max_length=10, choices=State, default=State.TRIED)
    file_name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("校验值", max_length=64)
    as_of = models.DateField("数据截至")
    scope = models.JSONField("查询的单位", null=True)
    rows = models.JSONField(default=list)  # the entries as read (entries.Entry.said)
    tried_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    tried_at = models.DateTimeField(default=clock.now)
    applied_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    same = models.PositiveIntegerField("相同", default=0)
    gone = models.JSONField(
        "不再列出", default=list
    )  # primary keys of records that the list no longer has
    withdrawn = models.BooleanField("不再列出的已撤下", default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="applied_import_has_moment"
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["source", "state", "-applied_at"])]


class CreditRecord(models.Model):
    """One record of one enterprise. Never changed: a correction is the next version, which replaces it.

    `key` tells a source's records about one enterprise apart (entries.Entry.key).
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="records")
    code = models.CharField("统一社会信用代码", max_length=18, db_index=True)
    name = models.CharField("单位名称", max_length=200)
    pinyin = models.CharField("拼音首字母", max_length=60, blank=True)
    kind = models.CharField(
        "类别", max_length=10, choices=[(one.value, name) for one, name in KIND_NAMES.items()]
    )
    matter = models.CharField("事由", max_length=500)
    document_number = models.CharField("文号", max_length=100, blank=True)
    acted_on = models.DateField("行为日期", null=True)
    decided_on = models.DateField("决定日期")
    published_on = models.DateField("公示日期", null=True)
    repaired_on = models.DateField("修复日期", null=True)
    until = models.DateField("有效期至", null=True)
    key = models.CharField(max_length=200, editable=False)
    version = models.PositiveIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="successor")
    why = models.CharField("更正的理由", max_length=500, blank=True)
    imported = models.ForeignKey(Import, models.PROTECT, null=True, related_name="records")
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField("撤下的理由", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "code", "key", "version"], name="record_version_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why=""), name="withdrawn_for_a_reason"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["-decided_on", "-id"]),
            # Few replace another: SQLite would not go by the index over all of them.
            models.Index(fields=["replaces"], condition=Q(replaces__isnull=False), name="record_replaces"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{KIND_NAMES[Kind(self.kind)]}：{self.matter}"

    @property
    def dated(self) -> Dated:
        """What the look-back rule asks of it."""
        return Dated(
            kind=Kind(self.kind), decided_on=self.decided_on, repaired_on=self.repaired_on, until=self.until
        )  # fmt: skip


def newest() -> models.QuerySet[CreditRecord]:
    """The records that none replaces. Asked so, and not as a join, both databases can walk along them in order."""
    later = CreditRecord.objects.filter(replaces=OuterRef("pk"))
    return CreditRecord.objects.filter(~Exists(later))


class CreditText(models.Model):
    """The words by which a record is found; kept by credit.finding alone, under the database's own index."""

    record = models.OneToOneField(CreditRecord, models.CASCADE, related_name="search_text")
    tokens = TokensField()


class HitFinding(models.Model):
    """A record that counted against a case (命中): 待核实, until an officer confirms or clears it.

    `subject` names the case; one finding for each version of a record, kept over later screenings of the same case.
    """

    class State(models.TextChoices):
        OPEN = "open", "待核实"
        CONFIRMED = "confirmed", "核实属实"
        CLEARED = "cleared", "予以排除"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=100)
    code = models.CharField("统一社会信用代码", max_length=18)
    record = models.ForeignKey(CreditRecord, models.PROTECT, related_name="findings")
    why = models.CharField(
        "计入的原因", max_length=10, choices=[(one.value, name) for one, name in WHY_NAMES.items()]
    )
    opened_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    basis = models.CharField("依据", max_length=300, blank=True)
    reason = models.TextField("理由", blank=True)
    found_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at", "record_id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "record"], name="finding_once"),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(found_by__isnull=False) & ~Q(basis="") & ~Q(reason="")),
                name="finding_has_reason",
            ),
        ]  # fmt: skip


class Explanation(models.Model):
    """What the applicant says to a hit, with proof; another one may follow."""

    finding = models.ForeignKey(HitFinding, models.PROTECT, related_name="explanations")
    text = models.TextField("说明")
    proofs = models.ManyToManyField(StoredFile, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]


class Screening(models.Model):
    """信用核查: one look at the register for a case. Never changed; the next look is the next row."""

    class Outcome(models.TextChoices):
        CLEAN = CLEAN, "没有记录"
        HIT = HIT, "有记录"
        FAILED = FAILED, "没有完成"

    subject = models.CharField(max_length=100)
    code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("单位名称", max_length=200)
    purpose = models.CharField(
        "何时", max_length=10, choices=[(one.value, name) for one, name in PURPOSE_NAMES.items()]
    )
    submitted_on = models.DateField("提交日")
    first_day = models.DateField("期间起")
    last_day = models.DateField("期间止")
    years = models.PositiveSmallIntegerField("往回几年")
    serious_only = models.BooleanField("只计严重失信和较重的处罚", default=False)
    outcome = models.CharField(max_length=10, choices=Outcome)
    failure = models.TextField("没有完成的原因", blank=True)
    hits = models.ManyToManyField(HitFinding, related_name="screenings")
    looked_at = models.JSONField(
        default=list
    )  # [{"record": pk, "why": lookback.Why}], every record of the enterprise
    sources = models.JSONField(default=list)  # [{"name", "as_of", "trouble"}] of each source in use
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["subject", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="failed") | Q(failure=""), name="failure_says_why"
            ),
        ]  # fmt: skip
