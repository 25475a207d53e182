"""Other names of places, as callers say them, and how each came to be one."""

from django.conf import settings
from django.db import models

from tocsin.registers.places.states import AliasState


class AliasFacts(models.Model):
    """What is said of another name of a place."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=AliasState.choices)
    words = models.CharField(max_length=30)
    # How the register called the place then.
    text = models.CharField(max_length=200)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Alias(AliasFacts):
    """Words that callers use for a place of the register; how they stood before is in versions."""

    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    # The words brought to one form, so that the same name is recorded once for a place.
    key = models.CharField(max_length=30)
    beat = models.ForeignKey("accounts.Beat", null=True, blank=True, on_delete=models.PROTECT)
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "kind", "code", "key"], name="places_alias_once"
            )
        ]
        indexes = [
            models.Index(fields=["bureau", "state", "-id"], name="places_alias_state"),
            models.Index(fields=["bureau", "key"], name="places_alias_key"),
        ]

    def __str__(self) -> str:
        return f"{self.words} = {self.text}"


class AliasVersion(AliasFacts):
    """How another name was recorded, verified, rejected or retired; added, never edited."""

    alias = models.ForeignKey(Alias, on_delete=models.PROTECT, related_name="versions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "alias", "version"], name="places_alias_version"
            )
        ]
        indexes = [models.Index(fields=["bureau", "-id"], name="places_alias_newest")]

    def __str__(self) -> str:
        return f"{self.words} v{self.version}"


class AliasHeard(models.Model):
    """That a call or an incident, known by its number, used another name of a place."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    alias = models.ForeignKey(Alias, on_delete=models.PROTECT, related_name="heard")
    source = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "alias", "source"], name="places_alias_heard_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.alias_id}"
