"""The tree that is searched, made of what the register holds: rows as the core reads them.

Every place has an id of its kind and its code. Streets, estates, blocks and groups that only the
texts of addresses tell of are made up here; their codes are the path that leads to them.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tocsin.core.addressing.changing import Row
from tocsin.core.addressing.counted import whole_number
from tocsin.core.geo import Floats, LocalPlane, Point
from tocsin.registers.places.facts import AddressRow, DivisionRow, NameRow, PremisesRow
from tocsin.registers.places.finding.parting import Parter, Step, kind_of, outer_names, town_in

Spot = tuple[float, float]
# The id of a division and the compared forms of the steps down from it.
Path = tuple[str, ...]
ADDRESS, DIVISION, LANDMARK, KILOMETRE = "address", "division", "landmark", "kilometre"
PREMISES, STREET = "premises", "street"
# What stands in no table, but in the texts of addresses and posts.
MADE_UP = frozenset(
    {STREET, "estate", "town", "building", "unit", "floor", "room", "group", "door"}
)
LEVELS = ("province", "city", "county", "town", "village")
POST = re.compile(r"(?P<road>.+?)\s*(?:[Kk][Mm]?)\s*(?P<kilometre>\d{1,4})(?:[.](?P<tenth>\d))?\Z")
# What a desk keeps of a code.
LONGEST_CODE = 40
# Degrees: premises so near to a landmark of their name are that landmark.
SAME_SPOT = 0.003


@dataclass(frozen=True, slots=True)
class Held:
    """What a register holds; ``names`` by kind, ``middle`` where a place without a point lies."""

    middle: Spot
    divisions: Sequence[DivisionRow] = ()
    addresses: Sequence[AddressRow] = ()
    names: Mapping[str, Sequence[NameRow]] = field(default_factory=dict)
    premises: Sequence[PremisesRow] = ()
    aliases: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)


def id_of(kind: str, code: str) -> str:
    """Write the id of a place."""
    return f"{kind}:{code}"


def rows_of(held: Held) -> list[Row]:
    """List the rows of the tree, each behind what it lies in.

    Examples
    --------
    >>> town = DivisionRow("1", "东华镇", "town", "", 106.6, 35.2)
    >>> door = AddressRow("7", "东华镇东大街12号", 106.61, 35.21, division="1")
    >>> for row in rows_of(Held((106.6, 35.2), [town], [door])):
    ...     print(row[:4])
    ('division:1', '', 'town', '东华镇')
    ('street:1/东大街', 'division:1', 'street', '东大街')
    ('address:7', 'street:1/东大街', 'address', '12号')
    """
    tree = Tree(held)
    tree.grow()
    return tree.rows()


@dataclass
class Node:
    """A place of the tree; what is made up has the points of what lies in it."""

    identity: str
    parent: str
    level: str
    name: str
    spot: Spot | None
    aliases: tuple[str, ...] = ()
    below: list[Spot] = field(default_factory=list)


class Tree:
    """Grows from divisions, addresses and names, in this order."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self._nodes: dict[str, Node] = {}
        self._chains: dict[str, list[DivisionRow]] = {}
        self._divisions = {row.code: row for row in held.divisions}
        self._towns = {row.name: row for row in held.divisions if row.level == "town"}
        self._made_up: dict[Path, Node] = {}
        self._parter = Parter()
        top = [row for row in held.divisions if LEVELS.index(row.level) <= LEVELS.index("county")]
        self._top = id_of(DIVISION, top[-1].code) if len(top) == 1 else ""
        self._top_name = top[-1].name if self._top else ""
        placed = [row for row in held.divisions if row.level not in LEVELS[:3] and row.lon]
        self._placed = placed
        self._centres: Floats = np.array([(row.lon, row.lat) for row in placed]).reshape(-1, 2)
        self._by_name = {row.name: row for row in placed}

    def grow(self) -> None:
        """Take everything in."""
        for division in sorted(self.held.divisions, key=lambda row: LEVELS.index(row.level)):
            self._take_division(division)
        self._take_addresses()
        landmarks = self.held.names.get(LANDMARK, ())
        self._take_landmarks(landmarks)
        for kind, rows in self.held.names.items():
            if kind == KILOMETRE:
                self._take_posts(rows)
            elif kind != LANDMARK:
                for row in rows:
                    self._take_name(kind, row)
        self._take_premises(landmarks)

    def rows(self) -> list[Row]:
        """Write every place, each behind what it lies in."""
        ordered: dict[str, Row] = {}
        for node in self._nodes.values():
            waiting = [node]
            while (above := self._nodes.get(waiting[-1].parent)) and above.identity not in ordered:
                waiting.append(above)
            for one in reversed(waiting):
                ordered.setdefault(one.identity, self._row(one))
        return list(ordered.values())

    def _row(self, node: Node) -> Row:
        lon, lat = node.spot or self._middle(node.below)
        aliases = "|".join(node.aliases)
        return (node.identity, node.parent, node.level, node.name, repr(lon), repr(lat), aliases)

    def _middle(self, spots: Sequence[Spot]) -> Spot:
        if not spots:
            return self.held.middle
        lon, lat = np.median(np.array(spots), axis=0).tolist()
        return lon, lat

    def _add(self, kind: str, code: str, parent: str, name: str, spot: Spot | None) -> Node:
        identity = id_of(kind, code)
        aliases = tuple(self.held.aliases.get((kind, code[:LONGEST_CODE]), ()))
        node = self._nodes[identity] = Node(identity, parent, kind, name, spot, aliases)
        return node

    def _take_division(self, row: DivisionRow) -> None:
        parent = id_of(DIVISION, row.parent) if row.parent in self._divisions else ""
        spot = None if row.lon is None or row.lat is None else (row.lon, row.lat)
        self._add(DIVISION, row.code, parent, row.name, spot).level = row.level

    def _chain(self, row: AddressRow) -> list[DivisionRow]:
        """List the divisions that an address lies in, the largest first."""
        code = row.division
        if not code:
            town = self._towns.get(town_in(row.text))
            code = town.code if town is not None else ""
        if code not in self._chains:
            chain: list[DivisionRow] = []
            above = self._divisions.get(code)
            while above is not None and above not in chain:
                chain.insert(0, above)
                above = self._divisions.get(above.parent)
            self._chains[code] = chain
        return self._chains[code]

    def _take_addresses(self) -> None:
        """Hang addresses below what they lie in, and make up what stands between."""
        parted = [(row, *self._path(row)) for row in self.held.addresses]
        taken: dict[Path, str] = {}
        for row, path, _steps in parted:
            taken.setdefault(path, id_of(ADDRESS, row.code))
        for row, path, steps in parted:
            above, spot = path[0], (row.lon, row.lat)
            for depth in range(1, len(steps)):
                way = path[: depth + 1]
                node = self._made_up.get(way)
                if node is None and way not in taken:
                    node = self._make_up(way, above, steps[depth - 1 : depth + 1])
                if node is not None:
                    node.below.append(spot)
                above = node.identity if node is not None else taken[way]
            self._add(ADDRESS, row.code, above, steps[-1].written, spot)

    def _path(self, row: AddressRow) -> tuple[Path, tuple[Step, ...]]:
        """Find the division that an address hangs below, and the steps down to it."""
        chain = self._chain(row)
        outer = [] if chain else outer_names(row.text)
        inside = outer or [one.name for one in chain]
        parted = self._parter.part(row.text, inside, row.street)
        steps = parted.steps
        if outer:
            # A county and a town that the register does not have are made up like streets.
            named = [name for name in outer[: parted.within + 1] if name != self._top_name]
            steps = (*(Step(name, name) for name in named), *steps)
            return (self._top, *(step.compared for step in steps)), steps
        if parted.within >= 0:
            under = id_of(DIVISION, chain[parted.within].code)
        else:
            under = self._unnamed(chain, steps[0])
        return (under, *(step.compared for step in steps)), steps

    def _unnamed(self, chain: list[DivisionRow], first: Step) -> str:
        """Say what an address lies in whose text names no division: a street goes through many."""
        if not chain:
            return self._top
        towns = [one for one in chain if one.level == "town"]
        numbered = whole_number(first.compared) is not None
        return id_of(DIVISION, (chain if numbered or not towns else towns)[-1].code)

    def _make_up(self, way: Path, above: str, steps: tuple[Step, ...]) -> Node:
        """Make up the node of a street, a block or a group."""
        code = "/".join((way[0].partition(":")[2], *way[1:]))
        node = self._add(kind_of(steps[0], steps[1]), code, above, steps[0].written, None)
        self._made_up[way] = node
        return node

    def _take_landmarks(self, rows: Sequence[NameRow]) -> None:
        """Take landmarks; a name of one that is known stands beside it."""
        known = {row.code: row for row in rows}
        for row in rows:
            own = known.get(row.code.rpartition("-")[0])
            if own is not None and (own.lon, own.lat, own.text) == (row.lon, row.lat, row.detail):
                node = self._nodes.get(id_of(LANDMARK, own.code))
                node = node or self._take_name(LANDMARK, own)
                node.aliases = (*node.aliases, row.text)
            elif id_of(LANDMARK, row.code) not in self._nodes:
                self._take_name(LANDMARK, row)

    def _take_name(self, kind: str, row: NameRow) -> Node:
        spot = (row.lon, row.lat)
        return self._add(kind, row.code, self._home(row.detail, spot), row.text, spot)

    def _take_posts(self, rows: Sequence[NameRow]) -> None:
        """Hang kilometre posts below their roads."""
        for row in rows:
            found = POST.match(unicodedata.normalize("NFKC", row.text))
            if found is None:
                self._take_name(KILOMETRE, row)
                continue
            road, spot = id_of(STREET, found["road"]), (row.lon, row.lat)
            if road not in self._nodes:
                self._add(STREET, found["road"], self._top, found["road"], None)
            self._nodes[road].below.append(spot)
            name = f"K{found['kilometre']}+{found['tenth'] or 0}00"
            self._add(KILOMETRE, row.code, road, name, spot)

    def _take_premises(self, landmarks: Sequence[NameRow]) -> None:
        """Take premises, but those that are called like their address or a landmark there."""
        marked: dict[str, list[Spot]] = defaultdict(list)
        for mark in landmarks:
            marked[mark.text].append((mark.lon, mark.lat))
        for door in self.held.addresses:
            marked[door.text].append((door.lon, door.lat))
        for row in self.held.premises:
            spot = (row.lon, row.lat)
            if not any(is_near(spot, other) for other in marked[row.name]):
                self._add(PREMISES, row.code, self._home("", spot), row.name, spot)

    def _home(self, named: str, spot: Spot) -> str:
        """Find the division of a named place: the one told, or whose middle is nearest."""
        told = self._by_name.get(named)
        if told is not None:
            return id_of(DIVISION, told.code)
        if not self._placed:
            return self._top
        metres = LocalPlane(Point(*spot)).to_metres(self._centres)
        return id_of(DIVISION, self._placed[int(np.hypot(*metres.T).argmin())].code)


def is_near(spot: Spot, other: Spot) -> bool:
    """Say whether two points are so near that the same name means the same place."""
    return abs(spot[0] - other[0]) < SAME_SPOT and abs(spot[1] - other[1]) < SAME_SPOT
