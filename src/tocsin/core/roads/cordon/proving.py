"""The cordon that is short by fewest before a front, looked for exactly on small grounds.

A mixed-integer program: each junction is inside or outside, a stretch between the two is closed,
and a closed stretch is held by a unit that is there in time or missing. As few missing as can be
come first, then as few closures as can be. Solved by HiGHS within a number of branches, so that
equal questions have equal answers.
"""

from collections.abc import Collection

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, coo_array, csr_array, eye_array

from tocsin.core.roads.cordon.cutting import Cut, disconnected, marked
from tocsin.core.roads.cordon.stretches import INSIDE, OUTSIDE, Marks, Stretches, Whole

MOST_STRETCHES = 600
MOST_PAIRS = 6_000
BRANCHES = 200
CLOSED = 0.5


def least_short(
    stretches: Stretches, in_time: Marks, *, pinned: Collection[int], barred: Collection[int]
) -> Cut | None:
    """Find the closures of which the fewest stay without a unit, then the fewest closures.

    Parameters
    ----------
    in_time
        Shape (units, stretches), whether a unit is there before the front.

    Returns
    -------
    Cut or None
        None where the ground is too large to ask, or no cordon was found.
    """
    units, pairs = np.nonzero(in_time)
    count = len(stretches)
    if count > MOST_STRETCHES or len(units) > MOST_PAIRS or not count:
        return None
    sizes = (stretches.ends, count, count, len(units))
    held, never = marked(stretches, pinned), marked(stretches, barred)
    cost = np.concatenate(
        [np.zeros(sizes[0]), np.ones(count), np.full(count, count + 1.0), np.zeros(sizes[3])]
    )
    side_low, side_high = np.zeros(sizes[0]), np.ones(sizes[0])
    side_low[INSIDE], side_high[OUTSIDE] = 1.0, 0.0
    low = np.concatenate([side_low, held.astype(np.float64), np.zeros(count + sizes[3])])
    high = np.concatenate([side_high, 1.0 - never, np.ones(count + sizes[3])])
    found = milp(
        cost,
        integrality=np.concatenate([np.ones(sizes[0] + count), np.zeros(count), np.ones(sizes[3])]),
        bounds=Bounds(low, high),
        constraints=_rules(stretches, units, pairs, len(in_time)),
        options={"node_limit": BRANCHES, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    closed = found.x[sizes[0] : sizes[0] + count] > CLOSED
    closures = tuple(np.flatnonzero(closed).tolist())
    if not disconnected(stretches, closures):
        return None
    # No other stretch is counted on: then these are as few as can be.
    return Cut(closures, len(closures), frozenset(range(count)) - set(closures))


def _rules(stretches: Stretches, units: Whole, pairs: Whole, unit_count: int) -> LinearConstraint:
    """Write what must hold, over sides, closures, missing units and units sent."""
    count, sent = len(stretches), len(units)
    each, one = np.arange(count), np.ones(count)
    apart = coo_array(
        (
            np.concatenate([one, -one]),
            (np.tile(each, 2), np.concatenate([stretches.one, stretches.other])),
        ),
        shape=(count, stretches.ends),
    )
    closed = eye_array(count)
    serves = csr_array((np.ones(sent), (pairs, np.arange(sent))), shape=(count, sent))
    once = csr_array((np.ones(sent), (units, np.arange(sent))), shape=(unit_count, sent))
    whole = block_array(
        [
            [apart, -closed, None, None],
            [-apart, -closed, None, None],
            [None, closed, -closed, -serves],
            [None, None, None, once],
        ]
    )
    high = np.concatenate([np.zeros(3 * count), np.ones(unit_count)])
    return LinearConstraint(whole.tocsr(), -np.inf, high)
