"""Standard addresses: every house, door and room with its text, code, village and point."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tocsin.core.county.facts import Facts
from tocsin.core.county.grid import Cells
from tocsin.core.county.ground import Ground
from tocsin.core.county.records import AddressForm
from tocsin.core.geo import Floats


@dataclass(frozen=True)
class AddressTable:
    """The addresses on the plane (metres), as columns; see ``records.Addresses``."""

    code: tuple[str, ...]
    text: tuple[str, ...]
    places: Floats
    form: NDArray[np.int8]
    village: Cells
    street: Cells
    estate: Cells
    numbers: Cells


def address_codes(village_codes: tuple[str, ...], village: Cells) -> tuple[str, ...]:
    """Give codes to the addresses of every village: its code and six digits from 1, in order.

    Examples
    --------
    >>> address_codes(("620881100201", "620881100202"), np.array([1, 0, 1]))
    ('620881100202000001', '620881100201000001', '620881100202000002')
    """
    order = np.argsort(village, kind="stable")
    first = np.searchsorted(village[order], np.arange(len(village_codes)))
    serial = np.empty(len(village), dtype=np.int64)
    serial[order] = np.arange(len(village)) - first[village[order]] + 1
    rows = zip(village.tolist(), serial.tolist(), strict=True)
    return tuple(f"{village_codes[v]}{number:06d}" for v, number in rows)


def _texts(facts: Facts, ground: Ground, table: "AddressTable") -> tuple[str, ...]:
    forms = facts.words["forms"]
    writers = {
        AddressForm.RURAL: forms["rural"].format,
        AddressForm.ROOM: forms["room"].format,
        AddressForm.DOOR: forms["door"].format,
    }
    by_form = {int(form): write for form, write in writers.items()}
    villages = [(facts.townships[v.township].name, v.name) for v in facts.villages]
    streets = [*(street.name for street in ground.streets), ""]
    estates = [*ground.rooms.names, ""]
    columns = (table.form, table.village, table.street, table.estate, table.numbers)
    texts = []
    for form, village, street, estate, (a, b, c) in zip(
        *(x.tolist() for x in columns), strict=True
    ):
        township, name = villages[village]
        texts.append(
            by_form[form](
                township=township,
                village=name,
                street=streets[street],
                estate=estates[estate],
                group=a,
                building=a,
                unit=b,
                room=c,
                number=b if form == AddressForm.RURAL else a,
            )
        )
    return tuple(texts)


def _town_villages(facts: Facts, ground: Ground) -> Cells:
    """Find the village or community of every room and door."""
    rooms, doors = ground.rooms, ground.doors
    places = np.concatenate([rooms.places, doors.places])
    of_street = np.array([street.town for street in ground.streets])
    town_of = np.concatenate([rooms.town[rooms.estate], of_street[doors.street]])
    village = np.empty(len(places), dtype=np.int64)
    for number, town in enumerate(ground.settlements.towns):
        members = np.array([v for t in town.townships for v in facts.villages_of(t)])
        here = town_of == number
        _, nearest = cKDTree(ground.settlements.centres[members]).query(places[here])
        village[here] = members[nearest]
    return village


def write_addresses(facts: Facts, ground: Ground) -> AddressTable:
    """Write the standard address of every house, room and door.

    Returns
    -------
    AddressTable
        Rural addresses first, then rooms, then doors. In towns an address belongs to the village
        or community of the town's own townships whose centre is nearest.
    """
    rural, rooms, doors = ground.hamlets, ground.rooms, ground.doors
    sizes = [len(rural.places), len(rooms.places), len(doors.places)]
    places = np.concatenate([rural.places, rooms.places, doors.places])
    village = np.concatenate([rural.village, _town_villages(facts, ground)])
    none = [np.full(size, -1) for size in sizes]
    zero = [np.zeros(size, dtype=np.int64) for size in sizes]
    numbers = np.concatenate(
        [
            np.column_stack([rural.group, rural.number, zero[0]]),
            np.column_stack([rooms.building, rooms.unit, rooms.room]),
            np.column_stack([doors.number, zero[2], zero[2]]),
        ]
    )
    table = AddressTable(
        code=address_codes(tuple(v.code for v in facts.villages), village),
        text=(),
        places=places,
        form=np.repeat(np.array(list(AddressForm), dtype=np.int8), sizes),
        village=village,
        street=np.concatenate([none[0], none[1], doors.street]),
        estate=np.concatenate([none[0], rooms.estate, none[2]]),
        numbers=numbers,
    )
    return replace(table, text=_texts(facts, ground, table))
