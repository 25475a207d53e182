"""What the generated county consists of, ready to be put into registers; points in degrees."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats, Point
from tocsin.core.roads import RoadNetwork, Way

Ints = NDArray[np.int64]
Ring = tuple[tuple[float, float], ...]


class AddressForm(IntEnum):
    """How an address is written; the value is what arrays hold."""

    RURAL = 0  # village, group, house
    ROOM = 1  # estate, building, unit, room
    DOOR = 2  # street, number


@dataclass(frozen=True, slots=True)
class Area:
    """A polygon as rings of (lon, lat), the outer one first, then holes; first point repeated."""

    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class River:
    """A river and its line, shape (n, 2), degrees."""

    name: str
    line: Floats


@dataclass(frozen=True, slots=True)
class Heights:
    """The height field: ``metres`` has shape (rows, columns), row 0 in the south.

    The middle of cell (0, 0) is ``corner``; ``step`` is degrees east and north from cell to cell.
    """

    corner: Point
    step: tuple[float, float]
    metres: Floats


@dataclass(frozen=True, slots=True)
class Division:
    """A township or village with its code; a township's ``parent`` is the county's code."""

    code: str
    name: str
    parent: str
    point: Point
    community: bool = False


@dataclass(frozen=True, slots=True)
class Street:
    """A named street of a town from where its numbers begin; ``township`` is a code."""

    name: str
    township: str
    line: Floats


@dataclass(frozen=True)
class Addresses:
    """All standard addresses as columns of one length.

    ``village`` and ``beat`` are positions in the county's ``villages`` and ``beats``, ``street``
    in ``streets`` and ``estate`` in ``estates`` (-1 where it has none). ``numbers`` has shape
    (n, 3): village group and house, or building, unit and room, or the number on the street; zero
    where the form has fewer. ``lonlat`` has shape (n, 2), degrees.
    """

    code: tuple[str, ...]
    text: tuple[str, ...]
    lonlat: Floats
    form: NDArray[np.int8]
    village: Ints
    beat: Ints
    street: Ints
    estate: Ints
    numbers: Ints

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that people name when they say where they are; ``village`` is a position."""

    code: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    point: Point
    village: int
    beat: int


@dataclass(frozen=True, slots=True)
class KilometrePost:
    """A stone at a numbered road: "G344 K12"."""

    name: str
    road: str
    kilometre: int
    point: Point


@dataclass(frozen=True, slots=True)
class Junction:
    """Where two named roads or streets meet."""

    name: str
    roads: tuple[str, str]
    point: Point


@dataclass(frozen=True, slots=True)
class Entrance:
    """A way into premises."""

    label: str
    point: Point


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """An invented person who can open premises; ``post`` says in words who it is."""

    name: str
    telephone: str
    post: str


@dataclass(frozen=True, slots=True)
class Premises:
    """A venue or house that crews should know about before they go in.

    ``hazards`` are codes with the words for them; ``address`` is a position, -1 for none.
    """

    code: str
    name: str
    kind: str
    point: Point
    address: int
    entrances: tuple[Entrance, ...]
    hazards: tuple[tuple[str, str], ...]
    access_note: str
    key_holders: tuple[KeyHolder, ...] = ()


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat; ``station`` is a position, ``area_class`` is town, suburb or rural."""

    code: str
    name: str
    station: int
    area_class: str
    area: Area
    villages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Station:
    """A police station: its house and the ground of its beats."""

    code: str
    name: str
    township: str
    point: Point
    area_class: str
    area: Area


@dataclass(frozen=True, slots=True)
class Officer:
    """An invented officer; ``station`` is a position, -1 for the bureau itself; ``beat`` -1: none.

    ``role`` is one of chief, duty_chief, call_taker, dispatcher, community, crew, reserve.
    """

    badge: str
    name: str
    role: str
    station: int
    beat: int = -1


@dataclass(frozen=True, slots=True)
class Unit:
    """What can be sent; ``agency`` is empty for units of the bureau."""

    code: str
    name: str
    kind: str
    capabilities: tuple[str, ...]
    station: int
    agency: str
    home: Point
    vehicle: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A part of the day, in seconds from midnight; the night ends after the next midnight."""

    name: str
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Crew:
    """The officers of a unit on a shift, by position; partners bring their own people."""

    unit: int
    shift: int
    officers: tuple[int, ...]


@dataclass(frozen=True)
class County:
    """A whole generated county. Positions are indexes into the tuples here."""

    seed: int
    code: str
    name: str
    outline: Area
    heights: Heights
    rivers: tuple[River, ...]
    townships: tuple[Division, ...]
    villages: tuple[Division, ...]
    ways: tuple[Way, ...]
    network: RoadNetwork
    streets: tuple[Street, ...]
    estates: tuple[str, ...]
    addresses: Addresses
    landmarks: tuple[Landmark, ...]
    kilometre_posts: tuple[KilometrePost, ...]
    junctions: tuple[Junction, ...]
    premises: tuple[Premises, ...]
    beats: tuple[Beat, ...]
    stations: tuple[Station, ...]
    officers: tuple[Officer, ...]
    units: tuple[Unit, ...]
    shifts: tuple[Shift, ...]
    crews: tuple[Crew, ...]
