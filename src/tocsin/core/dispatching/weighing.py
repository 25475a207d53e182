"""Units against the places of a plan: who would do, how soon, and at which costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tocsin.core.dispatching.forces import Doing, Force, Need, Rules
from tocsin.core.geo import Floats

MILLISECONDS = 1_000.0
LOSS_STEPS = 1e6
PERCENT = 100.0
NOBODY = -1

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """Units against needs.

    ``forces`` are sorted by their codes. ``seconds`` has shape (needs, units), ``inf`` where a
    unit would not do; ``weighed`` is the same in whole milliseconds, with what taking a busy unit
    must save and what coverage is worth; ``by_way_alone`` says that nothing was added;
    ``preference`` tells how early the need names the unit's kind. ``remaining`` counts by station
    the units that stay whatever is chosen: free, but too far from here.
    """

    needs: tuple[Need, ...]
    forces: tuple[Force, ...]
    seconds: Floats
    weighed: Floats
    preference: Floats
    lost: Floats
    own_station: str = ""
    by_way_alone: bool = True
    remaining: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def row_of(self) -> Mapping[Need, int]:
        """The row of each need."""
        return {need: row for row, need in enumerate(self.needs)}

    @cached_property
    def column_of(self) -> Mapping[str, int]:
        """The column of each unit."""
        return {force.code: column for column, force in enumerate(self.forces)}

    @cached_property
    def soonest(self) -> tuple[Whole, ...]:
        """For each need the units that would do, soonest first; ties by kind, then code."""
        order = np.lexsort((self.preference, self.weighed), axis=1)
        counts = np.isfinite(self.seconds).sum(axis=1)
        return tuple(row[:count] for row, count in zip(order, counts.tolist(), strict=True))

    @cached_property
    def free_at(self) -> Mapping[str, list[int]]:
        """The available units of each station that keeps a reserve from this need."""
        found: dict[str, list[int]] = {}
        own, free = self.own_station, Doing.AVAILABLE
        for column, force in enumerate(self.forces):
            if force.station and force.station != own and force.doing is free:
                found.setdefault(force.station, []).append(column)
        return found

    def staying(self, station: str, floor: int) -> int:
        """Say how many of the units of a station that could go are to stay."""
        wanted = max(0, floor - self.remaining.get(station, 0))
        return min(wanted, len(self.free_at[station]))


def tabulate(
    needs: Sequence[Need],
    forces: Sequence[Force],
    rules: Rules,
    lost: Mapping[str, float],
    remaining: Mapping[str, int],
) -> Table:
    """Lay units against needs.

    Parameters
    ----------
    forces
        Sorted by code.
    lost
        The share of expected coverage that goes with each unit; may be empty.
    remaining
        How many units of each station are free, but too far from here to go.
    """
    fitting, preference = _fitting(needs, forces)
    seconds = np.where(fitting, _ways(needs, forces), np.inf)
    seconds[seconds > rules.reach_seconds] = np.inf
    free = Doing.AVAILABLE
    busy = np.array([force.doing is not free for force in forces], dtype=np.float64)
    share = np.array([lost.get(force.code, 0.0) for force in forces] if lost else 0.0)
    added = busy * rules.worth_taking_seconds + share * PERCENT * rules.coverage_seconds
    return Table(
        needs=tuple(needs),
        forces=tuple(forces),
        seconds=seconds,
        weighed=np.rint((seconds + added) * MILLISECONDS),
        preference=preference,
        lost=np.broadcast_to(np.rint(share * LOSS_STEPS), busy.shape),
        own_station=rules.own_station,
        by_way_alone=not added.any(),
        remaining=remaining,
    )


def _fitting(
    needs: Sequence[Need], forces: Sequence[Force]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Tell which unit would do for which need, and how early its kind is named there."""
    sorts: dict[tuple[str, frozenset[str]], int] = {}
    sort_of = np.array(
        [sorts.setdefault((one.kind, one.capabilities), len(sorts)) for one in forces],
        dtype=np.int64,
    )
    shape = (len(needs), len(sorts))
    fits = np.array([[need.fits(*sort) for sort in sorts] for need in needs], dtype=np.bool_)
    early = np.array(
        [
            [need.kinds.index(kind) if kind in need.kinds else 0 for kind, _ in sorts]
            for need in needs
        ],
        dtype=np.float64,
    )
    return fits.reshape(shape)[:, sort_of], early.reshape(shape)[:, sort_of]


def _ways(needs: Sequence[Need], forces: Sequence[Force]) -> Floats:
    """Give the travel times, shape (needs, units)."""
    ways = np.tile(np.array([force.seconds for force in forces]), (len(needs), 1))
    for column, force in enumerate(forces):
        if force.seconds_by_need:
            ways[:, column] = [
                force.seconds_by_need.get(need.order, force.seconds) for need in needs
            ]
    return ways
