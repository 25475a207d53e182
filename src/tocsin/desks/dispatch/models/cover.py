"""Where calls come from and crews stand, and where they were asked to stand by."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tocsin.desks.dispatch.models.incidents import OFFICER


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
