"""送达、复核、验收、评价. Written by the effects of those steps only."""

from django.db import models
from django.db.models import Q

from duixian.applications.models.deciding import Decision
from duixian.applications.models.filing import Application
from duixian.files.models import StoredFile
from duixian.letters.models import Letter
from duixian.parties.models import Person


class Service(models.Model):
    """送达: how and when the decision reached the applicant; the remedy periods run from it."""

    METHODS = {"online": "系统送达", "person": "当面送达", "post": "邮寄送达", "left": "留置送达"}

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="service")
    method = models.CharField("送达方式", max_length=10, choices=list(METHODS.items()))
    served_on = models.DateField("送达日期")
    receiver = models.CharField("签收人", max_length=60, blank=True)
    review_until = models.DateTimeField("复核申请截止")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Reexamination(models.Model):
    """复核: asked for once; another officer gives an opinion, an approver decides."""

    class Result(models.TextChoices):
        WAITS = "", "待决定"
        UPHELD = "upheld", "维持"
        REVOKED = "revoked", "撤销，重新审核"

    application = models.OneToOneField(Application, models.PROTECT, related_name="reexamination")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    grounds = models.TextField("复核理由")
    files = models.ManyToManyField(StoredFile, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    opinion = models.TextField("复核意见", blank=True)
    reexamined_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reexamined_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=Result, default=Result.WAITS, blank=True)
    reason = models.TextField("理由", blank=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)


class Acceptance(models.Model):
    """验收 of a project: what was handed in, the officer's opinion, the recognised total in fen."""

    class Opinion(models.TextChoices):
        WAITS = "", "待提出意见"
        PASS = "pass", "通过"
        RECTIFY = "rectify", "整改"
        FAIL = "fail", "不通过"

    application = models.ForeignKey(Application, models.PROTECT, related_name="acceptances")
    number = models.PositiveSmallIntegerField()
    summary = models.TextField("完成情况")
    report = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    audit = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    opinion = models.CharField(max_length=10, choices=Opinion, default=Opinion.WAITS, blank=True)
    text = models.TextField("验收意见", blank=True)
    panel_text = models.TextField("专家意见", blank=True)
    recognised = models.BigIntegerField("核定总额（分）", null=True)
    rectify_by = models.DateField("整改期限", null=True)
    judged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"], name="acceptance_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(ended_at=None), name="one_open_acceptance"
            ),
        ]


class Rating(models.Model):
    """好差评: one to five; a bad one (one or two) is answered within a working day."""

    STARS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}

    application = models.OneToOneField(Application, models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField("评价")
    text = models.CharField("意见", max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_on = models.DateField(null=True)
    response = models.CharField("回应", max_length=500, blank=True)
    responded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    responded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=1) & Q(stars__lte=5), name="stars_one_to_five"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_on", "application"], condition=Q(due_on__isnull=False, responded_at=None),
                name="rating_to_answer",
            )
        ]  # fmt: skip

    @property
    def said(self) -> str:
        """The stars in words."""
        return self.STARS[self.stars]
