"""The record of who did what, when, to which thing."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One act; entries are added, never changed."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["bureau", "subject", "at"], name="audit_entry_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
