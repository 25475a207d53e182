"""Those outside who vouch for checkpoints, and what they have signed."""

from datetime import datetime

from tocsin.core.ledger.notes import Signature
from tocsin.kernel.ledger.models import Checkpoint


def unwitnessed(witness: str) -> list[Checkpoint]:
    """List the checkpoints below which a witness has no line yet, the smallest first."""
    return list(Checkpoint.objects.exclude(cosignatures__witness=witness).order_by("size"))


def unwritten(*, after: int, most: int) -> list[Checkpoint]:
    """List the checkpoints larger than a size, the smallest first."""
    rows = Checkpoint.objects.filter(size__gt=after).prefetch_related("cosignatures")
    return list(rows.order_by("size")[:most])


def vouched_size(witness: str) -> int:
    """Return how many rows a witness has vouched for."""
    newest = Checkpoint.objects.filter(cosignatures__witness=witness).last()
    return newest.size if newest else 0


def newest() -> Checkpoint | None:
    """Return the newest checkpoint, if there is one."""
    return Checkpoint.objects.prefetch_related("cosignatures").last()


def keep_cosignature(*, checkpoint: Checkpoint, signature: Signature, at: datetime) -> None:
    """Keep the line of a witness below a checkpoint; a second one of theirs adds nothing."""
    checkpoint.cosignatures.get_or_create(
        witness=signature.name, defaults={"line": signature.line(), "at": at}
    )
