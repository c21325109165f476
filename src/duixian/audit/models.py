"""The trail's rows: entries chained by hash, their payloads apart (erasable), the locked head, signed heads."""

import json
from typing import Any

from django.db import models

from duixian.audit import chain


class Outcome(models.TextChoices):
    """Whether what was asked for was done."""

    DONE = "done", "成功"
    DENIED = "denied", "拒绝"


class Entry(models.Model):
    """One thing that someone did or was refused. Written by trail.py only; the database refuses every change.

    Nothing here is personal data: people and organisations are identifiers, the rest is in the payload.
    """

    seq = models.BigIntegerField("序号", primary_key=True)
    version = models.CharField("算法", max_length=8, default=chain.VERSION)
    prev = models.CharField("前一条的哈希", max_length=64)
    hash = models.CharField("哈希", max_length=64, unique=True)
    at = models.DateTimeField("时间")
    epoch = models.PositiveIntegerField("纪元")  # grows when the database was restored from a copy
    actor = models.CharField("人员", max_length=80, blank=True)  # a person's id, or job:name
    role = models.CharField("角色", max_length=30, blank=True)
    organisation = models.CharField("单位", max_length=36, blank=True)
    address = models.CharField("来源地址的加盐哈希", max_length=64, blank=True)
    action = models.CharField("动作", max_length=60)
    subject = models.CharField("对象", max_length=120)
    outcome = models.CharField("结果", max_length=6, choices=Outcome)
    payload_hash = models.CharField("内容的哈希", max_length=64)
    vouched = models.TextField("文件的校验值", blank=True)  # SHA-256 values with blanks between
    request = models.CharField("请求", max_length=64, blank=True)

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject", "seq"], name="entry_of_subject"),
            models.Index(fields=["actor", "seq"], name="entry_of_actor"),
            models.Index(fields=["action", "seq"], name="entry_of_action"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject}"

    @property
    def row(self) -> dict[str, Any]:
        """The entry as it is hashed and exported."""
        plain = {name: getattr(self, name, None) for name in chain.FIELDS}
        return {
            "v": self.version,
            **plain,
            "at": chain.moment(self.at),
            "payload": self.payload_hash,
            "files": self.vouched,
            "hash": self.hash,
        }

    @property
    def files(self) -> list[str]:
        """The SHA-256 values of the files and snapshots that the entry vouches for."""
        return self.vouched.split()

    @property
    def data(self) -> dict[str, Any]:
        """What the caller told; empty once erased."""
        data: dict[str, Any] = self._body.get("data", {})
        return data

    @property
    def actor_name(self) -> str:
        """Who it was, by name; empty once erased."""
        return str(self._body.get("actor", ""))

    @property
    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.payload.body or "{}")
        return body


class Payload(models.Model):
    """What an entry says in words, names and figures. Erasing empties salt and body; the chain holds without them."""

    entry = models.OneToOneField(
        Entry, models.PROTECT, primary_key=True, related_name="payload", db_column="seq"
    )
    salt = models.CharField(max_length=32, blank=True)
    body = models.TextField(blank=True)  # RFC 8785 JSON
    erased_at = models.DateTimeField(null=True)


class HeadRow(models.Model):
    """The one row that everyone who writes an entry locks: numbers follow each other without holes."""

    size = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=chain.ZERO)
    epoch = models.PositiveIntegerField(default=1)


class SignedHead(models.Model):
    """A head that was signed and handed out; who keeps one outside can prove any later rewriting."""

    size = models.BigIntegerField("条数")
    hash = models.CharField("哈希", max_length=64)
    at = models.DateTimeField("时间")
    text = models.TextField("签名文本")

    class Meta:
        ordering = ["size", "id"]
        constraints = [
            models.UniqueConstraint(fields=["size", "hash"], name="head_signed_once"),
        ]
