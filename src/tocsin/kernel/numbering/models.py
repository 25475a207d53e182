"""Counters of numbered things, per bureau and day."""

from django.db import models


class Counter(models.Model):
    """The last number given in one series of one bureau on one day."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    series = models.CharField(max_length=12)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "series", "day"], name="numbering_one_counter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.day} {self.last}"
