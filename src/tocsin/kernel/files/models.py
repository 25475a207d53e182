"""Photographs and documents that belong to a case."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from tocsin.core.retention import RetentionClass


class Attachment(models.Model):
    """One stored file; its bytes are named by their hash and never change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    case = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=60)
    bytes = models.PositiveIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    added_at = models.DateTimeField()
    retention = models.CharField(max_length=20)
    # Once it is set the bytes are gone; that there was a file, and its hash, stays.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retention__in=list(RetentionClass)), name="files_class_is_known"
            )
        ]
        indexes = [models.Index(fields=["bureau", "case"], name="files_case")]

    def __str__(self) -> str:
        return self.sha256[:12]
