"""Units sent to incidents, where they stand, and their stamps."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from tocsin.desks.dispatch.models.incidents import OFFICER, Incident
from tocsin.desks.dispatch.states import (
    MilestoneKind,
    Tier,
)


class Posted(models.Model):
    """Where in the cordon of its incident a unit stands, where it was sent to a post of one."""

    post_number = models.PositiveSmallIntegerField(null=True, blank=True)
    post_road = models.CharField(max_length=120, blank=True)
    post_lon = models.FloatField(null=True, blank=True)
    post_lat = models.FloatField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def post(self) -> tuple[float, float] | None:
        """Where its post of the cordon is; None where it was sent to the scene."""
        if self.post_lon is None or self.post_lat is None:
            return None
        return self.post_lon, self.post_lat

    @property
    def post_facts(self) -> dict[str, object] | None:
        """Its post of the cordon as programs read it; None where it was sent to the scene."""
        if self.post is None:
            return None
        lon, lat = self.post
        return {"number": self.post_number, "road": self.post_road, "lon": lon, "lat": lat}

    @property
    def post_words(self) -> str:
        """Name the post of the cordon it stands at; empty where it was sent to the scene."""
        if self.post_number is None:
            return ""
        if not self.post_road:
            return _("post {number}").format(number=self.post_number)
        return _("post {number}, {road}").format(number=self.post_number, road=self.post_road)


class Assignment(Posted):
    """One unit sent to one incident; a unit is at one incident at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="assignments")
    tier = models.PositiveSmallIntegerField(choices=Tier.choices, default=Tier.NEAREST)
    need = models.CharField(max_length=60, blank=True)
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    eta_seconds = models.FloatField(null=True, blank=True)
    travel_by = models.CharField(max_length=20, blank=True)
    from_lon = models.FloatField(null=True, blank=True)
    from_lat = models.FloatField(null=True, blank=True)
    # What was recommended when it was sent; an overruling is kept with its reason.
    recommended = models.BooleanField(default=False)
    recommendation = models.JSONField(default=dict)
    overrule_reason = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "unit"],
                condition=Q(ended_at=None),
                name="dispatch_unit_in_one_place",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("assigned_at")),
                name="dispatch_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["bureau", "assigned_at"], name="dispatch_assigned_at"),
            models.Index(fields=["unit", "ended_at"], name="dispatch_unit_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.incident_id}"


class Milestone(models.Model):
    """One stamp of an assignment: written once, corrected only by a superseding one."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=10, choices=MilestoneKind.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "assignment", "kind"],
                condition=Q(superseded_at=None),
                name="dispatch_milestone_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.kind}"
