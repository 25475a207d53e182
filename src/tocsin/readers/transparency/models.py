"""Editions of the figures for the public, and the account of their noise. Neither ever changes."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tocsin.readers.transparency.states import Method


class Edition(models.Model):
    """What was printed about a span of time, word for word; the next one begins where it ends."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    number = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    method = models.CharField(max_length=8, choices=Method.choices)
    printed = models.JSONField()
    digest = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="transparency_number"),
            models.UniqueConstraint(fields=["bureau", "since"], name="transparency_once_since"),
            models.UniqueConstraint(fields=["bureau", "until"], name="transparency_once_until"),
            models.CheckConstraint(
                condition=Q(since__lt=F("until")), name="transparency_span_forwards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.number}"


class Spending(models.Model):
    """Noise that was booked for one table of one edition, before it was drawn."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    year = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    table = models.CharField(max_length=20)
    epsilon = models.DecimalField(max_digits=8, decimal_places=4)
    budget = models.DecimalField(max_digits=8, decimal_places=4)
    contribution = models.PositiveSmallIntegerField()
    booked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "since", "table"], name="transparency_booked_once"
            ),
            models.CheckConstraint(
                condition=Q(epsilon__gt=Decimal(0)), name="transparency_epsilon_above_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.table} {self.epsilon}"
