"""Calls: one contact asking for help each."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from tocsin.desks.calls.states import CallBack, CallState, Channel, Validity


class Call(models.Model):
    """One contact asking for help; who called is known only by an id in the personal store."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=24)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=CallState.choices)
    # The id that the switch, device or agency gave it; the same id twice is one call.
    source_id = models.CharField(max_length=120, blank=True)
    # Which device or agency it was; never a person.
    source_name = models.CharField(max_length=80, blank=True)
    caller = models.UUIDField(null=True, blank=True)
    rang_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    located_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    # Where the switch believes the caller to be, and how far off that may be.
    caller_lon = models.FloatField(null=True, blank=True)
    caller_lat = models.FloatField(null=True, blank=True)
    caller_metres = models.FloatField(null=True, blank=True)
    # The caller's own words for the place stay beside what they were matched to.
    place_words = models.CharField(max_length=300, blank=True)
    place_kind = models.CharField(max_length=10, blank=True)
    place_code = models.CharField(max_length=40, blank=True)
    place_text = models.CharField(max_length=200, blank=True)
    # Which of the candidates was chosen, and how sure the finder showed itself of the first; none
    # where no candidate was.
    place_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    place_light = models.CharField(max_length=5, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    type_code = models.CharField(max_length=8, blank=True)
    priority = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    answers = models.JSONField(default=dict, blank=True)
    validity = models.CharField(max_length=12, choices=Validity.choices, blank=True)
    validity_reason = models.CharField(max_length=200, blank=True)
    # The knowledge page from which an enquiry was answered, and to whom a call was handed.
    knowledge_code = models.CharField(max_length=40, blank=True)
    handed_to = models.CharField(max_length=60, blank=True)
    call_back = models.CharField(max_length=10, choices=CallBack.choices, default=CallBack.NONE)
    incident = models.ForeignKey(
        "dispatch.Incident", null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )

    class Meta:
        ordering = ["-rang_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="calls_call_number"),
            models.UniqueConstraint(
                fields=["bureau", "channel", "source_id"],
                condition=~Q(source_id=""),
                name="calls_one_per_source",
            ),
            models.CheckConstraint(
                condition=~Q(state="saved") | (Q(saved_at__isnull=False) & ~Q(validity="")),
                name="calls_saved_is_judged",
            ),
        ]
        indexes = [
            models.Index(fields=["bureau", "-rang_at", "-id"], name="calls_newest"),
            models.Index(
                fields=["bureau", "rang_at"],
                condition=Q(state__in=["ringing", "open"]) | Q(call_back="due"),
                name="calls_waiting",
            ),
            models.Index(fields=["bureau", "lon", "lat", "rang_at"], name="calls_near"),
        ]

    def __str__(self) -> str:
        return self.number


class CallEdit(models.Model):
    """One field of an open call as typed: added on every pause, so that a crash loses nothing."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="edits")
    field = models.CharField(max_length=60)
    value = models.TextField(blank=True)
    sequence = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["call", "field", "-id"], name="calls_edit_latest")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.field}"


class CallLink(models.Model):
    """That a call belongs to an incident, why it was thought so, and until when."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="links")
    incident = models.ForeignKey("dispatch.Incident", on_delete=models.PROTECT, related_name="+")
    score = models.FloatField(null=True, blank=True)
    reasons = models.JSONField(default=list)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    linked_at = models.DateTimeField()
    unlinked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    unlinked_at = models.DateTimeField(null=True, blank=True)
    unlink_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["linked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "call"],
                condition=Q(unlinked_at=None),
                name="calls_one_current_link",
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_id} → {self.incident_id}"


class SwitchSignal(models.Model):
    """One signal of the telephone switch, as received; the same signal twice is one."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    signal_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    source_id = models.CharField(max_length=120)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "signal_id"], name="calls_one_signal")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"
