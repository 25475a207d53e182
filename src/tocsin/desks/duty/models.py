"""What happens on the officer's phone beside the assignment itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class HelpRequest(models.Model):
    """An officer pressed "I need help"."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT)
    incident = models.ForeignKey("dispatch.Incident", null=True, on_delete=models.PROTECT)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "officer"],
                condition=Q(answered_at=None),
                name="duty_one_open_help_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.at}"


class PositionSharing(models.Model):
    """Whether an officer shares the position of their phone; only ever true on duty."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    officer = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="position_sharing"
    )
    sharing = models.BooleanField(default=False)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.officer_id} {self.sharing}"
