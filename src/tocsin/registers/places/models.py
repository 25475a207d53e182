"""The ground of the county: divisions, beats on the map, addresses and what stands there."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Located(models.Model):
    """Something of a bureau with a point (degrees, WGS 84)."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        abstract = True


class Division(models.Model):
    """An administrative division, from the province down to the village."""

    class Level(models.TextChoices):
        """Rank in the tree of divisions."""

        PROVINCE = "province"
        CITY = "city"
        COUNTY = "county"
        TOWN = "town"
        VILLAGE = "village"

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "code"], name="places_division_code")
        ]

    def __str__(self) -> str:
        return self.name


class Territory(models.Model):
    """The ground of a station or a beat: rings of ``[lon, lat]`` points, the outer one first."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    station = models.ForeignKey("accounts.Station", on_delete=models.PROTECT)
    beat = models.ForeignKey("accounts.Beat", null=True, blank=True, on_delete=models.PROTECT)
    area_class = models.CharField(max_length=10, default="rural")
    rings = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "station", "beat"],
                name="places_one_territory",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.station_id}/{self.beat_id}"


class Address(Located):
    """The official address of a door, with its code and point."""

    code = models.CharField(max_length=32)
    text = models.CharField(max_length=200)
    street = models.CharField(max_length=80, blank=True)
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)
    beat = models.ForeignKey("accounts.Beat", null=True, blank=True, on_delete=models.PROTECT)
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "code"], name="places_address_code")
        ]

    def __str__(self) -> str:
        return self.text


class AddressChange(models.Model):
    """A proposed change to an address, and what became of it."""

    class Outcome(models.TextChoices):
        """What the verifier decided."""

        PROPOSED = "proposed"
        VERIFIED = "verified"
        REJECTED = "rejected"

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    address = models.ForeignKey(
        Address, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    # The version that the proposer saw; 0 proposes a new address.
    base_version = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=200)
    lon = models.FloatField()
    lat = models.FloatField()
    retire = models.BooleanField(default=False)
    reason = models.CharField(max_length=200)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(fields=["bureau", "outcome"], name="places_change_outcome")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.text}"


class AddressVersion(models.Model):
    """How an address read from one moment on; versions are added, never edited."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    text = models.CharField(max_length=200)
    lon = models.FloatField()
    lat = models.FloatField()
    from_at = models.DateTimeField()
    change = models.ForeignKey(AddressChange, null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "address", "version"], name="places_address_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.text} v{self.version}"


class Premises(Located):
    """A building or venue: its entrances, hazards, access notes and key-holders."""

    code = models.CharField(max_length=32)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    address = models.ForeignKey(Address, null=True, blank=True, on_delete=models.PROTECT)
    entrances = models.JSONField(default=list)
    hazards = ArrayField(models.CharField(max_length=120), default=list)
    access_notes = models.TextField(blank=True)
    # People are named only by their id in the personal store.
    key_holders = ArrayField(models.UUIDField(), default=list, blank=True)
    # Grows with every change by people; what they have changed no load overwrites.
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "code"], name="places_premises_code")
        ]
        indexes = [models.Index(fields=["bureau", "lon", "lat"], name="places_premises_point")]

    def __str__(self) -> str:
        return self.name


class PlaceName(Located):
    """One thing that a caller may say: the searchable name of an address, landmark, crossing..."""

    class Kind(models.TextChoices):
        """What the name stands for."""

        ADDRESS = "address"
        LANDMARK = "landmark"
        JUNCTION = "junction"
        KILOMETRE = "kilometre"
        DIVISION = "division"
        STREET = "street"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=40)
    text = models.CharField(max_length=200)
    detail = models.CharField(max_length=200, blank=True)
    # Pairs of neighbouring characters, and of pinyin initials, as words: see wording.py.
    grams = models.TextField(blank=True)
    pinyin = models.TextField(blank=True)
    beat = models.ForeignKey("accounts.Beat", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "kind", "code"], name="places_one_name_per_code"
            )
        ]
        indexes = [
            GinIndex(
                fields=["grams"],
                opclasses=["gin_trgm_ops"],
                name="places_name_grams",
            ),
            GinIndex(
                fields=["pinyin"],
                opclasses=["gin_trgm_ops"],
                name="places_name_pinyin",
            ),
            models.Index(fields=["bureau", "lon", "lat"], name="places_name_point"),
        ]

    def __str__(self) -> str:
        return self.text


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
