"""Sheets that were sent to a register and wait for somebody's word."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptSheet(models.Model):
    """A file as it was sent, what would become of its rows, and what was decided."""

    class Outcome(models.TextChoices):
        """What was decided on the file."""

        RECEIVED = "received", _("Being checked")
        WAITING = "waiting", _("Waiting")
        LETTING_IN = "letting_in", _("Being imported")
        IMPORTED = "imported", _("Imported")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        UNUSABLE = "unusable", _("Cannot be used")

    class Step(models.TextChoices):
        """What is being done with the file beside the desks."""

        READING = "reading", _("Reading the file")
        STAGING = "staging", _("Setting its places beside the register")
        COMPARING = "comparing", _("Looking for places that may be there already")
        LETTING_IN = "letting_in", _("Writing into the register")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    table = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    # Empty where the file lies on the disk; emptied once it is imported, withdrawn or forgotten.
    content = models.BinaryField()
    # The language in which the reasons are written.
    language = models.CharField(max_length=10)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # How far the step under way is, and how often the whole was begun.
    step = models.CharField(max_length=10, choices=Step.choices, blank=True)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    begun = models.PositiveSmallIntegerField(default=0)
    # Why the file cannot be used, in a sentence.
    trouble = models.TextField(blank=True)
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
            models.Index(fields=["bureau", "table", "-sent_at"], name="spreadsheets_kept_table"),
            models.Index(
                fields=["sent_at"],
                name="spreadsheets_under_way",
                condition=models.Q(outcome__in=["received", "letting_in"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.name}"

    @property
    def under_way(self) -> bool:
        """Whether something is being done with it beside the desks."""
        return self.outcome in {self.Outcome.RECEIVED, self.Outcome.LETTING_IN}

    @property
    def percent(self) -> int:
        """How much of the step under way is done."""
        return 100 * self.done // self.of if self.of else 0
