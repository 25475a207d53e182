"""The tiers of response clocks."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tocsin.desks.dispatch.models.incidents import Incident
from tocsin.desks.dispatch.states import ClockState, Tier


class Clock(models.Model):
    """One tier of an incident's response clock."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="clocks")
    tier = models.PositiveSmallIntegerField(choices=Tier.choices)
    state = models.CharField(max_length=10, choices=ClockState.choices, default=ClockState.RUNNING)
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    units_needed = models.PositiveSmallIntegerField(default=1)
    stopped_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    escalated_to = ArrayField(models.CharField(max_length=24), default=list)

    class Meta:
        ordering = ["tier"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "incident", "tier"], name="dispatch_one_clock_per_tier"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["running", "warned"]),
                name="dispatch_clock_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.tier} {self.state}"

    @property
    def seconds(self) -> float:
        """How long the tier was given."""
        return (self.due_at - self.started_at).total_seconds()
