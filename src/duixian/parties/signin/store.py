"""The table behind the shared cache: what every process must know at once, and may forget after its time."""

from django.db import models


class Remembered(models.Model):
    """One entry of the shared cache: rate limits, used one-time codes. Written by shared_cache only."""

    key = models.CharField(max_length=300, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "parties"
