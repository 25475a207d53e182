"""Incidents, what was sent to them, and when each thing happened."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tocsin.desks.dispatch.cordon_versions import Cordon, Posted
from tocsin.desks.dispatch.states import (
    ClockState,
    EntryKind,
    IncidentState,
    MilestoneKind,
    Tier,
)

__all__ = [
    "Assignment",
    "Clock",
    "Cordon",
    "CoverMap",
    "Incident",
    "IncidentLink",
    "Milestone",
    "StandBy",
    "TimelineEntry",
    "Transfer",
]

OFFICER = settings.AUTH_USER_MODEL
OPEN = ["waiting", "assigned", "en_route", "on_scene", "cleared"]


class Incident(models.Model):
    """What happened; one or many calls belong to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=24)
    state = models.CharField(
        max_length=12, choices=IncidentState.choices, default=IncidentState.WAITING
    )
    type_code = models.CharField(max_length=8)
    type_name = models.CharField(max_length=80)
    priority = models.PositiveSmallIntegerField()
    plan_code = models.CharField(max_length=24, blank=True)
    words = models.TextField(blank=True)
    place_words = models.CharField(max_length=300, blank=True)
    place_text = models.CharField(max_length=200)
    place_code = models.CharField(max_length=40, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    area_class = models.CharField(max_length=10, default="rural")
    station = models.ForeignKey("accounts.Station", null=True, on_delete=models.PROTECT)
    beat = models.ForeignKey("accounts.Beat", null=True, on_delete=models.PROTECT)
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    located_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    # Assignments from before a reopening no longer say where the incident stands.
    reopened_at = models.DateTimeField(null=True, blank=True)
    disposition = models.CharField(max_length=24, blank=True)
    outcome = models.TextField(blank=True)
    head = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    # The version grows with each change, so that a desk notices that another was quicker.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="dispatch_incident_number"),
            models.CheckConstraint(
                condition=Q(state="merged", head__isnull=False) | ~Q(state="merged"),
                name="dispatch_merged_has_head",
            ),
        ]
        indexes = [
            models.Index(
                fields=["bureau", "priority", "opened_at"],
                condition=Q(state__in=OPEN),
                name="dispatch_open",
            ),
            models.Index(fields=["bureau", "-opened_at", "-id"], name="dispatch_newest"),
            models.Index(fields=["bureau", "lon", "lat", "opened_at"], name="dispatch_near"),
        ]

    def __str__(self) -> str:
        return self.number


class TimelineEntry(models.Model):
    """One line of an incident's timeline; struck through with a reason, never edited."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="timeline")
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    # The sentence is told from ``said`` and the facts in the reader's language; ``text`` holds
    # only what a person wrote.
    said = models.CharField(max_length=24)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # What a phone without signal says the time was; a claim beside the time of receipt.
    claimed_at = models.DateTimeField(null=True, blank=True)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    strike_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["bureau", "incident", "at"], name="dispatch_timeline")]

    def __str__(self) -> str:
        return f"{self.said} {self.text[:40]}"


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


class IncidentLink(models.Model):
    """That two incidents have to do with each other."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    first = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links_from")
    second = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links_to")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "first", "second"],
                condition=Q(ended_at=None),
                name="dispatch_linked_once",
            ),
            models.CheckConstraint(
                condition=~Q(first=F("second")), name="dispatch_not_linked_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class RoadCalibration(models.Model):
    """What trips on record taught of travel times; the newest version counts."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    version = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    trips = models.PositiveIntegerField()
    calibrated = models.BooleanField()
    figures = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "version"], name="dispatch_calibration_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bureau_id} v{self.version}"


class Transfer(models.Model):
    """An incident offered to another bureau, and what that bureau said."""

    class Outcome(models.TextChoices):
        """What became of the offer."""

        OFFERED = "offered"
        ACCEPTED = "accepted"
        DECLINED = "declined"

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="transfers")
    to_bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OFFERED)
    offered_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    decided_by = models.ForeignKey(OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=200, blank=True)
    received_as = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="received_from"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "incident"],
                condition=Q(outcome="offered"),
                name="dispatch_one_open_offer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} → {self.to_bureau_id}"


class CoverMap(models.Model):
    """Where a bureau's calls come from, where its crews stand, and the ways between; no people.

    Made anew now and then and read from memory until then, so that no recommendation waits for it.
    """

    bureau = models.OneToOneField("accounts.Bureau", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    # Each place: lon, lat, calls, seconds within which somebody should be there, its name.
    places = models.JSONField()
    # Each post: code, name, lon, lat.
    posts = models.JSONField()
    # Seconds from each place and post to each, 65535 where there is no way.
    seconds = models.BinaryField()
    busy_share = models.FloatField()
    travel_by = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.bureau_id} v{self.version}"


class StandBy(models.Model):
    """A suggestion that an idle crew stand by elsewhere, and what the dispatcher decided."""

    class Rule(models.TextChoices):
        """What the suggestion came from."""

        TABLE = "table", _("Compliance table")
        BEST_MOVE = "best_move", _("Best single move")

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="stand_bys")
    post_code = models.CharField(max_length=24)
    post_name = models.CharField(max_length=80)
    lon = models.FloatField()
    lat = models.FloatField()
    rule = models.CharField(max_length=12, choices=Rule.choices)
    seconds = models.FloatField()
    coverage_before = models.FloatField()
    coverage_after = models.FloatField()
    gained_minutes = models.FloatField()
    accepted = models.BooleanField()
    # Why it was rejected.
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    # Set when the unit is sent home; an assignment and another duty end it of themselves.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(OFFICER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "unit"],
                condition=Q(accepted=True, ended_at=None),
                name="dispatch_one_stand_by",
            )
        ]
        indexes = [models.Index(fields=["bureau", "-at"], name="dispatch_stand_by_newest")]

    def __str__(self) -> str:
        return f"{self.unit_id} @ {self.post_code}"

    @property
    def before_percent(self) -> int:
        """The share of calls covered before, in hundredths."""
        return round(self.coverage_before * 100)

    @property
    def after_percent(self) -> int:
        """The share of calls covered after, in hundredths."""
        return round(self.coverage_after * 100)
