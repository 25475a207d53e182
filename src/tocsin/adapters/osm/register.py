"""A register of addresses out of an extract: divisions, roads, house numbers and named places.

The rows have the columns of every register of addresses. An id is made of what a place is and lies
in, so that a later extract gives the same place the same id.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import permutations

import numpy as np
import shapely

from tocsin.adapters.osm.extract import Address, Extract, Place
from tocsin.core.addressing.normalising import normalise
from tocsin.core.addressing.register import BETWEEN_ALIASES
from tocsin.core.geo import Point, metres_between
from tocsin.core.roads import RoadNetwork
from tocsin.core.roads.junctions import NamedJunction, named_junctions

Row = tuple[str, str, str, str, str, str, str]
TOP = ""
# OpenStreetMap's levels of administration that hold counties, towns and villages.
LEVELS = {2: "country", 4: "prov", 5: "city", 6: "county", 7: "county", 8: "town", 9: "village"}
SETTLEMENTS = {"city": "town", "town": "town", "village": "village"}
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Area:
    """A division that is drawn, with its row's id."""

    code: str
    level: int
    shape: shapely.Polygon | shapely.MultiPolygon


@dataclass
class RegisterOfMap:
    """Gathers the rows of one extract, each behind what it lies in."""

    extract: Extract
    rows: dict[str, Row] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)
    streets: dict[tuple[str, str], str] = field(default_factory=dict)
    towns: dict[str, str] = field(default_factory=dict)

    def add(
        self,
        parent: str,
        level: str,
        name: str,
        point: Point,
        *,
        aliases: str = "",
        apart: bool = False,
    ) -> str:
        """Add a place unless it is there; ``apart`` tells places of one name by where they are."""
        parts = [parent, level, name, *([f"{point.lon:.4f},{point.lat:.4f}"] if apart else [])]
        code = "osm-" + blake2b("\n".join(parts).encode(), digest_size=6).hexdigest()
        lon, lat = f"{point.lon:.{DECIMALS}f}", f"{point.lat:.{DECIMALS}f}"
        self.rows.setdefault(code, (code, parent, level, name, lon, lat, aliases))
        return code

    def division_at(self, point: Point) -> str:
        """Give the id of the smallest division around a point."""
        spot = shapely.Point(point.lon, point.lat)
        for area in self.areas:
            if shapely.contains(area.shape, spot):
                return area.code
        return self._nearest_place(point)

    def _nearest_place(self, point: Point) -> str:
        if self.areas or not self.towns:
            return TOP
        towns = [one for one in self.extract.places if one.name in self.towns]
        near = min(towns, key=lambda one: metres_between(one.point, point))
        return self.towns[near.name]


def register_rows(extract: Extract, network: RoadNetwork) -> list[Row]:
    """Write an extract as the rows of a register, what lies around a place before it.

    Parameters
    ----------
    network
        The roads of the extract, joined.
    """
    register = RegisterOfMap(extract)
    _divisions(register)
    _settlements(register)
    _roads(register, network)
    for address in extract.addresses:
        _house(register, address)
    for junction in named_junctions(network):
        _junction(register, junction)
    for landmark in extract.landmarks:
        around = register.division_at(landmark.point)
        register.add(around, "poi", landmark.name, landmark.point, apart=True)
    for post in extract.kilometre_posts:
        road = register.streets.get((register.division_at(post.point), normalise(post.road)), TOP)
        register.add(road, "km", f"K{post.kilometre:g}", post.point)
    return list(register.rows.values())


def _divisions(register: RegisterOfMap) -> None:
    """Add the areas that are drawn, the largest first, each below what it lies in."""
    drawn = [one for one in register.extract.boundaries if one.level in LEVELS and one.rings]
    for boundary in sorted(drawn, key=lambda one: one.level):
        shape = shapely.make_valid(shapely.MultiPolygon([[ring, []] for ring in boundary.rings]))
        shapely.prepare(shape)
        spot = shape.representative_point()
        middle = Point(spot.x, spot.y)
        code = register.add(
            register.division_at(middle), LEVELS[boundary.level], boundary.name, middle
        )
        register.areas.insert(0, Area(code, boundary.level, shape))
        register.towns.setdefault(boundary.name, code)


def _settlements(register: RegisterOfMap) -> None:
    """Add the settlements that are only a point; one that is drawn too is there already."""
    for place in register.extract.places:
        around = register.division_at(place.point) if register.areas else TOP
        if register.rows.get(around, ("",) * 4)[3] == place.name:
            continue
        code = register.add(around, _level_of(place), place.name, place.point, apart=True)
        register.towns.setdefault(place.name, code)


def _level_of(place: Place) -> str:
    return SETTLEMENTS.get(place.kind, "locality")


def _roads(register: RegisterOfMap, network: RoadNetwork) -> None:
    """Add every named road once in each division that it goes through, at its middle there."""
    parts: dict[tuple[str, str], list[Point]] = {}
    for link in np.flatnonzero(network.link_name > 0).tolist():
        line = network.line(link)
        point = Point(*line[len(line) // 2].tolist())
        parts.setdefault((register.division_at(point), network.name_of(link)), []).append(point)
    for (around, name), points in parts.items():
        _street(register, around, name, _middle_one(points))


def _street(register: RegisterOfMap, around: str, name: str, point: Point) -> str:
    key = around, normalise(name)
    if key not in register.streets:
        register.streets[key] = register.add(around, "street", name, point)
    return register.streets[key]


def _middle_one(points: Iterable[Point]) -> Point:
    """Give the point that is nearest to the middle of all."""
    lonlat = np.array(list(points))
    return Point(*lonlat[np.argmin(np.abs(lonlat - lonlat.mean(axis=0)).sum(axis=1))].tolist())


def _house(register: RegisterOfMap, address: Address) -> None:
    """Add a house below its street, or below its place where it has none."""
    around = register.division_at(address.point) or _said_town(register, address)
    if address.street:
        around = _street(register, around, address.street, address.point)
    elif address.place:
        around = register.towns.get(address.place) or _said_town(register, address)
    for number in _numbers(address.number):
        register.add(around, "street_no", number, address.point)


def _junction(register: RegisterOfMap, junction: NamedJunction) -> None:
    """Add a crossing, called by any two of its roads in either order."""
    name = " / ".join(junction.names)
    pairs = (" / ".join(pair) for pair in permutations(junction.names, 2))
    aliases = BETWEEN_ALIASES.join(pair for pair in pairs if pair != name)
    around = register.division_at(junction.point)
    register.add(around, "junction", name, junction.point, aliases=aliases, apart=True)


def _said_town(register: RegisterOfMap, address: Address) -> str:
    """Give the place that an address names, which the extract may not draw."""
    if not address.place:
        return TOP
    if address.place not in register.towns:
        code = register.add(TOP, "town", address.place, address.point)
        register.towns[address.place] = code
    return register.towns[address.place]


def _numbers(said: str) -> Iterator[str]:
    """List the numbers of one door: several are told with a comma or semicolon between."""
    for number in said.replace(";", ",").split(","):
        if number.strip():
            yield number.strip()
