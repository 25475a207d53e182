"""What trips on record taught."""

from django.db import models

from tocsin.desks.dispatch.models.incidents import OFFICER


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
