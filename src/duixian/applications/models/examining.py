"""形式审查: the checklist, the remarks, the one correction notice, the recommendation. Written by examination's effects only."""

from django.db import models

from duixian.applications.models.filing import Application, Snapshot
from duixian.kernel import clock
from duixian.letters.models import Letter
from duixian.parties.models import Person

VERDICTS = {"fit": "符合", "lacking": "缺少", "wrong": "不符合"}


class Mark(models.Model):
    """What the centre found of one item of the round's closed list."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="marks")
    item = models.CharField("材料", max_length=40)
    verdict = models.CharField("核对结果", max_length=10, choices=list(VERDICTS.items()))
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "item"], name="mark_once_an_item")
        ]


class Correction(models.Model):
    """补正通知: one complete notice for a case, and the answer to it."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="correction")
    before = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    after = models.ForeignKey(Snapshot, models.PROTECT, null=True, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField("补正期限")
    answered_at = models.DateTimeField(null=True)


class Remark(models.Model):
    """An opinion pinned to a place of the file; `place` is a field's name, `line-<id>`, `evidence-<item>`, or "" for the whole."""

    class State(models.TextChoices):
        OPEN = "open", "待回应"
        ANSWERED = "answered", "已回应"
        SETTLED = "settled", "已了结"

    application = models.ForeignKey(Application, models.CASCADE, related_name="remarks")
    correction = models.ForeignKey(Correction, models.PROTECT, null=True, related_name="remarks")
    place = models.CharField(max_length=80, blank=True)
    label = models.CharField("所指", max_length=120)
    text = models.CharField("意见", max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField("回应", max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]


class Recommendation(models.Model):
    """推荐意见: the centre's, favourable or not; a case that was sent back gets another."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="recommendations")
    favourable = models.BooleanField("推荐")
    opinion = models.TextField("推荐意见")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
