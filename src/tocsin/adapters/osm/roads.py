"""Reading nothing but the roads of an OpenStreetMap extract."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium
from django.utils.translation import gettext as _
from osmium.osm import Node, Relation
from osmium.osm import Way as OsmWay

from tocsin.adapters.osm import road_tags
from tocsin.adapters.osm import tags as meaning
from tocsin.adapters.osm.errors import UnreadableExtract
from tocsin.adapters.osm.facts import FactBook, Facts
from tocsin.adapters.osm.files import BROKEN, damaged, opened, points_left_out, several_states
from tocsin.core.geo import Floats, Point
from tocsin.core.roads.network import RoadNetwork, Way
from tocsin.core.roads.signs import Access, Barrier, TurnRule
from tocsin.core.roads.turning import signposted_network

TOLERATED_MISSING_SHARE = 0.1
LINE_POINTS = 2
TOLD_EVERY = 1_000
LINE_HEAD_BYTES = 9  # byte order, kind, number of points
_LINES = osmium.geom.WKBFactory()

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Roads:
    """The roads of a file with their signs and barriers, in the order of the file.

    ``points_missing`` counts points of roads that the file mentions without saying where they are;
    the roads are cut there. ``signs_left_out`` counts turn signs whose roads are not in the file.
    """

    ways: tuple[Way, ...]
    turn_rules: tuple[TurnRule, ...]
    barriers: tuple[Barrier, ...]
    points_missing: int
    signs_left_out: int

    def network(self) -> RoadNetwork:
        """Join the roads into a network that heeds the signs."""
        return signposted_network(self.ways, self.turn_rules, self.barriers)


def silent(_roads: int) -> None:
    """Tell nobody how far the reading is."""


def read_roads(path: Path, told: Told = silent) -> Roads:
    """Read the roads of an extract; ``told`` hears now and then how many were read.

    Raises
    ------
    UnreadableExtract
        When the file is absent, cut or no extract, holds no road, or leaves out more than a tenth
        of its roads' points.
    """
    file, reader = opened(path), RoadReader()
    try:
        for thing in file.with_locations().with_filter(
            osmium.filter.KeyFilter("highway", "barrier", "type")
        ):
            if reader.take(thing) and len(reader.ways) % TOLD_EVERY == 0:
                told(len(reader.ways))
    except BROKEN as broken:
        raise damaged(path) from broken
    return reader.roads(path.name)


class RoadReader:
    """Sorts out roads, barriers and turn signs, one thing of a file after the other."""

    def __init__(self) -> None:
        self.ways: list[Way] = []
        self._barriers: list[Barrier] = []
        self._rules: list[TurnRule] = []
        self._ends: dict[int, Point] = {}
        self._mentioned = self._missing = self._left_out = 0
        self._versions: dict[int, int] = {}
        self._several = self._drafts = False
        self._facts = FactBook()

    def take(self, thing: object) -> bool:
        """Sort one thing of the file; tell whether it was a road."""
        if isinstance(thing, OsmWay):
            return self._take_way(thing)
        if isinstance(thing, Node):
            self._take_node(thing)
        elif isinstance(thing, Relation):
            self._take_relation(thing)
        return False

    def roads(self, name: str) -> Roads:
        """Give everything sorted so far; refuse a file of which too little can be used."""
        if self._several:
            raise several_states(name)
        if self._missing > TOLERATED_MISSING_SHARE * max(self._mentioned, 1):
            raise points_left_out(name, drafts=self._drafts)
        if not any((way.points != way.points[0]).any() for way in self.ways):
            raise UnreadableExtract(_("There is no road in %(name)s.") % {"name": name})
        return Roads(
            ways=tuple(self.ways),
            turn_rules=tuple(self._rules),
            barriers=tuple(self._barriers),
            points_missing=self._missing,
            signs_left_out=self._left_out,
        )

    def _take_node(self, node: Node) -> None:
        if "barrier" not in node.tags:
            return
        access = road_tags.barrier_access(dict(node.tags))
        if access != Access.ALL:
            point = Point(node.location.lon, node.location.lat)
            self._barriers.append(Barrier(point, access))

    def _take_way(self, way: OsmWay) -> bool:
        tags = dict(way.tags)
        if "highway" not in tags:
            return False
        facts = self._facts.look_up(tags)
        if facts is None or self._again(way):
            return False
        runs, missing = runs_of(way)
        self._mentioned += sum(map(len, runs)) + missing
        name = meaning.road_name(tags)
        self.ways += [_way(run, name, way.id, facts) for run in runs]
        if missing:
            self._missing += missing
            self._drafts |= any(node.ref < 0 for node in way.nodes)
        elif runs:
            nodes, line = way.nodes, runs[0]
            self._ends[nodes[0].ref] = Point(*line[0].tolist())
            self._ends[nodes[-1].ref] = Point(*line[-1].tolist())
        return True

    def _again(self, way: OsmWay) -> bool:
        """Notice a way that is there already, or in another state, or no more."""
        before = self._versions.get(way.id)
        self._versions[way.id] = way.version
        self._several |= way.deleted or before not in {None, way.version}
        return before is not None

    def _take_relation(self, relation: Relation) -> None:
        signs = list(road_tags.turn_signs(dict(relation.tags)))
        if not signs:
            return
        parts: dict[str, list[tuple[str, int]]] = {"from": [], "via": [], "to": []}
        for member in relation.members:
            parts.get(member.role, []).append((member.type, member.ref))
        via = self._via(parts["via"])
        if via is None or not parts["from"] or not parts["to"]:
            self._left_out += 1
            return
        point, ways = via
        self._rules += [
            TurnRule(start, end, point, ways, sign.only, sign.exempt, sign.hours)
            for sign in signs
            for _kind, start in parts["from"]
            for _kind, end in parts["to"]
        ]

    def _via(self, members: list[tuple[str, int]]) -> tuple[Point | None, tuple[int, ...]] | None:
        """Tell where a turn is taken; None where that is not in the file."""
        if members and all(kind == "w" for kind, _number in members):
            return None, tuple(number for _kind, number in members)
        if len(members) != 1:
            return None
        point = self._ends.get(members[0][1])
        return None if point is None else (point, ())


def _way(points: Floats, name: str, number: int, facts: Facts) -> Way:
    return Way(
        points,
        facts.rank,
        name,
        facts.oneway,
        facts.bridge,
        facts.access,
        facts.unpaved,
        number,
        facts.limits_kmh,
        facts.timetable,
        facts.circle,
    )


def runs_of(way: OsmWay) -> tuple[list[Floats], int]:
    """Give the lines of a way, cut where the file leaves out a point, and how many it leaves."""
    if len(way.nodes) < LINE_POINTS:
        return [], 0
    try:
        written = _LINES.create_linestring(way, osmium.geom.use_nodes.ALL)
    except osmium.InvalidLocationError:
        return _runs_with_gaps(way)
    numbers = np.frombuffer(bytes.fromhex(written), dtype="<f8", offset=LINE_HEAD_BYTES)
    return [numbers.reshape(-1, 2)], 0


def _runs_with_gaps(way: OsmWay) -> tuple[list[Floats], int]:
    runs: list[list[tuple[float, float]]] = [[]]
    missing = 0
    for node in way.nodes:
        if node.location.valid():
            runs[-1].append((node.lon, node.lat))
        else:
            missing += 1
            runs.append([])
    return [np.array(run) for run in runs if len(run) >= LINE_POINTS], missing
