"""Doors in towns: numbers along the streets, and the rooms of housing estates in the blocks."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from tocsin.core.county.facts import Facts
from tocsin.core.county.grid import Cells
from tocsin.core.county.lines import along, at_distances
from tocsin.core.county.rivers import Water
from tocsin.core.county.settlements import Settlements, Town
from tocsin.core.county.streets import TownStreet
from tocsin.core.geo import Floats

DOOR_SPACING_METRES = 20.0
DOOR_OFFSET_METRES = 14.0
CORNER_METRES = 16.0
RIVERBANK_METRES = 26.0
ROOMS_PER_COMMUNITY = 950
BLOCK_MARGIN_METRES = 34.0
BUILDING_METRES = (62.0, 46.0)
UNIT_METRES = 15.0
UNITS = (2, 5)
FLOORS = (5, 7)
DOORS_A_FLOOR = 2
FLOOR_STEP = 100


@dataclass(frozen=True)
class StreetDoors:
    """One row for each numbered door on a street."""

    places: Floats
    street: Cells
    number: Cells


@dataclass(frozen=True)
class EstateRooms:
    """One row for each room; ``names``, ``middles`` and ``town`` have one entry for each estate."""

    names: tuple[str, ...]
    middles: Floats
    town: Cells
    places: Floats
    estate: Cells
    building: Cells
    unit: Cells
    room: Cells


def _dry(places: Floats, water: Water) -> NDArray[np.bool_]:
    rivers = shapely.union_all([shapely.LineString(line) for line in water.lines])
    shapely.prepare(rivers)
    near = shapely.dwithin(rivers, shapely.points(places), RIVERBANK_METRES)
    return np.asarray(~near, dtype=np.bool_)


def number_doors(streets: tuple[TownStreet, ...], water: Water) -> StreetDoors:
    """Give numbers to the doors along every street, odd on the left, even on the right.

    Returns
    -------
    StreetDoors
        Doors every 20 m on both sides, none on crossings nor on river banks; each number once
        on a street.

    Examples
    --------
    >>> from tocsin.core.county.streets import TownStreet
    >>> street = TownStreet(0, "East Street", np.array([[0.0, 0.0], [70.0, 0.0]]))
    >>> dry = Water((np.array([[0.0, 900.0], [9.0, 900.0]]),), np.zeros(1, bool), np.zeros(1))
    >>> doors = number_doors((street,), dry)
    >>> doors.number.tolist(), doors.places[0].tolist()
    ([1, 2, 3, 4], [30.0, 14.0])
    """
    places, street, number = [], [], []
    for position, line in enumerate(streets):
        so_far = along(line.points)
        metres = np.arange(
            1.5 * DOOR_SPACING_METRES, so_far[-1] - CORNER_METRES, DOOR_SPACING_METRES
        )
        clear = np.abs(metres[:, None] - so_far[None]).min(axis=1) >= CORNER_METRES
        middles, ahead = at_distances(line.points, metres[clear])
        left = np.column_stack([-ahead[:, 1], ahead[:, 0]]) * DOOR_OFFSET_METRES
        both = np.stack([middles + left, middles - left], axis=1).reshape(-1, 2)
        places.append(both)
        street.append(np.full(len(both), position))
        number.append(np.arange(1, len(both) + 1))
    everywhere = np.concatenate(places)
    dry = _dry(everywhere, water)
    return StreetDoors(everywhere[dry], np.concatenate(street)[dry], np.concatenate(number)[dry])


def _blocks(town: Town) -> Floats:
    """List the blocks between streets: shape (blocks, 4), local left, bottom, right, top."""
    across, along_ = town.offsets_across, town.offsets_along
    return np.array(
        [
            (across[i], along_[j], across[i + 1], along_[j + 1])
            for i in range(len(across) - 1)
            for j in range(len(along_) - 1)
        ]
    )


def _building_places(block: Floats, town: Town) -> Floats:
    left, bottom, right, top = block.tolist()
    wide, deep = BUILDING_METRES
    x = np.arange(left + BLOCK_MARGIN_METRES, right - BLOCK_MARGIN_METRES, wide)
    y = np.arange(bottom + BLOCK_MARGIN_METRES, top - BLOCK_MARGIN_METRES, deep)
    return town.to_ground(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2))


def _rooms(places: Floats, angle: float, rng: Generator) -> tuple[list[Floats], list[Cells]]:
    """Fill buildings with units, floors and rooms: places, and (building, unit, room) rows."""
    ahead = np.array([np.cos(angle), np.sin(angle)])
    floors = int(rng.integers(*FLOORS))
    on_floors = np.add.outer(
        np.arange(1, floors + 1) * FLOOR_STEP, np.arange(1, DOORS_A_FLOOR + 1)
    ).ravel()
    spots, rows = [], []
    for building, place in enumerate(places, start=1):
        for unit in range(1, int(rng.integers(*UNITS)) + 1):
            spots.append(np.tile(place + ahead * UNIT_METRES * (unit - 1), (len(on_floors), 1)))
            rows.append(
                np.column_stack([np.full((len(on_floors), 2), (building, unit)), on_floors])
            )
    return spots, rows


def _estates_of(
    town: Town, communities: int, water: Water, rng: Generator
) -> Iterator[tuple[Floats, list[Floats], list[Cells]]]:
    """Build estates in the blocks of one town: middle, places and rows of rooms of each."""
    wanted = ROOMS_PER_COMMUNITY * communities
    for block in rng.permutation(_blocks(town)):
        if wanted <= 0:
            return
        buildings = _building_places(block, town)
        buildings = buildings[_dry(buildings, water)]
        if len(buildings):
            spots, rows = _rooms(buildings, town.angle, rng)
            wanted -= sum(map(len, rows))
            yield buildings.mean(axis=0), spots, rows


def build_estates(
    facts: Facts, settlements: Settlements, water: Water, rng: Generator
) -> EstateRooms:
    """Build housing estates in the blocks of the towns until their communities are housed.

    Returns
    -------
    EstateRooms
        About 950 rooms for each community, as far as the blocks of its town allow; every estate
        name is used once in the county.

    Raises
    ------
    ValueError
        When the facts hold fewer estate names than estates are needed.
    """
    middles: list[Floats] = []
    towns: list[int] = []
    places: list[Floats] = []
    rows: list[Cells] = []
    for number, town in enumerate(settlements.towns):
        communities = sum(v.community and v.township in town.townships for v in facts.villages)
        for middle, spots, of_estate in _estates_of(town, communities, water, rng):
            rows.extend(np.column_stack([np.full(len(r), len(middles)), r]) for r in of_estate)
            places.extend(spots)
            middles.append(middle)
            towns.append(number)
    names, form = facts.words["estates"], facts.words["forms"]["estate"]
    if len(names) < len(middles):
        raise ValueError("There are more estates than names for them.")
    estate, building, unit, room = np.concatenate(rows).T
    return EstateRooms(
        tuple(form.format(name=name) for name in names[: len(middles)]),
        np.array(middles),
        np.array(towns),
        np.concatenate(places),
        estate,
        building,
        unit,
        room,
    )
