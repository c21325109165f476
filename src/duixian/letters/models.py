"""Official letters and the calendars of published years. Every table but the counter and the words to search by only grows.

The database refuses changes.
"""

import json
import uuid
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from duixian.files.models import StoredFile
from duixian.letters.kinds import CHOICES, KINDS, Kind
from duixian.parties.finding.tokens import TokensField
from duixian.parties.models import Person


class Series(models.Model):
    """A year's numbers of one kind, such as 普科智软补〔2026〕: its row is locked while one is given."""

    name = models.CharField(primary_key=True, max_length=40)
    last = models.PositiveIntegerField(default=0)


class Letter(models.Model):
    """A letter as issued. `content` is canonical JSON (fields and words); `sha256` is its hash, vouched for by the trail.

    `subject` says what it is about, such as application:<uuid>; `head` is the trail's signed head as of its issue.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.ForeignKey(Series, models.PROTECT, related_name="letters")
    sequence = models.PositiveIntegerField("序号")
    number = models.CharField("文书编号", max_length=60, unique=True)
    subject = models.CharField("事由", max_length=120, db_index=True)
    kind = models.CharField("种类", max_length=20, choices=CHOICES)
    title = models.CharField("标题", max_length=200)
    addressee = models.CharField("主送", max_length=200)
    content = models.TextField("内容")
    sha256 = models.CharField("内容校验值", max_length=64, unique=True)
    head = models.TextField("留痕签名头")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="取代"
    )
    issued_at = models.DateTimeField("印发时间")
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-issued_at", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["series", "sequence"], name="letter_number_once")
        ]
        indexes = [
            models.Index(fields=["kind", "-issued_at"], name="letter_by_kind"),
            models.Index(fields=["-issued_at", "-sequence", "id"], name="letter_newest"),
            # Few replace another: SQLite would not go by the index over all of them.
            models.Index(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="letter_replaces"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def row(self) -> Kind:
        """The kind's row of the table."""
        return KINDS[self.kind]

    @cached_property
    def opened(self) -> dict[str, Any]:
        """The content as it was frozen."""
        content: dict[str, Any] = json.loads(self.content)
        return content

    @property
    def text(self) -> str:
        """The words, as HTML that our own template wrote."""
        return str(self.opened["text"])

    @property
    def void(self) -> "Void | None":
        """Why its number counts no more; None while it stands."""
        return getattr(self, "voided", None)

    @property
    def pdf(self) -> StoredFile | None:
        """The file as laid out; None until the worker has done so."""
        rendering = getattr(self, "rendering", None)
        return rendering.file if rendering else None


class LetterText(models.Model):
    """The words by which a letter is found; kept by letters.finding alone, under the database's own index."""

    letter = models.OneToOneField(Letter, models.CASCADE, related_name="search_text")
    tokens = TokensField()


class Rendering(models.Model):
    """The PDF of a letter, laid out once; `layout` is the hash of the template and style sheet used."""

    letter = models.OneToOneField(
        Letter, models.PROTECT, primary_key=True, related_name="rendering"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT)
    sha256 = models.CharField("PDF 校验值", max_length=64)
    layout = models.CharField("版式校验值", max_length=64)
    rendered_at = models.DateTimeField("生成时间")


class Void(models.Model):
    """A number that counts no more, and why; it is never given again."""

    letter = models.OneToOneField(Letter, models.PROTECT, primary_key=True, related_name="voided")
    reason = models.CharField("作废理由", max_length=500)
    voided_at = models.DateTimeField("作废时间")
    voided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")


class CalendarYear(models.Model):
    """One year's arrangement as imported; the newest import of a year counts."""

    year = models.PositiveSmallIntegerField("年份", db_index=True)
    source = models.CharField("通知文号", max_length=100)
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.year}年（{self.source}）"


class CalendarDay(models.Model):
    """A day that is otherwise than its weekday says: 休 or 班."""

    year = models.ForeignKey(CalendarYear, models.PROTECT, related_name="days")
    day = models.DateField("日期")
    works = models.BooleanField("上班")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "day"], name="calendar_day_once")]
