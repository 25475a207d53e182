"""The cordon that is short by fewest before a front, looked for exactly.

A mixed-integer program: each junction is inside or outside, a stretch between the two is closed,
and of the closed stretches that the same units reach in time as many are held as there are such
units. Solved by HiGHS within a number of branches, so that equal questions have equal answers.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, coo_array, csr_array, eye_array

from tocsin.core.geo import Floats
from tocsin.core.roads.cordon.cutting import Cut, marked
from tocsin.core.roads.cordon.outlines import Marks, Whole
from tocsin.core.roads.cordon.stretches import FIRST_JUNCTION, INSIDE, OUTSIDE, Stretches

MOST_STRETCHES = 4_000
MOST_PAIRS = 6_000
BRANCHES = 200
# All closures together weigh a tenth of one that is not held, and what is left open less than one.
WEIGHT = 10.0
OPEN_PART = 0.9
SOLVED = 0
HALF = 0.5


@dataclass(frozen=True, slots=True)
class LeastShort:
    """A cordon that is short by few; ``proved`` where none is short by fewer."""

    cut: Cut
    proved: bool


@dataclass(frozen=True, slots=True)
class _Program:
    """The stretches that matter, as roads between junctions, and who reaches them in time.

    ``group`` tells for each which row of ``crews``, shape (groups, units), reaches it.
    """

    stretch: Whole
    one: Whole
    other: Whole
    ends: int
    group: Whole
    crews: Marks


def least_short(
    stretches: Stretches,
    in_time: Marks,
    known: int,
    *,
    pinned: Collection[int],
    barred: Collection[int],
) -> LeastShort | None:
    """Find closures of which the fewest stay without a unit.

    Parameters
    ----------
    in_time
        Shape (units, stretches), whether a unit is there before the front.
    known
        By how many the best cordon that is known is short.

    Returns
    -------
    LeastShort or None
        None where the ground is too large to ask, or no cordon was found.
    """
    held, never = marked(stretches, pinned), marked(stretches, barred)
    program = _program(stretches, in_time, held)
    count, pairs = len(program.stretch), int(program.crews.sum())
    if not 0 < count <= MOST_STRETCHES or pairs > MOST_PAIRS:
        return None
    many, ends = WEIGHT * count, program.ends
    side_low, side_high = np.zeros(ends), np.ones(ends)
    side_low[INSIDE], side_high[OUTSIDE] = 1.0, 0.0
    closed_low, closed_high = held[program.stretch] * 1.0, 1.0 - never[program.stretch]
    found = milp(
        np.concatenate([np.zeros(ends), np.full(count, many + 1.0), np.full(pairs, -many)]),
        integrality=np.concatenate([np.ones(ends), np.zeros(count + pairs)]),
        bounds=Bounds(
            np.concatenate([side_low, closed_low, np.zeros(pairs)]),
            np.concatenate([side_high, closed_high, np.ones(pairs)]),
        ),
        constraints=_rules(program),
        options={"node_limit": BRANCHES, "mip_rel_gap": OPEN_PART / (known + 1.0)},
    )
    if found.x is None:
        return None
    return LeastShort(_cut_of(program, found.x, held), proved=found.status == SOLVED)


def _cut_of(program: _Program, solved: Floats, held: Marks) -> Cut:
    inside = solved[: program.ends] > HALF
    closed = held.copy()
    closed[program.stretch[inside[program.one] != inside[program.other]]] = True
    closures = tuple(np.flatnonzero(closed).tolist())
    # No other stretch is counted on: then these are as few as can be.
    others = frozenset(np.flatnonzero(~closed).tolist())
    return Cut(closures, len(closures), frozenset(np.flatnonzero(held).tolist()), others)


def _program(stretches: Stretches, in_time: Marks, held: Marks) -> _Program:
    """Leave out the dead ends, and put stretches together that the same units reach in time."""
    stretch = np.flatnonzero(_leads_on(stretches) | held)
    ends = np.concatenate(
        [np.arange(FIRST_JUNCTION), stretches.one[stretch], stretches.other[stretch]]
    )
    known, number = np.unique(ends, return_inverse=True)
    one, other = number[FIRST_JUNCTION:].reshape(2, -1)
    crews, group = np.unique(in_time[:, stretch].T, axis=0, return_inverse=True)
    return _Program(stretch, one, other, len(known), group.ravel(), crews)


def _leads_on(stretches: Stretches) -> Marks:
    """Mark the stretches from whose both ends one gets on."""
    on: Marks = np.ones(len(stretches), dtype=np.bool_)
    while True:
        ends = np.concatenate([stretches.one[on], stretches.other[on]])
        roads = np.bincount(ends, minlength=stretches.ends)
        roads[:FIRST_JUNCTION] = FIRST_JUNCTION
        dead = on & ((roads[stretches.one] == 1) | (roads[stretches.other] == 1))
        if not dead.any():
            return on
        on &= ~dead


def _rules(program: _Program) -> LinearConstraint:
    """Write what must hold, over the sides of junctions, closures, and units for each group."""
    count, (groups, units) = len(program.stretch), program.crews.shape
    each, one = np.arange(count), np.ones(count)
    apart = coo_array(
        (
            np.concatenate([one, -one]),
            (np.tile(each, 2), np.concatenate([program.one, program.other])),
        ),
        shape=(count, program.ends),
    )
    group, unit = np.nonzero(program.crews)
    sent: NDArray[np.int64] = np.arange(len(group))
    there = csr_array((one, (program.group, each)), shape=(groups, count))
    serves = csr_array((np.ones(len(sent)), (group, sent)), shape=(groups, len(sent)))
    once = csr_array((np.ones(len(sent)), (unit, sent)), shape=(units, len(sent)))
    closed = eye_array(count)
    whole = block_array(
        [
            [apart, -closed, None],
            [-apart, -closed, None],
            [None, -there, serves],
            [None, None, once],
        ]
    )
    high = np.concatenate([np.zeros(2 * count + groups), np.ones(units)])
    return LinearConstraint(whole.tocsr(), -np.inf, high)
