"""Incidents, what is told of them, and how they hang together."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tocsin.desks.dispatch.states import EntryKind, IncidentState

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
