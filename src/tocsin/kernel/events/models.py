"""The outbox: what happened, in the transaction in which it happened."""

from django.db import models


class Outbox(models.Model):
    """One event; the trigger of the migration stamps its transaction and wakes the listeners."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    transaction = models.BigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["transaction", "id"], name="events_outbox_transaction"),
            models.Index(fields=["at"], name="events_outbox_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
