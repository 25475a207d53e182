"""What was taken while the database could not be written: each entered once, and shown as such."""

from datetime import datetime
from uuid import UUID

from tocsin.kernel.durability.models import Spooled


def claim_spooled(
    *, id: UUID, bureau_id: int, kind: str, taken_at: datetime, entered_at: datetime
) -> bool:
    """Claim the entering of a record in the transaction under way; false where it was done."""
    _row, is_first = Spooled.objects.get_or_create(
        id=id,
        defaults={
            "bureau_id": bureau_id,
            "kind": kind,
            "taken_at": taken_at,
            "entered_at": entered_at,
        },
    )
    return is_first


def name_spooled(*, id: UUID, number: str) -> None:
    """Note what a record became."""
    Spooled.objects.filter(pk=id).update(number=number[:24])


def spooled_of(bureau_id: int, *, since: datetime) -> list[Spooled]:
    """List what a bureau took without its database since a moment, the newest first."""
    return list(Spooled.objects.filter(bureau_id=bureau_id, taken_at__gte=since)[:200])
