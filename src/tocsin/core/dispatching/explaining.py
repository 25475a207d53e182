"""Why a unit is sent, why a nearer one is not, who would be next, and what is missing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import islice

import numpy as np

from tocsin.core.dispatching.filling import Filled
from tocsin.core.dispatching.forces import (
    Doing,
    Force,
    Hindrance,
    Need,
    Option,
    PassedOver,
    Shortfall,
)
from tocsin.core.dispatching.lexicographic import Marks
from tocsin.core.dispatching.weighing import NOBODY, Table, Whole

OTHERS_SHOWN = 9
NEARER_SHOWN = 9


@dataclass(frozen=True)
class Outcome:
    """A filled plan with everybody on duty, those left out among them."""

    table: Table
    places: Sequence[Need]
    filled: Filled
    everyone: Sequence[Force]
    left_out: Mapping[str, Hindrance]

    def sent(self) -> Iterator[tuple[Need, int]]:
        """Give each place that is filled with the column of its unit."""
        for need, column in zip(self.places, self.filled.chosen, strict=True):
            if column != NOBODY:
                yield need, column

    @cached_property
    def usable(self) -> tuple[Whole, ...]:
        """For each need the units that would do and may be sent, soonest first."""
        may_go = ~self.marked(self.table.column_of.get(code, NOBODY) for code in self.left_out)
        return tuple(row[may_go[row]] for row in self.table.soonest)

    def marked(self, columns: Iterable[int]) -> Marks:
        """Mark some of the units, shape (units,)."""
        marks: Marks = np.zeros(len(self.table.forces), dtype=np.bool_)
        marks[[column for column in columns if column != NOBODY]] = True
        return marks

    @cached_property
    def by_way(self) -> tuple[Whole, ...]:
        """The same by travel time alone, whatever else was weighed."""
        if self.table.by_way_alone:
            return self.usable
        found = []
        for at, row in enumerate(self.usable):
            units = np.sort(row)
            ways, early = self.table.seconds[at, units], self.table.preference[at, units]
            found.append(units[np.lexsort((early, ways))])
        return tuple(found)

    def rank(self, row: int, column: int) -> int:
        """Say which place a unit has among those that would do, by travel time."""
        return int(np.argmax(self.by_way[row] == column)) + 1

    @cached_property
    def hindered(self) -> list[Force]:
        """Those left out."""
        return [force for force in self.everyone if force.code in self.left_out]


def picks_of(outcome: Outcome, lost: Mapping[str, float]) -> tuple[Option, ...]:
    """Describe the unit that fills each place, and the nearer ones that do not.

    Parameters
    ----------
    lost
        The share of expected coverage that goes with each unit; empty where not looked at.
    """
    table = outcome.table
    sent = list(outcome.sent())
    picked = outcome.marked(column for _need, column in sent)
    hindered = {need: _hindered(need, outcome) for need, _column in sent}
    found = []
    for need, column in sent:
        row = table.row_of[need]
        force, seconds = table.forces[column], float(table.seconds[row, column])
        soonest = outcome.usable[row]
        ahead = soonest[: np.argmax(soonest == column)]
        kept_for_others = ahead[picked[ahead]].tolist()
        nearer = merge(hindered[need], _not_sent(need, seconds, outcome))
        found.append(
            Option(
                code=force.code,
                need=need,
                seconds=seconds,
                rank=outcome.rank(row, column),
                fix_age_seconds=force.fix_age_seconds or 0.0,
                taken_from=force.busy_with,
                keeps=table.forces[kept_for_others[0]].code if kept_for_others else "",
                breaks_reserve=column in outcome.filled.over,
                nearer=tuple(
                    PassedOver(code, way, cause)
                    for way, code, cause in islice(nearer, NEARER_SHOWN)
                    if way < seconds
                ),
                in_time=None if need.within_seconds is None else seconds <= need.within_seconds,
                coverage_lost=lost.get(force.code, 0.0) if lost else None,
            )
        )
    return tuple(found)


Candidate = tuple[float, str, Hindrance]


def _hindered(need: Need, outcome: Outcome) -> list[Candidate]:
    """List the units that would fit but are left out, nearest first."""
    return sorted(
        (
            force.seconds_by_need.get(need.order, force.seconds),
            force.code,
            outcome.left_out[force.code],
        )
        for force in outcome.hindered
        if need.fits(force.kind, force.capabilities)
    )


def _not_sent(need: Need, seconds: float, outcome: Outcome) -> list[Candidate]:
    """List the usable units nearer than the one that is sent to a need, nearest first."""
    table = outcome.table
    ways = table.seconds[table.row_of[need]]
    here = {column for place, column in outcome.sent() if place == need}
    elsewhere = {column for _place, column in outcome.sent()}
    near = [column for column in np.flatnonzero(ways < seconds).tolist() if column not in here]
    return sorted(
        (
            float(ways[column]),
            force.code,
            Hindrance.NEEDED_ELSEWHERE if column in elsewhere else _cause(force, outcome.filled),
        )
        for column in near
        if (force := table.forces[column]).code not in outcome.left_out
    )


def _cause(force: Force, filled: Filled) -> Hindrance:
    """Say what speaks against a free unit that is nearer than the one that is sent."""
    if force.doing != Doing.AVAILABLE:
        return Hindrance.SAVES_TOO_LITTLE
    if force.station in filled.held:
        return Hindrance.RESERVE
    return Hindrance.COVERAGE


def next_ones(outcome: Outcome) -> tuple[Option, ...]:
    """List who would come next, soonest first, each under the first need it fits.

    After them come free units that no need calls for: the dispatcher may know better.
    """
    table, taken = outcome.table, outcome.marked(outcome.filled.chosen)
    found: list[tuple[float, Option]] = []
    for row, need in enumerate(table.needs):
        soonest = outcome.usable[row]
        for column in soonest[~taken[soonest]][:OTHERS_SHOWN].tolist():
            seconds, rank = float(table.seconds[row, column]), outcome.rank(row, column)
            option = _plain(need, table.forces[column], seconds, rank)
            found.append((float(table.weighed[row, column]), option))
            taken[column] = True
    fitting = [option for _, option in sorted(found, key=lambda one: (one[0], one[1].code))]
    if len(fitting) >= OTHERS_SHOWN:
        return tuple(fitting[:OTHERS_SHOWN])
    spare = sorted(
        (force.seconds, force.code, force)
        for column, force in enumerate(table.forces)
        if not taken[column]
        and force.code not in outcome.left_out
        and force.doing == Doing.AVAILABLE
    )
    unfit = [_plain(None, force, way, rank) for rank, (way, _, force) in enumerate(spare, start=1)]
    return tuple((fitting + unfit)[:OTHERS_SHOWN])


def _plain(need: Need | None, force: Force, seconds: float, rank: int) -> Option:
    """Describe a unit that would come next."""
    return Option(
        code=force.code,
        need=need,
        seconds=seconds,
        rank=rank,
        fix_age_seconds=force.fix_age_seconds or 0.0,
        taken_from=force.busy_with,
    )


def shortfalls_of(outcome: Outcome) -> tuple[Shortfall, ...]:
    """Say of each unmet need how many units are missing, and what hinders those that would do."""
    chosen = outcome.filled.chosen
    missing = Counter(
        need for need, column in zip(outcome.places, chosen, strict=True) if column == NOBODY
    )
    found = []
    for need, number in missing.items():
        serving = {outcome.table.forces[at].code for place, at in outcome.sent() if place == need}
        hindered = Counter(
            outcome.left_out.get(force.code) or _otherwise(need, force, outcome)
            for force in outcome.everyone
            if need.fits(force.kind, force.capabilities) and force.code not in serving
        )
        found.append(Shortfall(need, number, dict(sorted(hindered.items()))))
    return tuple(found)


def _otherwise(need: Need, force: Force, outcome: Outcome) -> Hindrance:
    """Say why a unit that is left out of nothing does not meet a need: it is far, or elsewhere."""
    table = outcome.table
    if not np.isfinite(table.seconds[table.row_of[need], table.column_of[force.code]]):
        return Hindrance.TOO_FAR
    return Hindrance.NEEDED_ELSEWHERE
