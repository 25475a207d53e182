"""Assignment by several costs, the first of which counts before all others, and so on.

Each cost is minimised exactly among the assignments that are best by the costs before it. After
each step the dual prices of the optimum tell which pairs can stand in any optimum at all
(complementary slackness; Kuhn 1955, Munkres 1957), and the next step chooses among these.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from tocsin.core.geo import Floats

Marks = NDArray[np.bool_]
Columns = NDArray[np.int64]


def assign(levels: Iterable[Floats], allowed: Marks) -> Columns:
    """Give each row a column of its own, best by the first cost, then by the second, and so on.

    Parameters
    ----------
    levels
        Each of shape (rows, columns): whole numbers, so that sums are exact; more important ones
        first. Entries that are not allowed are not looked at.
    allowed
        Shape (rows, columns). A full assignment must be possible.

    Returns
    -------
    ndarray of int
        Shape (rows,), the column of each row.

    Raises
    ------
    ValueError
        When there is no way to give every row a column.

    Examples
    --------
    >>> first, second = np.zeros((2, 2)), np.array([[1.0, 0.0], [0.0, 5.0]])
    >>> assign([first, second], np.ones((2, 2), dtype=np.bool_)).tolist()
    [1, 0]
    """
    rows, columns = allowed.shape
    if not rows:
        return np.zeros(0, dtype=np.int64)
    kept: Columns = np.arange(columns, dtype=np.int64)
    open_still = allowed.copy()
    must = np.zeros(columns, dtype=np.bool_)
    chosen = np.argmax(allowed, axis=1)
    decided = False
    for whole in levels:
        level = whole if len(kept) == columns else whole[:, kept]
        if _settled(level, open_still, chosen):
            continue
        decided = True
        cost = np.where(open_still, level, np.inf)
        # What an earlier cost has to use must be used; no saving by this cost is worth leaving it.
        cost[:, must] -= np.abs(level[open_still]).max() * 2 * rows + 1
        chosen = _cheapest(cost)
        row_price, column_price = _prices(cost, chosen)
        open_still &= cost - row_price[:, None] - column_price == 0.0
        must |= column_price < 0.0
        if open_still.sum() == rows:
            break
        # Columns that stand in no optimum are put away: what is left is small.
        usable = open_still.any(axis=0)
        chosen = np.cumsum(usable)[chosen] - 1
        kept, open_still, must = kept[usable], open_still[:, usable], must[usable]
    if not decided:
        chosen = _cheapest(np.where(allowed, 0.0, np.inf))
    found: Columns = kept[chosen]
    return found


def _cheapest(cost: Floats) -> Columns:
    _rows, found = linear_sum_assignment(cost)
    columns: Columns = found.astype(np.int64)
    return columns


def _settled(level: Floats, open_still: Marks, chosen: Columns) -> bool:
    """Say whether a cost is the same in every row, whatever is chosen there."""
    paid = level[np.arange(len(level)), chosen]
    return not (open_still & (level != paid[:, None])).any()


def _prices(cost: Floats, chosen: Columns) -> tuple[Floats, Floats]:
    """Give the dual prices of rows and columns that prove an assignment optimal.

    A column that is not used has price 0 and no price is above; found as shortest ways along
    exchanges between the columns in use (Bellman 1958).
    """
    rows = np.arange(len(cost))
    paid = cost[rows, chosen]
    exchange = cost[:, chosen] - paid[:, None]
    price = np.zeros(len(cost))
    for _ in rows:
        better = np.minimum(price, (price[:, None] + exchange).min(axis=0))
        if (better == price).all():
            break
        price = better
    column_price = np.zeros(cost.shape[1])
    column_price[chosen] = price
    return paid - price, column_price
