"""What people keep at their own desk. Rows only."""

import uuid

from django.db import models

from duixian.applications.models.rounds import RoundMeasure
from duixian.kernel import clock
from duixian.parties.models import Organisation, Person


class SavedView(models.Model):
    """我的视图: the filters of a worklist under a name, as the address of the list carries them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    role = models.CharField(max_length=20)
    name = models.CharField("名称", max_length=20)
    query = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "name"], name="view_named_once")
        ]


class Guidance(models.Model):
    """辅导: an enterprise was told by its centre of a measure of a round, once."""

    round_measure = models.ForeignKey(RoundMeasure, models.PROTECT, related_name="guidance")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round_measure", "organisation"], name="guided_once_a_measure"
            )
        ]
