"""What a person is told: the notice in the product, its copy by mail, how often mail is wanted, and what the jobs did."""

import uuid

from django.db import models
from django.db.models import Q

from duixian.kernel import clock


class Notice(models.Model):
    """One message to one person. Made by messages.post only; afterwards only `read_at` and a secret link change.

    `person` is a plain id (this folder knows no parties); empty for someone who is not registered yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(null=True)
    template = models.CharField(max_length=40)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    link = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"],
                condition=~Q(key=""),
                name="told_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "id"]),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
        ]


class Mail(models.Model):
    """A notice's copy by e-mail, or a digest of several. Changed by outbox.sending and outbox.digest only."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "未送达"
        UNCLEAR = "unclear", "结果不明"
        HELD = "held-for-digest", "待汇总"

    notice = models.OneToOneField(Notice, models.CASCADE, null=True, related_name="mail")
    # A digest has no notice of its own; the mails that it gathers point to it.
    digest = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")
    address = models.CharField("地址", max_length=254)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=200, unique=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_at"])]


class Preference(models.Model):
    """How often a person wants mail. Notices in the product always stay."""

    class Mode(models.TextChoices):
        EACH = "each", "每条消息都发邮件"
        DAILY = "daily", "每天汇总一次"
        NONE = "none", "不发邮件"

    person = models.UUIDField(primary_key=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.EACH)


class JobRun(models.Model):
    """One run of a periodic job for one slot of its timetable; the unique slot keeps two workers from both running it."""

    name = models.CharField(max_length=60)
    slot = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=1)
    started = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    ok = models.BooleanField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="job_slot_once")]
