"""Places on their way into the register: as a file tells of them, until somebody lets them in."""

from django.conf import settings
from django.db import models

from tocsin.registers.places.models.ground import PlaceName


class Arrival(models.Model):
    """One place of a file that arrives; all places of one file have its batch."""

    DIVISION = "division"
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    batch = models.UUIDField()
    kind = models.CharField(
        max_length=10, choices=[(DIVISION, "Division"), *PlaceName.Kind.choices]
    )
    code = models.CharField(max_length=40)
    # As the sheet counts its rows; a map has none.
    row = models.PositiveIntegerField(null=True)
    text = models.CharField(max_length=200)
    street = models.CharField(max_length=80, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    # Of a division its level; of all the code of the division that it lies in.
    level = models.CharField(max_length=10, blank=True)
    above = models.CharField(max_length=32, blank=True)
    beat = models.ForeignKey("accounts.Beat", null=True, on_delete=models.PROTECT, db_index=False)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "batch", "kind", "code"], name="places_arrival_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


class ArrivalFault(models.Model):
    """What is wrong with a row of a file that arrives: a word of ``Wrong``, not a sentence."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    batch = models.UUIDField()
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True)
    wrong = models.CharField(max_length=20)
    said = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["bureau", "batch", "row"], name="places_fault_row")]

    def __str__(self) -> str:
        return f"{self.row} {self.wrong}"


class ArrivalPair(models.Model):
    """A place that arrives beside one that it may be, and what a person said of the two.

    What was said is kept: when the same place comes again, nobody is asked again.
    """

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    batch = models.UUIDField()
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    # The other place: one of the register, or an earlier one of the same file.
    known = models.CharField(max_length=40)
    registered = models.BooleanField()
    metres = models.FloatField()
    same_words = models.BooleanField()
    # Whether they are one; nothing until somebody has said.
    same = models.BooleanField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "batch", "kind", "code", "known"], name="places_pair_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["bureau", "kind", "code", "known"],
                name="places_pair_said",
                condition=models.Q(same__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.known} / {self.code}"
