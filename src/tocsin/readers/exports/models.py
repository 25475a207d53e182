"""Exports that were made, how often each was fetched, and until when it is there."""

from django.conf import settings
from django.db import models


class Export(models.Model):
    """One sealed package; after its time only the record that it was is left."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    proposal = models.OneToOneField(
        "two_person.Proposal", on_delete=models.PROTECT, related_name="export"
    )
    rows = models.PositiveIntegerField()
    recipient = models.CharField(max_length=16)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    fetched = models.PositiveIntegerField(default=0)
    package = models.BinaryField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.made_at}"
