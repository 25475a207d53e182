"""Legal holds, what was disposed of, and the nights on which that was looked after."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

OFFICER = settings.AUTH_USER_MODEL


class Hold(models.Model):
    """That nothing of a case goes, whatever the schedule says: who, why, until when."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    case = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    until = models.DateField()
    placed_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lift_asked_by = models.ForeignKey(
        OFFICER, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lift_asked_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(max_length=200, blank=True)
    lifted_by = models.ForeignKey(OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["until", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_by=None, lifted_at=None)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False, lift_asked_by__isnull=False)
                & ~Q(lifted_by=F("lift_asked_by")),
                name="retention_lifted_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(case=""), name="retention_hold_says_why"
            ),
        ]
        indexes = [models.Index(fields=["bureau", "case"], name="retention_hold_case")]

    def __str__(self) -> str:
        return self.case


class Disposal(models.Model):
    """That somebody or something is gone: of which class, by which rule; never what it was."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    what = models.CharField(max_length=8, choices=[("person", "person"), ("file", "file")])
    thing = models.UUIDField()
    kind = models.CharField(max_length=20)
    event = models.CharField(max_length=20)
    then = models.CharField(max_length=10)
    ended_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "what", "thing"], name="retention_gone_once")
        ]
        indexes = [models.Index(fields=["bureau", "-at"], name="retention_disposed")]

    def __str__(self) -> str:
        return f"{self.what} {self.thing}"


class Night(models.Model):
    """One pass over all that is kept, and what it found."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["bureau", "-at"], name="retention_latest_night")]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.at}"
