"""The versions of the cordon of an incident."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from tocsin.desks.dispatch.states import CordonStep


class Cordon(models.Model):
    """One version of the cordon of an incident; a change makes the next, none is edited.

    ``wish`` is what was asked for, ``found`` what came out: places and units, no people.
    """

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    incident = models.ForeignKey(
        "dispatch.Incident", on_delete=models.PROTECT, related_name="cordons"
    )
    number = models.PositiveIntegerField()
    # The version to which undoing goes back; none where there is nothing before.
    before = models.PositiveIntegerField(null=True, blank=True)
    step = models.CharField(max_length=8, choices=CordonStep.choices)
    wish = models.JSONField()
    found = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bureau", "incident", "number"], name="dispatch_cordon_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.number}"
