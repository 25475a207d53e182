"""Changes to a register since its index was built, so that every desk sees them at once.

A change is a whole row as it now is, or the id of a place that is gone. The changed places are kept
in a small index of their own, with all that they lie in, and answer beside the large one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tocsin.core.addressing.building import build_index
from tocsin.core.addressing.characters import plain
from tocsin.core.addressing.confidence import confidence_of
from tocsin.core.addressing.index import MICRO, NONE, AddressIndex
from tocsin.core.addressing.judging import Found
from tocsin.core.addressing.register import BETWEEN_ALIASES, read_register
from tocsin.core.addressing.resolving import Resolver
from tocsin.core.addressing.walking import walk_on

# Shorter names stand in too many words by chance.
SHORTEST = 2
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
    _rows: dict[str, Row] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def add(self, changes: Iterable[Change]) -> None:
        """Take changes; a later one of the same place counts."""
        for change in changes:
            self._rows.pop(change.code, None)
            self.gone.add(change.code)
            if change.row is not None:
                self._rows[change.code] = change.row

    def resolver(self) -> Resolver:
        """Prepare to answer from the changed places alone."""
        return Resolver(self.index_of_changes())

    def index_of_changes(self) -> AddressIndex:
        """Build the index of the changed places alone."""
        return build_index(read_register(self._with_what_they_lie_in()))

    def knows(self, code: str) -> bool:
        """Say whether a place was there when the index was built."""
        return self.index.node_of(code) != NONE

    def _with_what_they_lie_in(self) -> list[Row]:
        """List the changed rows, each behind what it lies in."""
        ordered: dict[str, Row] = {}
        for code in self._rows:
            waiting = list[Row]()
            while code and code not in ordered and code not in {row[0] for row in waiting}:
                row = self._rows.get(code) or self.row_of(code)
                if row is None:
                    break
                waiting.append(row)
                code = row[1]  # noqa: PLW2901 - one climbs
            ordered |= {row[0]: row for row in reversed(waiting)}
        return list(ordered.values())

    def row_of(self, code: str) -> Row | None:
        """Write a place as the index has it, without its other names; None where it has none."""
        node = self.index.node_of(code)
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
        node = self.index.node_of(code)
        if node == NONE:
            return code in self.gone
        above = [self.index.id_of(one) for one in self.index.path_of(node)]
        return code in self.gone or any(one in self.gone and one not in self._rows for one in above)

    def reworded(self, text: str) -> Iterator[tuple[int, str]]:
        """Say words that hold a new name of a place as the index knows it; its node, and words."""
        words = plain(text)
        for code, row in self._rows.items():
            node = self.index.node_of(code)
            known = plain(self.index.name_of(node)) if node != NONE else ""
            if not known or known in words:
                continue
            called = map(plain, (row[3], *row[6].split(BETWEEN_ALIASES)))
            longest = max((name for name in called if name in words), key=len, default="")
            if len(longest) >= SHORTEST:
                yield node, words.replace(longest, known, 1)

    def further(self, changed: AddressIndex, found: Found) -> Found | None:
        """Go on below a changed place by the numbers that the large index has there.

        Parameters
        ----------
        changed
            The index of the changed places in which the place was found.
        """
        node = self.index.node_of(changed.id_of(found.walked.node))
        if node == NONE or not found.walked.missing:
            return None
        walked = walk_on(self.index, node, found.walked)
        if walked.node == node or self.is_stale(self.index.id_of(walked.node)):
            return None
        evidence = replace(found.evidence, missing=len(walked.missing), matched=walked.matched)
        score = found.score + walked.worth - found.walked.worth
        return Found(walked.node, score, node, walked, evidence, confidence_of(evidence))

    def names_of(self, changed: AddressIndex, node: int) -> list[str]:
        """List what a place of the large index and those that it lies in are called by now."""
        names = list[str]()
        for place in self.index.path_of(node):
            code = self.index.id_of(place)
            if code in self._rows:
                path = changed.path_of(changed.node_of(code))
                return names + [changed.name_of(one) for one in path]
            names.append(self.index.name_of(place))
        return names
