"""Units into a sheet, in the columns that an import reads."""

from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.units.importing import COLUMNS
from tocsin.registers.units.queries import units_of


def export_units(bureau: Bureau) -> list[list[str]]:
    """Write the units that are not retired, by code, under headings in the reader's language."""
    return [
        [str(column.label) for column in COLUMNS],
        *(
            [
                unit.code,
                unit.name,
                unit.kind,
                str(unit.home_lon),
                str(unit.home_lat),
                unit.station.code if unit.station else "",
                " ".join(unit.capabilities),
                unit.agency,
            ]
            for unit in units_of(bureau).select_related("station").order_by("code")
        ),
    ]
