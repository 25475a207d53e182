"""Keeping the names that can be searched in step with what they name."""

from collections.abc import Iterable, Sequence

import numpy as np
from django.db import models

from tocsin.core.geo import Floats
from tocsin.kernel.accounts.api import Beat, Bureau
from tocsin.registers.places.bulk import Target, merge
from tocsin.registers.places.facts import NameRow
from tocsin.registers.places.finding.edition import renew
from tocsin.registers.places.models import Address, PlaceName

NAMES = Target(
    PlaceName,
    columns=("bureau_id", "kind", "code", "text", "detail", "beat_id", "lon", "lat"),
    key=("bureau_id", "kind", "code"),
    watched=("text", "detail", "beat_id", "lon", "lat"),
)


def merge_names(bureau: Bureau, kind: PlaceName.Kind, rows: Iterable[NameRow]) -> int:
    """Add or change the names of one kind; return how many changed."""
    beats = ids_of(Beat, bureau)
    return merge(
        NAMES,
        (
            (
                bureau.pk,
                kind.value,
                row.code,
                row.text,
                row.detail,
                beats.get(row.beat),
                row.lon,
                row.lat,
            )
            for row in rows
        ),
    )


def name_address(address: Address) -> None:
    """Make an address findable as it reads now, and a retired one not at all."""
    renew(address.bureau_id, (PlaceName.Kind.ADDRESS, address.code))
    names = PlaceName.objects.filter(bureau=address.bureau)
    if address.retired_at is not None:
        names.filter(kind=PlaceName.Kind.ADDRESS, code=address.code).delete()
        return
    PlaceName.objects.update_or_create(
        bureau=address.bureau,
        kind=PlaceName.Kind.ADDRESS,
        code=address.code,
        defaults={
            "text": address.text,
            "lon": address.lon,
            "lat": address.lat,
            "beat": address.beat,
        },
    )


def as_points(points: Sequence[tuple[float, float]]) -> Floats:
    """Write points as an array, shape (n, 2)."""
    return np.array(points, dtype=np.float64).reshape(-1, 2)


def ids_of(model: type[models.Model], bureau: Bureau) -> dict[str, int]:
    """Map the codes of a bureau's rows to their ids."""
    rows = model._default_manager.filter(bureau=bureau)
    return dict(rows.values_list("code", "pk"))
