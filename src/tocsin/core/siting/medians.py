"""Which sites make the way shortest on average (p-median), or to the farthest (p-center)."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array, hstack

from tocsin.core.geo import Floats
from tocsin.core.siting.answers import Choice, ImpossibleError, Sited
from tocsin.core.siting.covering import ANY, fewest
from tocsin.core.siting.programs import Program
from tocsin.core.siting.relaxing import relax, undecided
from tocsin.core.siting.substitution import Effort, substitute
from tocsin.core.siting.ways import Ways

PROVEN = 1e-9
Sites = NDArray[np.intp]


class Method(Enum):
    """The best with its proof, or a good one quickly with a bound."""

    EXACT = "exact"
    HEURISTIC = "heuristic"


def shortest_on_average(
    ways: Ways,
    number: int,
    choice: Choice = ANY,
    *,
    method: Method = Method.EXACT,
    generator: np.random.Generator | None = None,
    effort: Effort | None = None,
    seconds: float | None = None,
) -> Sited:
    """Choose sites so that the weighted way to the nearest site is least in all (p-median).

    S. L. Hakimi, Operations Research 12, 1964. The quick answer is by swaps, its bound by
    relaxation; the exact one leaves out what that bound rules out and solves the rest as a program
    of radii (S. Elloumi, A tighter formulation of the p-median problem, Journal of Combinatorial
    Optimization 19, 2010).

    Parameters
    ----------
    ways
        Weights (points,) and costs (points, sites).
    number
        How many sites are chosen.
    generator
        Where the later starts of the search come from; seeded with 0 if none is given.
    seconds
        The longest the exact program may take.

    Raises
    ------
    ImpossibleError
        When a point can be reached from no site that may be chosen.

    >>> ways = Ways(np.array([3.0, 1, 1]), np.array([[0.0, 5, 9], [5, 0, 4], [9, 4, 0]]))
    >>> shortest_on_average(ways, 1)
    Sited(sites=(0,), objective=14.0, bound=14.0, proven=True)
    """
    asked = _Asked.of(ways, number, choice)
    draws = np.random.default_rng(0) if generator is None else generator
    opened = substitute(
        asked.ways,
        number,
        fixed=asked.fixed,
        allowed=asked.allowed,
        generator=draws,
        effort=effort,
    )
    known = asked.ways.total(opened)
    if not np.isfinite(known):
        return _by_program(asked, asked.allowed, opened, seconds)
    relaxed = relax(asked.priced, number, asked.fixed, asked.allowed, known)
    if relaxed.bound >= known - PROVEN * max(1.0, abs(known)):
        return Sited(_listed(opened), ways.total(opened), ways.total(opened), proven=True)
    if method is Method.HEURISTIC:
        return Sited(
            _listed(opened), ways.total(opened), min(max(relaxed.bound, 0.0), known), proven=False
        )
    left = undecided(relaxed, number, asked.fixed, asked.allowed, known)
    return _by_program(asked, left, opened, seconds)


@dataclass(frozen=True)
class _Asked:
    """The question with alike points together, and which sites are fixed and allowed."""

    ways: Ways
    number: int
    fixed: Sites
    allowed: Sites

    @classmethod
    def of(cls, ways: Ways, number: int, choice: Choice) -> "_Asked":
        if number < 1:
            raise ValueError("At least one site is asked for.")
        choice.check(ways.sites, number)
        allowed = np.flatnonzero(choice.most(ways.sites, 1) > 0)
        if len(allowed) < number:
            raise ImpossibleError("More sites are asked for than may be chosen.")
        reached = np.isfinite(ways.cost[:, allowed]).any(axis=1) | (ways.weights == 0)
        if not reached.all():
            raise ImpossibleError("A point can be reached from no site that may be chosen.")
        fixed = np.flatnonzero(choice.least(ways.sites) > 0)
        return cls(ways.reduced(), number, fixed, allowed)

    @property
    def priced(self) -> Ways:
        """The costs, no way being so dear that it is taken last and yet can be counted with."""
        cost = self.ways.cost
        reachable = np.isfinite(cost)
        far = float(cost[reachable].max(initial=0.0)) * 2.0 + 1.0
        return Ways(self.ways.weights, np.where(reachable, cost, far))


def _by_program(asked: _Asked, left: Sites, opened: Sites, seconds: float | None) -> Sited:
    """Solve what is undecided as a program of radii."""
    radii = _Radii.of(asked, left)
    program = radii.program(asked, left)
    values, bound, proven = program.solve(seconds=seconds)
    chosen = left[np.rint(values[: len(left)]) > 0]
    if asked.ways.total(chosen) > asked.ways.total(opened):
        chosen = opened
    objective = asked.ways.total(chosen)
    return Sited(_listed(chosen), objective, objective if proven else bound + radii.base, proven)


@dataclass(frozen=True)
class _Radii:
    """How far each point may have to look: the way to the next ring of sites costs so much more.

    A point's rings are the distinct costs of its sites, ascending; beyond the farthest ring that
    can be its nearest when so many sites are open there is nothing to ask.
    """

    point: NDArray[np.intp]  # of each ring but a point's first
    ring: NDArray[np.intp]
    worth: Floats
    rank: NDArray[
        np.intp
    ]  # (points, sites left): the ring each site lies in; beyond the last where unused
    base: float

    @classmethod
    def of(cls, asked: _Asked, left: Sites) -> "_Radii":
        cost = asked.ways.cost[:, left]
        farthest = len(left) - asked.number  # so many nearer sites may all be closed
        order = np.argsort(cost, axis=1, kind="stable")
        ascending = np.take_along_axis(cost, order, axis=1)
        new = np.zeros(cost.shape, dtype=bool)
        new[:, 1:] = ascending[:, 1:] > ascending[:, :-1]
        ring_sorted: Sites = np.cumsum(new, axis=1)
        last = ring_sorted[:, farthest]
        rank: Sites = np.empty_like(ring_sorted)
        np.put_along_axis(rank, order, ring_sorted, axis=1)
        needed = new & (ring_sorted <= last[:, None]) & np.isfinite(ascending)
        point, column = np.argwhere(needed).T
        worth = asked.ways.weights[point] * (
            ascending[point, column] - ascending[point, column - 1]
        )
        base = float(asked.ways.weights @ ascending[:, 0])
        return cls(point, ring_sorted[point, column], worth, rank, base)

    def program(self, asked: _Asked, left: Sites) -> Program:
        """Minimise what the rings add: a point looks on to a ring unless a nearer site is open."""
        sites, rings = len(left), len(self.point)
        before = np.arange(rings) - 1
        chained = np.flatnonzero(self.ring > 1)
        # ring k is looked at if ring k - 1 was and none of its sites is open
        row, column = np.nonzero(self.rank[self.point] == (self.ring - 1)[:, None])
        look = csr_array((np.ones(len(row)), (row, column)), shape=(rings, sites))
        steps = csr_array(
            (
                np.concatenate([np.ones(rings), -np.ones(len(chained))]),
                (
                    np.concatenate([np.arange(rings), chained]),
                    np.concatenate([np.arange(rings), before[chained]]),
                ),
            ),
            shape=(rings, rings),
        )
        rows = hstack([look, steps], format="csr")
        lowest = np.where(self.ring > 1, 0.0, 1.0)
        whole = np.concatenate([np.ones(sites, dtype=bool), np.zeros(rings, dtype=bool)])
        all_placed = np.concatenate([np.ones(sites), np.zeros(rings)])[None, :]
        reachable = np.isfinite(asked.ways.cost[:, left])
        must = np.unique(reachable[~reachable.all(axis=1)], axis=0).astype(np.float64)
        reached = csr_array(np.hstack([must, np.zeros((len(must), rings))]))
        return Program(
            np.concatenate([np.zeros(sites), self.worth]),
            whole,
            np.concatenate([np.isin(left, asked.fixed).astype(np.float64), np.zeros(rings)]),
            np.ones(sites + rings),
            (
                LinearConstraint(rows, lowest, np.inf),
                LinearConstraint(csr_array(all_placed), asked.number, asked.number),
                LinearConstraint(reached, 1.0, np.inf),
            ),
        )


def shortest_at_most(ways: Ways, number: int, choice: Choice = ANY) -> Sited:
    """Choose sites so that the farthest way to a nearest site is least (p-center).

    The answer is one of the costs; the smallest that so many sites can keep to is found by halving,
    each time with the fewest sites that cover all within it (E. Minieka, SIAM Review 12, 1970).

    >>> shortest_at_most(Ways(np.ones(3), np.array([[0.0, 5], [5, 0], [9, 4]])), 1)
    Sited(sites=(1,), objective=5.0, bound=5.0, proven=True)
    """
    asked = _Asked.of(ways, number, choice)
    cost = asked.ways.cost
    limits = np.unique(cost[:, asked.allowed][np.isfinite(cost[:, asked.allowed])])
    low, high = (
        int(np.searchsorted(limits, cost[:, asked.allowed].min(axis=1).max())),
        len(limits) - 1,
    )
    within: Sites | None = None
    while low <= high:
        middle = (low + high) // 2
        found = _within(cost, float(limits[middle]), number, choice)
        if found is None:
            low = middle + 1
        else:
            within, high = found, middle - 1
    if within is None:
        raise ImpossibleError("So few sites cannot reach every point.")
    filled = _filled(within, asked)
    farthest = float(cost[:, filled].min(axis=1).max())
    return Sited(_listed(filled), farthest, farthest, proven=True)


def _within(cost: Floats, limit: float, number: int, choice: Choice) -> Sites | None:
    try:
        found = fewest(cost <= limit, choice)
    except ImpossibleError:
        return None
    return np.array(found.sites, dtype=np.intp) if len(found.sites) <= number else None


def _filled(chosen: Sites, asked: _Asked) -> Sites:
    """Open as many sites as were asked for, the further ones where they shorten the way most."""
    opened = chosen
    while len(opened) < asked.number:
        others = np.setdiff1d(asked.allowed, opened)
        totals = [asked.ways.total(np.append(opened, site)) for site in others]
        opened = np.append(opened, others[int(np.argmin(totals))])
    return np.sort(opened)


def _listed(sites: Sites) -> tuple[int, ...]:
    return tuple(np.sort(sites).tolist())
