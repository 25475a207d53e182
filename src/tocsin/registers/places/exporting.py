"""Addresses into a sheet, in the columns that an import reads."""

from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.importing import COLUMNS
from tocsin.registers.places.models import Address, PlaceName


def export_addresses(bureau: Bureau) -> list[list[str]]:
    """Write the addresses in use, by code, under headings in the reader's language."""
    names = PlaceName.objects.filter(bureau=bureau, kind=PlaceName.Kind.ADDRESS)
    details = dict(names.values_list("code", "detail"))
    rows = Address.objects.filter(bureau=bureau, retired_at=None).order_by("code")
    facts = rows.values_list("code", "text", "lon", "lat", "street", "division__code", "beat__code")
    return [
        [str(column.label) for column in COLUMNS],
        *(
            [*(written(fact) for fact in address), details.get(address[0], "")]
            for address in facts.iterator()
        ),
    ]


def written(fact: object) -> str:
    """Write one fact as a cell.

    >>> written(None), written(0.0), written("B01")
    ('', '0.0', 'B01')
    """
    return "" if fact is None else str(fact)
