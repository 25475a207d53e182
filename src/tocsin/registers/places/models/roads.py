"""The roads of a bureau: the map in force, what is closed or slow, and how the roads lie."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class RoadMap(models.Model):
    """The road network in force, as the bytes that the road engine reads."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    version = models.PositiveIntegerField()
    source = models.CharField(max_length=120)
    network = models.BinaryField()
    nodes = models.PositiveIntegerField()
    arcs = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "version"], name="places_roadmap_version")
        ]

    def __str__(self) -> str:
        return f"{self.source} v{self.version}"


class ClosureFacts(models.Model):
    """What is said of a stretch of road that is closed, or takes longer than usual."""

    class Kind(models.TextChoices):
        """Why."""

        FLOOD = "flood", _("Flood")
        ICE = "ice", _("Ice")
        MARKET = "market", _("Market day")
        ACCIDENT = "accident", _("Accident")
        WORKS = "works", _("Road works")
        OTHER = "other", _("Other")

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # How many times as long the stretch takes; none is closed.
    factor = models.FloatField(null=True, blank=True)
    direction = models.CharField(max_length=8)
    # One or two places, ``[lon, lat]``, as they were pointed at; the stretch is found from them.
    places = models.JSONField()
    lonlat = models.JSONField()
    ways = ArrayField(models.BigIntegerField(), default=list)
    road = models.CharField(max_length=120, blank=True)
    metres = models.FloatField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Closure(ClosureFacts):
    """A closure or slow-down as it stands now; how it stood before is in its versions."""

    number = models.PositiveIntegerField()
    # The arcs are those of this road map; on a newer one the places find them again.
    road_map = models.ForeignKey(RoadMap, on_delete=models.PROTECT)
    arcs = ArrayField(models.IntegerField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="places_closure_number"),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="places_closure_ends_later",
            ),
            models.CheckConstraint(
                condition=models.Q(factor=None) | models.Q(factor__gte=1.0),
                name="places_closure_not_quicker",
            ),
        ]
        indexes = [
            models.Index(
                fields=["bureau", "ends_at"],
                condition=models.Q(lifted_at=None),
                name="places_closure_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.road}"


class ClosureVersion(ClosureFacts):
    """How a closure was entered, changed or lifted, by whom and when; added, never edited."""

    closure = models.ForeignKey(Closure, on_delete=models.PROTECT, related_name="versions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "closure", "version"], name="places_closure_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.closure_id} v{self.version}"


class RoadWeather(models.Model):
    """How the roads of a bureau lie from one moment on; lines are added, never edited."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    weather = models.CharField(max_length=8)
    from_at = models.DateTimeField()
    words = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["bureau", "from_at"], name="places_weather_from")]

    def __str__(self) -> str:
        return f"{self.weather} {self.from_at:%Y-%m-%d %H:%M}"
