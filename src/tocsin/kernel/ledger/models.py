"""What the ledger keeps: rows by their place, the tiles of the tree, checkpoints and witnesses."""

from django.db import models


class Progress(models.Model):
    """How far the sequencer is: one row.

    Transactions below the horizon have ended, and all they wrote has its place. A horizon counts
    on the one server that gave it.
    """

    size = models.BigIntegerField(default=0)
    horizon = models.BigIntegerField(default=0)
    server = models.CharField(max_length=24, blank=True)

    def __str__(self) -> str:
        return str(self.size)


class Leaf(models.Model):
    """One row by its place in the order, in the bytes that were hashed."""

    position = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=12)
    number = models.BigIntegerField()
    row = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="ledger_one_place")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"


class Tile(models.Model):
    """Hashes of the tree; they can be worked out from the rows again."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="ledger_one_tile")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """What was signed of the first so many rows, as a note."""

    size = models.BigIntegerField(unique=True)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["size"]

    def __str__(self) -> str:
        return str(self.size)


class Cosignature(models.Model):
    """The line of a witness below a checkpoint."""

    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.PROTECT, related_name="cosignatures"
    )
    witness = models.CharField(max_length=200)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="ledger_one_cosignature")
        ]

    def __str__(self) -> str:
        return self.witness
