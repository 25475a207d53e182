"""Ready-made ground for tests: a small town of a few streets and two beats."""

from collections.abc import Sequence

from tests import make
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.api import (
    AddressRow,
    NameRow,
    PremisesRow,
    TerritoryRow,
    load_addresses,
    load_landmarks,
    load_premises,
    load_territories,
)
from tocsin.registers.places.models import Address, Premises

WEST, SOUTH = 106.60, 35.18
MIDDLE, EAST, NORTH = 106.65, 106.70, 35.24


def square(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    """Draw the ring of a rectangle."""
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def address(
    text: str = "东华镇东大街12号",
    *,
    code: str = "",
    at: tuple[float, float] = make.HERE,
    street: str = "",
    of: Bureau | None = None,
) -> Address:
    """Make an address through the loader, so that it can be found by its words."""
    row = AddressRow(code or f"A-{text}"[:32], text, at[0], at[1], street=street)
    return addresses(row, of=of)[0]


def addresses(*rows: AddressRow, of: Bureau | None = None) -> list[Address]:
    """Load addresses and return them in the order given."""
    home = of or make.bureau()
    load_addresses(bureau=home, rows=rows, actor=make.officer("admin", of=home), at=make.NOON)
    made = {row.code: row for row in Address.objects.filter(bureau=home)}
    return [made[row.code] for row in rows]


def landmark(text: str, *, at: tuple[float, float] = make.HERE, of: Bureau | None = None) -> None:
    """Make a landmark."""
    home = of or make.bureau()
    row = NameRow(f"L-{text}"[:40], text, at[0], at[1])
    load_landmarks(bureau=home, rows=[row], actor=make.officer("admin", of=home), at=make.NOON)


def premises(
    name: str = "老石化家属院", *, at: tuple[float, float] = make.HERE, hazards: Sequence[str] = ()
) -> Premises:
    """Make a building, perhaps with hazards."""
    home = make.bureau()
    row = PremisesRow(f"P-{name}"[:32], name, "residential", at[0], at[1], hazards=list(hazards))
    load_premises(bureau=home, rows=[row], actor=make.officer("admin"), at=make.NOON)
    return Premises.objects.get(bureau=home, code=row.code)


def two_beats() -> None:
    """Lay out an urban beat B01 in the west and a rural beat B02 in the east."""
    home = make.station()
    make.beat("B01", at=home), make.beat("B02", at=home)
    load_territories(
        bureau=home.bureau,
        rows=[
            TerritoryRow(home.code, [square(WEST, SOUTH, MIDDLE, NORTH)], "B01", "urban"),
            TerritoryRow(home.code, [square(MIDDLE, SOUTH, EAST, NORTH)], "B02", "rural"),
        ],
        actor=make.officer("admin"),
        at=make.NOON,
    )
