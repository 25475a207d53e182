"""What was on one disk only, and how the copies stand."""

from django.db import models
from django.db.models import F, Q


class OneCopyWindow(models.Model):
    """A time in which what was committed may have been on one disk only.

    The window holds every transaction from `from_xid` on and below `until_xid`.
    """

    reason = models.CharField(max_length=12)
    began_at = models.DateTimeField()
    from_lsn = models.BigIntegerField()
    from_xid = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    until_lsn = models.BigIntegerField(null=True)
    until_xid = models.BigIntegerField(null=True)
    acts = models.PositiveBigIntegerField(null=True)
    # Whether the second copy has all of it by now; a copy begun anew has not.
    covered = models.BooleanField(default=False)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(until_xid__gte=F("from_xid"), acts__isnull=False),
                name="durability_window_ended",
            )
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M:%S} {self.reason}"


class CopyState(models.Model):
    """How the copies stood when they were last looked at; one row."""

    seen_at = models.DateTimeField()
    copies = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=300)
    covered_lsn = models.BigIntegerField(null=True)
    covered_xid = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.copies} at {self.seen_at:%Y-%m-%d %H:%M:%S}"


class Spooled(models.Model):
    """Something taken while the database could not be written, and entered afterwards, once."""

    id = models.UUIDField(primary_key=True)
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    taken_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    # What it became, where it was not known already: the number of a call or an incident.
    number = models.CharField(max_length=24, blank=True)

    class Meta:
        ordering = ["-taken_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
