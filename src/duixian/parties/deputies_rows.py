"""代理: who stands in for whom, in which role, from which day to which. Rows only."""

import uuid

from django.db import models
from django.db.models import F, Q

from duixian.kernel import clock


class Deputy(models.Model):
    """A colleague who finds an absent person's cases in their own worklist, and acts in their own name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="absences")
    deputy = models.ForeignKey("parties.Person", models.PROTECT, related_name="deputies")
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    role = models.CharField("角色", max_length=20)
    since = models.DateField("自")
    until = models.DateField("至")
    reason = models.CharField("事由", max_length=200)
    named_by = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("提前结束", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(deputy=F("person")), name="deputy_is_another"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="deputy_days_in_order"),
        ]
        indexes = [models.Index(fields=["deputy", "role", "until"])]
