"""What this bureau keeps of the ledgers of others: added, never changed."""

from django.db import models


class Neighbour(models.Model):
    """A ledger of somebody else, by its name; locked while one of its checkpoints is judged."""

    origin = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.origin


class KeptCheckpoint(models.Model):
    """A checkpoint of a neighbour that we vouched for, with our line below it."""

    neighbour = models.ForeignKey(Neighbour, on_delete=models.PROTECT, related_name="checkpoints")
    size = models.BigIntegerField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["size"]
        constraints = [
            models.UniqueConstraint(fields=["neighbour", "size"], name="witnesses_one_of_a_size")
        ]

    def __str__(self) -> str:
        return str(self.size)


class Contradiction(models.Model):
    """Two signed checkpoints of one size that differ: the proof that a ledger was forked."""

    neighbour = models.ForeignKey(Neighbour, on_delete=models.PROTECT)
    size = models.BigIntegerField()
    kept = models.TextField()
    shown = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["neighbour", "size"], name="witnesses_one_proof")
        ]

    def __str__(self) -> str:
        return str(self.size)
