"""The ground of the county: divisions, beats on the map, addresses and what stands there."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


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
    code = models.CharField(max_length=32)
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
        indexes = [
            GinIndex(
                fields=["text"],
                name="places_address_text",
                opclasses=["gin_trgm_ops"],
                condition=models.Q(retired_at=None),
            )
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
    """One thing that a caller may say: the name of an address, landmark, crossing..."""

    class Kind(models.TextChoices):
        """What the name stands for."""

        ADDRESS = "address"
        LANDMARK = "landmark"
        JUNCTION = "junction"
        KILOMETRE = "kilometre"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=40)
    text = models.CharField(max_length=200)
    detail = models.CharField(max_length=200, blank=True)
    beat = models.ForeignKey("accounts.Beat", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "kind", "code"], name="places_one_name_per_code"
            )
        ]
        indexes = [
            models.Index(fields=["bureau", "lon", "lat"], name="places_name_point"),
        ]

    def __str__(self) -> str:
        return self.text


class Edition(models.Model):
    """Which edition of a bureau's register of places is in force: see finding/edition.py."""

    bureau = models.OneToOneField(
        "accounts.Bureau", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.BigIntegerField()
    # The newest editions with the kind and code of what was changed in each, the oldest first.
    recent = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.number:x}"
