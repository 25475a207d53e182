"""Reviews of looks, and the weeks that were drawn."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tocsin.readers.review.states import Outcome, Reason

OFFICER = settings.AUTH_USER_MODEL


class Review(models.Model):
    """Looks of one officer that somebody else examines, and what came of it."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    officer = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    # The numbers of the looks; the first stands for all, so that nothing is drawn twice.
    looks = ArrayField(models.BigIntegerField())
    first_look = models.BigIntegerField()
    case = models.CharField(max_length=60)
    task = models.CharField(max_length=40)
    looked_at = models.DateTimeField()
    measure = models.FloatField(default=1)
    drawn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    within = models.DurationField()
    climbed = models.PositiveSmallIntegerField(default=0)
    reviewer = models.ForeignKey(OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    words = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "reason", "first_look"], name="review_once_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("officer")),
                name="review_not_assigned_to_oneself",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("officer")),
                name="review_not_decided_by_oneself",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | ~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="review_decided_as_a_whole",
            ),
        ]
        indexes = [models.Index(fields=["bureau", "decided_at", "due_at"], name="review_waiting")]

    def __str__(self) -> str:
        return f"{self.reason} {self.case}"


class Week(models.Model):
    """A week whose looks were drawn from, and how many of what."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField()
    looks = models.PositiveIntegerField()
    sampled = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-since"]
        constraints = [models.UniqueConstraint(fields=["bureau", "since"], name="review_week_once")]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.since}"
