"""Reading the register of places out of the database: whole, or some places of it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.facts import AddressRow, DivisionRow, NameRow, PremisesRow
from tocsin.registers.places.finding.edition import Changed
from tocsin.registers.places.finding.tree import ADDRESS, PREMISES, Held
from tocsin.registers.places.models import Address, Alias, Division, PlaceName, Premises
from tocsin.registers.places.states import AliasState

# Addresses and divisions are read where they are kept themselves.
NAMED = [PlaceName.Kind.LANDMARK, PlaceName.Kind.JUNCTION, PlaceName.Kind.KILOMETRE]


def whole(bureau_id: int) -> Held:
    """Read the whole register of a bureau."""
    return Held(
        middle_of(bureau_id),
        divisions_of(bureau_id),
        addresses_in(Address.objects.filter(bureau_id=bureau_id)),
        names_in(PlaceName.objects.filter(bureau_id=bureau_id)),
        premises_in(Premises.objects.filter(bureau_id=bureau_id)),
        aliases_of(bureau_id),
    )


def some(bureau_id: int, changed: Iterable[Changed]) -> Held:
    """Read some places, as far as they are still there, and all divisions."""
    codes = defaultdict[str, list[str]](list)
    for kind, code in changed:
        codes[kind].append(code)
    addresses = Address.objects.filter(bureau_id=bureau_id, code__in=codes[ADDRESS])
    premises = Premises.objects.filter(bureau_id=bureau_id, code__in=codes[PREMISES])
    named = Q()
    for kind in NAMED:
        for code in codes[kind]:
            # The other names that a landmark was loaded with stand under longer codes.
            named |= Q(kind=kind, code=code) | Q(kind=kind, code__startswith=f"{code}-")
    names = PlaceName.objects.filter(named, bureau_id=bureau_id)
    return Held(
        middle_of(bureau_id),
        divisions_of(bureau_id),
        addresses_in(addresses),
        names_in(names if named else names.none()),
        premises_in(premises),
        aliases_of(bureau_id),
    )


def names_in(rows: QuerySet[PlaceName]) -> dict[str, list[NameRow]]:
    """Read landmarks, junctions and kilometre posts by kind."""
    names = defaultdict[str, list[NameRow]](list)
    facts = rows.filter(kind__in=NAMED).order_by("kind", "code")
    columns = facts.values_list("kind", "code", "text", "lon", "lat", "detail")
    for kind, code, text, lon, lat, detail in columns:
        names[kind].append(NameRow(code, text, lon, lat, detail))
    return names


def aliases_of(bureau_id: int) -> dict[Changed, list[str]]:
    """Read the verified other names by kind and code."""
    found = defaultdict[Changed, list[str]](list)
    rows = Alias.objects.filter(bureau_id=bureau_id, state=AliasState.VERIFIED).order_by("pk")
    for kind, code, words in rows.values_list("kind", "code", "words"):
        found[kind, code].append(words)
    return found


def middle_of(bureau_id: int) -> tuple[float, float]:
    """Say where the bureau is; a place without a point is there."""
    lon, lat = Bureau.objects.filter(pk=bureau_id).values_list("lon", "lat").get()
    return lon, lat


def divisions_of(bureau_id: int) -> list[DivisionRow]:
    """Read the tree of divisions."""
    rows = Division.objects.filter(bureau_id=bureau_id).order_by("code")
    facts = rows.values_list("code", "name", "level", "parent__code", "lon", "lat")
    return [
        DivisionRow(code, name, level, parent or "", lon, lat)
        for code, name, level, parent, lon, lat in facts
    ]


def addresses_in(rows: QuerySet[Address]) -> list[AddressRow]:
    """Read the addresses that are in use."""
    used = rows.filter(retired_at=None).order_by("code")
    facts = used.values_list("code", "text", "lon", "lat", "street", "division__code")
    return [
        AddressRow(code, text, lon, lat, street, division or "")
        for code, text, lon, lat, street, division in facts
    ]


def premises_in(rows: QuerySet[Premises]) -> list[PremisesRow]:
    """Read the premises that are in use."""
    used = rows.filter(retired_at=None).order_by("code")
    return [PremisesRow(*facts) for facts in used.values_list("code", "name", "kind", "lon", "lat")]
