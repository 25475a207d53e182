"""What can be sent: units, their crews and vehicles, and where they are."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tocsin.registers.units.states import DutyStatus, UnitKind


class Vehicle(models.Model):
    """A vehicle of the bureau."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    station = models.ForeignKey("accounts.Station", null=True, on_delete=models.PROTECT)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "code"], name="units_vehicle_code")
        ]

    def __str__(self) -> str:
        return self.code


class Unit(models.Model):
    """A police unit: what a dispatcher sends."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=UnitKind.choices)
    capabilities = ArrayField(models.CharField(max_length=20), default=list)
    station = models.ForeignKey("accounts.Station", null=True, on_delete=models.PROTECT)
    agency = models.CharField(max_length=40, blank=True)
    home_lon = models.FloatField()
    home_lat = models.FloatField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["bureau", "code"], name="units_unit_code")]

    def __str__(self) -> str:
        return self.name


class Standing(models.Model):
    """What a unit is doing now; being busy with an incident is derived from its assignment."""

    unit = models.OneToOneField(
        Unit, primary_key=True, on_delete=models.CASCADE, related_name="standing"
    )
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    duty = models.CharField(max_length=16, choices=DutyStatus.choices, default=DutyStatus.OFF_DUTY)
    reason = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.unit_id} {self.duty}"


class StandingChange(models.Model):
    """One change of a unit's duty status; added, never edited."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="changes")
    duty = models.CharField(max_length=16, choices=DutyStatus.choices)
    reason = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.duty}"


class Crew(models.Model):
    """The people of a unit on one shift."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="crews")
    shift = models.CharField(max_length=20)
    vehicle = models.ForeignKey(Vehicle, null=True, blank=True, on_delete=models.PROTECT)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="crews")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["from_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "unit"], condition=Q(until_at=None), name="units_one_crew_on_duty"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.shift}"


class DeskShift(models.Model):
    """When somebody is to be at their desk; one that was taken back stays on record."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="desk_shifts"
    )
    shift = models.CharField(max_length=20)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["from_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="units_desk_shift_lasts"
            ),
            models.UniqueConstraint(
                fields=["bureau", "officer", "from_at"],
                condition=Q(withdrawn_at=None),
                name="units_desk_shift_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.shift}"


class Position(models.Model):
    """The last fix of a unit; its age decides whether it may be relied on."""

    unit = models.OneToOneField(
        Unit, primary_key=True, on_delete=models.CASCADE, related_name="position"
    )
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    lon = models.FloatField()
    lat = models.FloatField()
    fixed_at = models.DateTimeField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.unit_id} {self.lon:.5f},{self.lat:.5f}"


class TrailPoint(models.Model):
    """Where a unit was, kept to replay an incident; only while on duty."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, db_index=False)
    lon = models.FloatField()
    lat = models.FloatField()
    fixed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "fixed_at"], name="units_trail_unit_time")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.fixed_at}"
