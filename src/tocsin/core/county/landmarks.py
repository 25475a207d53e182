"""Landmarks: the schools, clinics, mines and temples by which people say where they are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from tocsin.core.county.addresses import AddressTable
from tocsin.core.county.facts import Facts, LandmarkWords
from tocsin.core.county.grid import Cells
from tocsin.core.county.ground import Ground
from tocsin.core.county.records import AddressForm
from tocsin.core.geo import Floats

REMOTE_METRES = (60.0, 140.0)


@dataclass(frozen=True)
class Place:
    """A landmark on the plane; ``village`` is its position."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    place: Floats
    village: int


class _Sites:
    """Free sites for landmarks: doors in towns, houses and road ends in villages."""

    def __init__(self, facts: Facts, table: AddressTable, rng: Generator) -> None:
        self.rng = rng
        self.table = table
        order = rng.permutation(len(table.places))
        self.doors = self._by_village(order[table.form[order] == AddressForm.DOOR])
        self.houses = self._by_village(order[table.form[order] == AddressForm.RURAL])
        self.members = [facts.villages_of(t) for t in range(len(facts.townships))]
        main = facts.words["main_town"]
        self.main = next(t for t, town in enumerate(facts.townships) if town.code == main)

    def _by_village(self, rows: Cells) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for row, village in zip(rows.tolist(), self.table.village[rows].tolist(), strict=True):
            found.setdefault(village, []).append(row)
        return found

    def door(self, township: int) -> int:
        """Take a door of a township's town; where none is left, a house."""
        for sites in (self.doors, self.houses):
            free = [v for v in self.members[township] if sites.get(v)]
            if free:
                return sites[free[int(self.rng.integers(len(free)))]].pop()
        raise ValueError("A township has no place left for a landmark.")

    def home(self, village: int) -> int:
        """Take a house or door of a village."""
        sites = self.houses if self.houses.get(village) else self.doors
        return sites[village].pop()


def _aliases(words: LandmarkWords, name: str, slots: dict[str, str]) -> tuple[str, ...]:
    return tuple(alias.format(**slots) for alias in words["aliases"].get(name, []))


def _in_county(words: LandmarkWords, facts: Facts, sites: _Sites) -> Iterator[Place]:
    slots = {"county": facts.county_name}
    for name in words["names"]:
        yield _place(words, name, slots, sites.door(sites.main), sites.table)


def _in_townships(words: LandmarkWords, facts: Facts, sites: _Sites) -> Iterator[Place]:
    for number, township in enumerate(facts.townships):
        slots = {"township": township.name, "stem": township.stem}
        for name in words["names"]:
            yield _place(words, name, slots, sites.door(number), sites.table)


def _in_villages(words: LandmarkWords, facts: Facts, sites: _Sites) -> Iterator[Place]:
    lucky = sites.rng.random(len(facts.villages)) < words.get("share", 1.0)
    for number, village in enumerate(facts.villages):
        if lucky[number]:
            slots = {"village": village.name}
            for name in words["names"]:
                yield _place(words, name, slots, sites.home(number), sites.table)


def _out_of_town(words: LandmarkWords, facts: Facts, sites: _Sites) -> Iterator[Place]:
    """Place landmarks a little away from the houses of villages that are not communities."""
    for place in _in_villages(words, facts, sites):
        if not facts.villages[place.village].community:
            reach = sites.rng.uniform(*REMOTE_METRES)
            angle = sites.rng.uniform(0.0, 2 * np.pi)
            moved = place.place + reach * np.array([np.cos(angle), np.sin(angle)])
            yield Place(place.name, place.kind, place.aliases, moved, place.village)


def _place(
    words: LandmarkWords, name: str, slots: dict[str, str], row: int, table: AddressTable
) -> Place:
    return Place(
        name=name.format(**slots),
        kind=words["kind"],
        aliases=_aliases(words, name, slots),
        place=table.places[row],
        village=int(table.village[row]),
    )


SCOPES: dict[str, Callable[[LandmarkWords, Facts, _Sites], Iterator[Place]]] = {
    "county": _in_county,
    "township": _in_townships,
    "village": _in_villages,
    "remote": _out_of_town,
}


def place_landmarks(
    facts: Facts, ground: Ground, table: AddressTable, rng: Generator
) -> tuple[Place, ...]:
    """Put the landmarks of the words on the map.

    Returns
    -------
    tuple of Place
        Names are unique; those outside villages lie up to 140 m from the last house and inside
        the county.
    """
    sites = _Sites(facts, table, rng)
    named: dict[str, Place] = {}
    for words in facts.words["landmarks"]:
        for place in SCOPES[words["scope"]](words, facts, sites):
            # Villages of different townships may share a name; the second says whose it is.
            township = facts.townships[facts.villages[place.village].township].name
            name = place.name if place.name not in named else township + place.name
            named[name] = Place(name, place.kind, place.aliases, place.place, place.village)
    return tuple(place for place in named.values() if _inside(ground, place.place))


def _inside(ground: Ground, place: Floats) -> bool:
    row, column = (
        (place[::-1] - (ground.terrain.south, ground.terrain.west)) // ground.terrain.cell_metres
    ).astype(int)
    return bool(ground.terrain.inside[row, column])
