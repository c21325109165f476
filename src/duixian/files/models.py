"""Uploaded files: the bytes are kept once by their hash; a row says who brought them, under which name."""

import uuid

from django.db import models
from django.db.models import Q

from duixian.kernel import clock


class StoredFile(models.Model):
    """One upload that passed every check. Made by files.store.keep only; what it says of the upload never changes.

    `owner` is the organisation whose file it is (a plain id: this folder knows no parties).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.UUIDField(db_index=True, null=True)
    name = models.CharField("文件名", max_length=255)
    kind = models.CharField("类型", max_length=8)  # pdf · jpg · png · docx · xlsx · ofd · xml
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64, db_index=True)
    pages = models.PositiveIntegerField("可预览的页数", default=0)
    scanned_by = models.CharField("查毒引擎与特征库", max_length=120)
    uploaded_by = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True)
    # Since when its bytes are known to be gone or not its own; null once they are whole again (parties.damage).
    damaged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["damaged_at"], condition=Q(damaged_at__isnull=False), name="damaged_files"
            )
        ]

    def __str__(self) -> str:
        return self.name
