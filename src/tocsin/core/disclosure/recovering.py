"""What somebody who reads the print can work out about the counts that are left out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from tocsin.core.disclosure.counts import SPREAD, Printed

Row = tuple[dict[int, float], float]
# Solvers answer with numbers that are whole but for this.
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Interval:
    """The least and the most that a count left out can be."""

    low: float
    high: float

    @property
    def spread(self) -> float:
        """How many steps are open."""
        return self.high - self.low


class ContradictionError(ValueError):
    """The print does not add up: no counts fit it."""


def intervals(printed: Printed, only: Iterable[str] | None = None) -> dict[str, Interval]:
    """Work out how far each count left out can be narrowed down.

    Two programs are solved for each: the least and the most it can be, given every count that is
    printed and every sum, in whatever table. The programs are in whole numbers where the sums do
    not make them whole by themselves, so what is found is exactly what anybody can know.

    Parameters
    ----------
    printed
        What everybody reads.
    only
        The counts to look at; all that are left out where it is missing.

    Returns
    -------
    dict
        The interval of each count, in counts; ``inf`` where nothing bounds it.

    Raises
    ------
    ContradictionError
        No counts fit the print.

    Notes
    -----
    Method: the audit of Fischetti and Salazar, Management Science 47 (2001); solver: HiGHS.

    Examples
    --------
    >>> from tocsin.core.disclosure.counts import Sum
    >>> leaky = Printed({"a": None, "b": 7, "t": 10}, [Sum("t", ["a", "b"])])
    >>> intervals(leaky)
    {'a': Interval(low=3, high=3)}
    """
    hidden = printed.hidden
    reader = Reader(printed, hidden)
    wanted = hidden if only is None else [name for name in hidden if name in set(only)]
    return {name: reader.interval(name) for name in wanted}


def recovered(printed: Printed, *, spread: float = SPREAD) -> dict[str, Interval]:
    """List the counts left out that can be told more closely than is allowed."""
    found = intervals(printed)
    return {name: one for name, one in found.items() if one.spread < spread}


class Reader:
    """Somebody who has the print, a pencil and time."""

    def __init__(self, printed: Printed, hidden: Sequence[str]) -> None:
        self.places = {name: place for place, name in enumerate(hidden)}
        self.least = float(printed.least)
        self.rows = list(equations(printed, self.places))

    def interval(self, name: str) -> Interval:
        """Work out the least and the most that a count can be."""
        low, high = self.end(name, 1.0), self.end(name, -1.0)
        if high < low:
            raise ContradictionError("No counts fit the print.")
        return Interval(low, high)

    def end(self, name: str, sign: float) -> float:
        """Find one end: the least where the sign is 1, the most where it is -1."""
        near, places = self.near(self.places[name])
        aim = np.zeros(len(places))
        aim[places[self.places[name]]] = sign
        found = solved(aim, near, places, self.least)
        if found is None:
            return inf
        return ceil(found - ROUNDING) if sign > 0 else floor(ROUNDING - found)

    def near(self, place: int) -> tuple[list[Row], dict[int, int]]:
        """Take the equations that have anything to do with a count; the others cannot matter."""
        reached, left = {place}, self.rows
        rows: list[Row] = []
        while True:
            joined = [row for row in left if reached & row[0].keys()]
            if not joined:
                return rows, {one: number for number, one in enumerate(sorted(reached))}
            left = [row for row in left if not reached & row[0].keys()]
            rows += joined
            for row in joined:
                reached |= row[0].keys()


def equations(printed: Printed, places: dict[str, int]) -> Iterator[Row]:
    """Write each sum as an equation between counts left out and a number that can be read."""
    for one in printed.sums:
        factors: dict[int, float] = {}
        known = 0.0
        for name, factor in [(one.total, -1.0), *((part, 1.0) for part in one.parts)]:
            value = printed.values[name]
            if value is None:
                factors[places[name]] = factors.get(places[name], 0.0) + factor
            else:
                known -= factor * value
        if factors:
            yield factors, known
        elif abs(known) > ROUNDING:
            raise ContradictionError(f"The parts of {one.total} do not add up to it.")


def solved(
    aim: NDArray[np.float64], rows: Sequence[Row], places: dict[int, int], least: float
) -> float | None:
    """Find the smallest value of an aim; ``None`` where it has no bound.

    Without whole numbers first, which is quick; only where that is not whole, with them.
    """
    matrix, known = system(rows, places)
    loose = linprog(aim, A_eq=matrix, b_eq=known, bounds=(least, None), method="highs")
    if loose.status == 3:  # noqa: PLR2004 - SciPy's word for "without bound"
        return None
    if loose.status != 0:
        raise ContradictionError("No counts fit the print.")
    if np.allclose(loose.x, np.round(loose.x), atol=ROUNDING):
        return float(loose.fun)
    exact = milp(
        aim,
        constraints=LinearConstraint(matrix, known, known),
        bounds=Bounds(least, np.inf),
        integrality=np.ones(len(aim)),
    )
    if exact.x is None:
        raise ContradictionError("No counts fit the print.")
    return float(exact.fun)


def system(
    rows: Sequence[Row], places: dict[int, int]
) -> tuple[csr_array | None, NDArray[np.float64] | None]:
    """Write equations as a matrix; there is none where nothing is known."""
    if not rows:
        return None, None
    entries = [
        (line, places[one], factor)
        for line, (factors, _known) in enumerate(rows)
        for one, factor in factors.items()
    ]
    lines, columns, factors = zip(*entries, strict=True)
    shape = (len(rows), len(places))
    return csr_array((factors, (lines, columns)), shape=shape), np.array(
        [known for _factors, known in rows]
    )
