"""Deletions before their time: what was counted, who decided, and how far each has come."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.retention.api import CLASSES, RetentionClass


class Clearing(models.Model):
    """All of one class whose case ended before a day, to be erased by two people's decision."""

    class State(models.TextChoices):
        """How far it has come."""

        ASKED = "asked", _("Is being counted")
        COUNTED = "counted", _("Counted")
        PROPOSED = "proposed", _("Proposed")
        ORDERED = "ordered", _("Is being deleted")
        OVER = "over", _("Deleted")
        CHANGED = "changed", _("Void: what it takes has changed")

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=20)
    before = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    # References of cases, nothing of people.
    sample = models.JSONField(default=list)
    begun_at = models.DateTimeField(null=True)
    gone = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", counted_at=None)
                | ~Q(state="asked") & Q(counted_at__isnull=False),
                name="records_clearing_counted",
            )
        ]
        indexes = [models.Index(fields=["bureau", "state"], name="records_clearing_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.before}"

    @property
    def label(self) -> str | Promise:
        """What its class is called."""
        return CLASSES[RetentionClass(self.kind)]
