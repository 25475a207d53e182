"""The places of a plan filled with units, all together and provably best.

The order of what counts: as many in time as can be, tier by tier; as few places unmet, tier by
tier; as few units as can be out of a station's reserve; the seconds of all ways together; the
coverage that goes with those sent; the sooner units for the earlier tiers; the kinds named first;
the codes that come first, by the sum of their places in the alphabet, and that need by need.

A reserve is an assignment too: of each station so many units are assigned to stay. Only where a
plan without that would send too many does the station get such places, so the answer is exact.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tocsin.core.dispatching.forces import Need, Rules
from tocsin.core.dispatching.lexicographic import Marks, assign
from tocsin.core.dispatching.weighing import NOBODY, Table
from tocsin.core.geo import Floats

MOST_URGENT = 1


@dataclass(frozen=True, slots=True)
class Filled:
    """Which unit fills each place, ``NOBODY`` for none, and what reserves had to do with it.

    ``held`` are the stations whose reserve decided; ``over`` the units sent all the same.
    """

    chosen: tuple[int, ...]
    held: frozenset[str]
    over: frozenset[int]


def fill(table: Table, places: Sequence[Need], rules: Rules) -> Filled:
    """Fill places with units.

    Parameters
    ----------
    places
        One entry for each unit wanted.
    """
    staying: dict[str, int] = {}
    while True:
        problem = _Problem(table, places, staying, soft=rules.level <= MOST_URGENT)
        columns = assign(problem.levels(), problem.allowed).tolist()[: len(places)]
        chosen = tuple(column if column < len(table.forces) else NOBODY for column in columns)
        going = _leaving(table, chosen)
        over = {
            station: floor
            for station, sent in going.items()
            if len(sent)
            > len(table.free_at[station]) - (floor := table.staying(station, rules.reserve_floor))
        }
        if over.keys() <= staying.keys():
            chosen = _soonest_first(table, places, chosen)
            beyond = _beyond(table, places, chosen, going, over)
            return Filled(chosen, frozenset(staying), beyond)
        staying |= over


def _soonest_first(table: Table, places: Sequence[Need], chosen: Sequence[int]) -> tuple[int, ...]:
    """Give the places of one need their units in the order in which these arrive."""
    by_need: dict[Need, list[int]] = {}
    for need, column in zip(places, chosen, strict=True):
        by_need.setdefault(need, []).append(column)
    for need, columns in by_need.items():
        row = table.row_of[need]
        columns.sort(key=lambda at: _arrival(table, row, at), reverse=True)
    return tuple(by_need[need].pop() for need in places)


def _arrival(table: Table, row: int, column: int) -> tuple[float, int]:
    """Say when a unit is there, by which places are ordered; nobody comes last."""
    return (np.inf, column) if column == NOBODY else (float(table.weighed[row, column]), column)


def _leaving(table: Table, chosen: Sequence[int]) -> dict[str, set[int]]:
    """List the available units that each station would send."""
    sent = {column for column in chosen if column != NOBODY}
    going = {}
    for station in {table.forces[column].station for column in sent}:
        leaving = sent & set(table.free_at.get(station, ()))
        if leaving:
            going[station] = leaving
    return going


def _beyond(
    table: Table,
    places: Sequence[Need],
    chosen: Sequence[int],
    going: Mapping[str, set[int]],
    over: Mapping[str, int],
) -> frozenset[int]:
    """Name the units sent out of a reserve: of each station those that are there last."""
    way = {
        column: table.seconds[table.row_of[need], column]
        for need, column in zip(places, chosen, strict=True)
        if column != NOBODY
    }
    beyond: set[int] = set()
    for station, floor in over.items():
        may_go = len(table.free_at[station]) - floor
        beyond |= set(sorted(going[station], key=lambda column: (way[column], column))[may_go:])
    return frozenset(beyond)


class _Problem:
    """The matrices of the assignment: places and units that stay, against units and gaps.

    Each place may stay empty by a column of its own; where a reserve may be broken, each unit that
    is to stay has one too.
    """

    def __init__(
        self, table: Table, places: Sequence[Need], staying: Mapping[str, int], *, soft: bool
    ) -> None:
        self._units = len(table.forces)
        self._places = len(places)
        self._tiers = np.array([need.tier for need in places], dtype=np.int64)
        rows = np.array([table.row_of[need] for need in places], dtype=np.int64)
        self._needs = rows
        self._seconds, self._weighed = table.seconds[rows], table.weighed[rows]
        self._preference, self._lost = table.preference[rows], table.lost
        within = [np.inf if n.within_seconds is None else n.within_seconds for n in places]
        self._within = np.array(within, dtype=np.float64)
        stations = [name for name in sorted(staying) for _ in range(staying[name])]
        self._extra = len(stations) if soft else 0
        shape = (self._places + len(stations), self._units + self._places + self._extra)
        self.allowed: Marks = np.zeros(shape, dtype=np.bool_)
        self.allowed[: self._places, : self._units] = np.isfinite(self._seconds)
        for row, station in enumerate(stations, start=self._places):
            self.allowed[row, table.free_at[station]] = True
        gaps = self._places + self._extra
        self.allowed[np.arange(gaps), self._units + np.arange(gaps)] = True

    def levels(self) -> Iterator[Floats]:
        """Give the costs, those that count most first."""
        weight = self._tier_weights()
        late = self._seconds > self._within[:, None]
        yield self._level(late * weight[:, None], gap=weight)
        yield self._level(np.zeros_like(self._seconds), gap=weight)
        if self._extra:
            yield self._level(np.zeros_like(self._seconds), broken=1.0)
        yield self._level(self._weighed)
        yield self._level(np.broadcast_to(self._lost, self._seconds.shape))
        for tier in np.unique(self._tiers)[:-1]:
            yield self._level(np.where(self._tiers[:, None] == tier, self._weighed, 0.0))
        yield self._level(self._preference)
        codes = np.broadcast_to(np.arange(self._units, dtype=np.float64), self._seconds.shape)
        yield self._level(codes)
        for need in np.unique(self._needs)[:-1]:
            yield self._level(np.where(self._needs[:, None] == need, codes, 0.0))

    def _level(self, units: Floats, gap: Floats | float = 0.0, broken: float = 0.0) -> Floats:
        cost = np.zeros(self.allowed.shape)
        cost[: self._places, : self._units] = units
        here = np.arange(self._places)
        cost[here, self._units + here] = gap
        if broken:
            cost[self._places :, self._units + self._places :] = broken
        return cost

    def _tier_weights(self) -> Floats:
        """Weigh each place so that one of an earlier tier counts more than all of later ones."""
        tiers, counts = np.unique(self._tiers, return_counts=True)
        after = np.concatenate([np.cumprod((counts + 1)[::-1])[::-1][1:], np.ones(1)])
        weights: Floats = after[np.searchsorted(tiers, self._tiers)].astype(np.float64)
        return weights
