"""Everything that lies on the ground, still in metres on the plane: what later steps build on."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator

from tocsin.core.county.doors import EstateRooms, StreetDoors, build_estates, number_doors
from tocsin.core.county.facts import Facts
from tocsin.core.county.hamlets import Hamlets, build_hamlets
from tocsin.core.county.records import Area, Ring
from tocsin.core.county.rivers import Water, carve_rivers
from tocsin.core.county.routes import RoadLine, lay_roads
from tocsin.core.county.settlements import Settlements, settle
from tocsin.core.county.streets import TownStreet, as_roads, plan_streets, with_bridges
from tocsin.core.county.terrain import Terrain, make_terrain
from tocsin.core.geo import Floats, LocalPlane, Point

DEGREE_DIGITS = 7


@dataclass(frozen=True)
class Ground:
    """The land, its water, settlements, roads and doors."""

    plane: LocalPlane
    outline: Floats
    terrain: Terrain
    water: Water
    settlements: Settlements
    streets: tuple[TownStreet, ...]
    roads: tuple[RoadLine, ...]
    hamlets: Hamlets
    doors: StreetDoors
    rooms: EstateRooms

    def degrees(self, metres: Floats) -> Floats:
        """Turn plane metres, shape (..., 2), into degrees rounded to a centimetre."""
        return np.round(self.plane.to_degrees(metres), DEGREE_DIGITS)

    def point(self, metres: Floats) -> Point:
        """Turn one place on the plane into a point."""
        lon, lat = self.degrees(metres).tolist()
        return Point(lon, lat)

    def area(self, shape: shapely.Polygon) -> Area:
        """Turn a polygon on the plane into rings of degrees."""
        return Area(tuple(self._ring(ring) for ring in (shape.exterior, *shape.interiors)))

    def _ring(self, ring: shapely.LinearRing) -> Ring:
        corners = self.degrees(shapely.get_coordinates(ring)).tolist()
        return tuple((lon, lat) for lon, lat in corners)


def lay_ground(facts: Facts, streams: tuple[Generator, ...]) -> Ground:
    """Build the ground of a county.

    Parameters
    ----------
    streams
        Four independent streams of chance: land, settlements, hamlets, estates.

    Returns
    -------
    Ground
        With one road network that hangs together; lanes of hamlets are among its roads.
    """
    land, people, hamlet_luck, estate_luck = streams
    plane = LocalPlane(Point(*facts.outline.mean(axis=0).tolist()))
    outline = plane.to_metres(facts.outline)
    terrain, water = carve_rivers(make_terrain(outline, land))
    settlements = settle(facts, plane, terrain, water, people)
    streets = plan_streets(facts, settlements)
    over_land = lay_roads(facts, terrain, water, settlements)
    hamlets = build_hamlets(facts, outline, over_land, settlements, hamlet_luck)
    roads = with_bridges([*over_land, *as_roads(streets), *hamlets.lanes], water)
    return Ground(
        plane=plane,
        outline=outline,
        terrain=terrain,
        water=water,
        settlements=settlements,
        streets=streets,
        roads=tuple(roads),
        hamlets=hamlets,
        doors=number_doors(streets, water),
        rooms=build_estates(facts, settlements, water, estate_luck),
    )
