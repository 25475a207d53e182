"""Which units a key may move, known without asking the database each time."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

from asgiref.sync import sync_to_async
from django.db import connection

from tocsin.kernel.accounts.api import KeyHolder, Role, digest_of, holders_of
from tocsin.kernel.database.api import within
from tocsin.registers.units.models import Crew, Unit
from tocsin.registers.units.sent import Allowed

KNOWN_SECONDS = 3.0
# A flood of wrong keys must not fill the memory.
MOST_KEYS = 20_000

Lookup = Callable[[Collection[str], datetime], dict[str, Allowed]]


def allowed_by(digests: Collection[str], at: datetime) -> dict[str, Allowed]:
    """Look up what keys may move, together, bureau by bureau; unknown keys are left out."""
    try:
        holders = holders_of(digests, at=at)
        connected = {h.bureau_id for h in holders.values() if Role.INTEGRATION in h.roles}
        everything = units_by_bureau(connected)
        crewed = units_by_officer(holders.values())
        return {
            digest: Allowed(
                holder.bureau_id,
                everything[holder.bureau_id]
                if Role.INTEGRATION in holder.roles
                else own_units(holder, crewed),
            )
            for digest, holder in holders.items()
        }
    finally:
        connection.close()


def own_units(holder: KeyHolder, crewed: dict[tuple[int, int], dict[str, int]]) -> dict[str, int]:
    """Name the units of a device's officer."""
    return crewed.get((holder.bureau_id, holder.officer_id), {})


def units_by_bureau(bureaus: Collection[int]) -> dict[int, dict[str, int]]:
    """Map the codes of units to their ids, by bureau."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for bureau in bureaus:
        rows = Unit.objects.filter(bureau=bureau, retired_at=None)
        with within(bureau):
            found[bureau] = dict(rows.values_list("code", "pk"))
    return found


def units_by_officer(holders: Collection[KeyHolder]) -> dict[tuple[int, int], dict[str, int]]:
    """Map the codes of the units that officers are crewed on now, by bureau and officer."""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for bureau in {one.bureau_id for one in holders}:
        officers = {one.officer_id for one in holders if one.bureau_id == bureau}
        rows = Crew.objects.filter(bureau=bureau, until_at=None, members__in=officers)
        with within(bureau):
            for officer, code, unit in rows.values_list("members", "unit__code", "unit_id"):
                found[bureau, officer][code] = unit
    return found


class Keyring:
    """Remembers what keys may move; keys in use are looked up anew together, every few seconds.

    So a revoked key, or the end of a shift, takes effect within that time.
    """

    def __init__(self, lookup: Lookup = allowed_by) -> None:
        self.lookup = lookup
        self.known: dict[str, Allowed | None] = {}
        self.used: set[str] = set()
        self.read_at = 0.0

    async def allowed(self, key: str, *, at: datetime) -> Allowed | None:
        """Say what a key may move; None for a key that opens nothing."""
        digest = digest_of(key)
        seconds = at.timestamp()
        if abs(seconds - self.read_at) > KNOWN_SECONDS:
            await self.read_anew(at)
        if digest not in self.known:
            found = await sync_to_async(self.lookup)([digest], at)
            self.known[digest] = found.get(digest)
        self.used.add(digest)
        return self.known[digest]

    async def read_anew(self, at: datetime) -> None:
        """Look up the keys that were used since the last time; forget the others."""
        self.read_at = at.timestamp()
        digests, self.used = list(self.used)[:MOST_KEYS], set()
        found = await sync_to_async(self.lookup)(digests, at) if digests else {}
        self.known = {digest: found.get(digest) for digest in digests}
