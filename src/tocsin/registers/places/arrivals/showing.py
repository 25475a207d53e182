"""Pairs of places that may be one, side by side for whoever says whether they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tocsin.kernel.access.api import fetch
from tocsin.kernel.accounts.api import Officer
from tocsin.registers.places.models import (
    Address,
    Arrival,
    ArrivalFault,
    ArrivalPair,
    Division,
    PlaceName,
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two places: what it is called, its code, where it is, the row that tells of it."""

    code: str
    text: str
    detail: str = ""
    lon: float | None = None
    lat: float | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class PairShown:
    """Two places that may be one; ``known`` is None where it is gone by now."""

    pair: ArrivalPair
    known: Side | None
    coming: Side | None


def pairs_within(officer: Officer, batch: UUID) -> QuerySet[ArrivalPair]:
    """Keep the pairs of a file of the officer's bureau."""
    rows = ArrivalPair.objects.filter(bureau=officer.bureau, batch=batch)
    return rows.select_related("decided_by", "bureau")


def pair_numbered(officer: Officer, batch: UUID, number: int) -> ArrivalPair:
    """Fetch a pair of a file of the officer's bureau."""
    return fetch(pairs_within(officer, batch), pk=number)


def faults_within(officer: Officer, batch: UUID) -> QuerySet[ArrivalFault]:
    """Keep what is wrong with the rows of a file of the officer's bureau."""
    rows = ArrivalFault.objects.filter(bureau=officer.bureau, batch=batch)
    return rows.order_by("row", "pk")


def shown(officer: Officer, batch: UUID, pairs: Sequence[ArrivalPair]) -> list[PairShown]:
    """Read both places of each pair."""
    codes = {code for pair in pairs for code in (pair.code, pair.known)}
    arriving = _arriving(officer, batch, codes)
    there = _registered(officer, codes)
    found = []
    for pair in pairs:
        key, other = (pair.kind, pair.known), (pair.kind, pair.code)
        known = there.get(key) if pair.registered else arriving.get(key) or there.get(key)
        found.append(PairShown(pair, known, arriving.get(other) or there.get(other)))
    return found


def _arriving(officer: Officer, batch: UUID, codes: set[str]) -> dict[tuple[str, str], Side]:
    rows = Arrival.objects.filter(bureau=officer.bureau, batch=batch, code__in=codes)
    return {
        (row.kind, row.code): Side(row.code, row.text, row.detail, row.lon, row.lat, row.row)
        for row in rows
    }


def _registered(officer: Officer, codes: set[str]) -> dict[tuple[str, str], Side]:
    names = PlaceName.objects.filter(bureau=officer.bureau, code__in=codes)
    found = {
        (row.kind, row.code): Side(row.code, row.text, row.detail, row.lon, row.lat)
        for row in names
    }
    for address in Address.objects.filter(bureau=officer.bureau, code__in=codes):
        key = PlaceName.Kind.ADDRESS.value, address.code
        side = Side(address.code, address.text, "", address.lon, address.lat)
        found.setdefault(key, side)
    for one in Division.objects.filter(bureau=officer.bureau, code__in=codes):
        above = one.parent.name if one.parent else ""
        found[Arrival.DIVISION, one.code] = Side(one.code, one.name, above, one.lon, one.lat)
    return found
