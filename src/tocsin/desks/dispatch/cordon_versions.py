"""The versions of an incident's cordon, and the post to which a unit is sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

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


class Posted(models.Model):
    """Where in the cordon of its incident a unit stands, where it was sent to a post of one."""

    post_number = models.PositiveSmallIntegerField(null=True, blank=True)
    post_road = models.CharField(max_length=120, blank=True)
    post_lon = models.FloatField(null=True, blank=True)
    post_lat = models.FloatField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def post(self) -> tuple[float, float] | None:
        """Where its post of the cordon is; None where it was sent to the scene."""
        if self.post_lon is None or self.post_lat is None:
            return None
        return self.post_lon, self.post_lat

    @property
    def post_words(self) -> str:
        """Name the post of the cordon it stands at; empty where it was sent to the scene."""
        if self.post_number is None:
            return ""
        if not self.post_road:
            return _("post {number}").format(number=self.post_number)
        return _("post {number}, {road}").format(number=self.post_number, road=self.post_road)
