"""Changes to a register since its index was built, so that every desk sees them at once.

A change is a whole row as it now is, or the id of a place that is gone. The changed places are kept
in a small index of their own, with all that they lie in, and answer beside the large one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tocsin.core.addressing.building import build_index
from tocsin.core.addressing.index import MICRO, NONE, AddressIndex
from tocsin.core.addressing.register import read_register
from tocsin.core.addressing.resolving import Resolver

Row = tuple[str, str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A place as it now is; gone where there is no ``row``. The columns are the register's."""

    code: str
    row: Row | None = None


@dataclass
class Changes:
    """The list of changes to one index, in the order in which they came."""

    index: AddressIndex
    _nodes: dict[str, int] = field(default_factory=dict)
    _rows: dict[str, Row] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Learn where each id of the index is."""
        self._nodes = {self.index.id_of(node): node for node in range(self.index.node_count)}

    def add(self, changes: Iterable[Change]) -> None:
        """Take changes; a later one of the same place counts."""
        for change in changes:
            self._rows.pop(change.code, None)
            self.gone.add(change.code)
            if change.row is not None:
                self._rows[change.code] = change.row

    def resolver(self) -> Resolver:
        """Prepare to answer from the changed places alone."""
        return Resolver(build_index(read_register(self._with_what_they_lie_in())))

    def _with_what_they_lie_in(self) -> list[Row]:
        """List the changed rows, each behind what it lies in."""
        ordered: dict[str, Row] = {}
        for code in self._rows:
            waiting = list[Row]()
            while code and code not in ordered and code not in {row[0] for row in waiting}:
                row = self._rows.get(code) or self._row_in_index(code)
                if row is None:
                    break
                waiting.append(row)
                code = row[1]  # noqa: PLW2901 - one climbs
            ordered |= {row[0]: row for row in reversed(waiting)}
        return list(ordered.values())

    def _row_in_index(self, code: str) -> Row | None:
        node = self._nodes.get(code, NONE)
        if node == NONE:
            return None
        index, above = self.index, int(self.index.parent[node])
        lon, lat = (index.lonlat[node] / MICRO).tolist()
        parent = index.id_of(above) if above != NONE else ""
        name, level = index.name_of(node), index.level_of(node)
        return (code, parent, level, name, str(lon), str(lat), "")

    def is_new(self, code: str) -> bool:
        """Say whether a place was added or changed since the index was built."""
        return code in self._rows

    def is_stale(self, code: str) -> bool:
        """Say whether the large index's place is changed or gone, or lies in one that is gone."""
        node = self._nodes.get(code, NONE)
        if node == NONE:
            return code in self.gone
        above = [self.index.id_of(one) for one in self.index.path_of(node)]
        return code in self.gone or any(one in self.gone and one not in self._rows for one in above)
