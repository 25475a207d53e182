"""A junction that no register has: where two roads meet that callers name, in either order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tocsin.core.addressing.ground import Ground
from tocsin.core.geo import Point, metres_between

ENDING = "十字"
# Between two roads stands a word for "and", or nothing where the first one ends as roads do.
PARTED = re.compile(r"[与和及跟同、]|(?<=[路街巷道线桥])(?=[^与和及跟同、])")
SHORTEST = 2
# Junctions of the same two roads that are farther apart are those of another town.
APART_METRES = 250.0
SMALLEST = 25.0


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where two roads meet: their names, the point, and within how many metres."""

    names: tuple[str, str]
    point: Point
    radius_metres: float

    @property
    def text(self) -> str:
        """Write it as registers do."""
        return f"{self.names[0]}与{self.names[1]}{ENDING}"


def crossing_of(words: str, ground: Ground, near: Point | None) -> Crossing | None:
    """Find the junction that normalised words name.

    Parameters
    ----------
    near
        Where several towns have streets of these names, the junction nearest to this is meant.
    """
    if not words.endswith(ENDING):
        return None
    for first, second in _splits(words.removesuffix(ENDING)):
        names = _known(first, ground), _known(second, ground)
        points = ground.meeting(*names) if all(names) else ()
        if points:
            return _at((names[0], names[1]), list(points), near)
    return None


def _splits(words: str) -> Iterator[tuple[str, str]]:
    """Part words into two roads wherever that is possible.

    >>> list(_splits("东大街解放路")), list(_splits("g344与二级路"))
    ([('东大街', '解放路')], [('g344', '二级路')])
    """
    for found in PARTED.finditer(words):
        first, second = words[: found.start()], words[found.end() :]
        if min(len(first), len(second)) >= SHORTEST:
            yield first, second


def _known(words: str, ground: Ground) -> str:
    """Give the name of a road at the end of words, without the town before it; else nothing."""
    ends = (words[begin:] for begin in range(len(words) - SHORTEST + 1))
    return next((end for end in ends if ground.knows(end)), "")


def _at(names: tuple[str, str], points: list[Point], near: Point | None) -> Crossing:
    """Take the junctions that are one to those who drive there: all carriageways of it."""
    here = min(points, key=lambda point: metres_between(point, near)) if near else points[0]
    together = [point for point in points if metres_between(point, here) <= APART_METRES]
    middle = Point(*np.mean(together, axis=0).tolist())
    spread = max(metres_between(middle, point) for point in together)
    return Crossing(names, middle, round(SMALLEST + spread, 1))
