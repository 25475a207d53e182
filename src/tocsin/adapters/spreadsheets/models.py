"""Sheets that were sent to a register and wait for somebody's word."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptSheet(models.Model):
    """A file as it was sent, what would become of its rows, and what was decided."""

    class Outcome(models.TextChoices):
        """What was decided on the file."""

        WAITING = "waiting", _("Waiting")
        IMPORTED = "imported", _("Imported")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    table = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    # Emptied once the file is imported, withdrawn or forgotten.
    content = models.BinaryField()
    # The language in which the reasons are written.
    language = models.CharField(max_length=10)
    rows = models.PositiveIntegerField()
    created = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    # The first refused rows: [number, reason].
    reasons = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "table", "-sent_at"], name="spreadsheets_kept_table")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.name}"
