"""Which sites cover all with the fewest, or the most with a given number.

Points that the same sites cover are one point with their demand together: the answer is the same,
the program a fraction of the size.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array, hstack

from tocsin.core.geo import Floats
from tocsin.core.siting.answers import Choice, Goal, ImpossibleError, Mask, Sited, checked_cover
from tocsin.core.siting.programs import Program

NEGLIGIBLE = 1e-13
TWICE = 2
ANY = Choice()


def fewest(cover: NDArray[np.generic], choice: Choice = ANY, *, times: int = 1) -> Sited:
    """Find the fewest sites that cover every point, each so many times (LSCP).

    C. Toregas, R. Swain, C. ReVelle, L. Bergman, Operations Research 19, 1971. Shape (points,
    sites).

    Raises
    ------
    ImpossibleError
        When a point is covered by fewer sites than that.

    >>> fewest(np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]])).sites
    (1, 2)
    """
    mask = checked_cover(cover, np.ones(len(cover)))
    sites = mask.shape[1]
    choice.check(sites, sites)
    usable = mask & (choice.most(sites, 1) > 0)
    if (usable.sum(axis=1) < times).any():
        raise ImpossibleError("A point lies within reach of too few sites.")
    rows = np.unique(usable, axis=0)
    values, bound, proven = Program(
        np.ones(sites),
        np.ones(sites, dtype=bool),
        choice.least(sites),
        choice.most(sites, 1),
        (LinearConstraint(csr_array(rows.astype(np.float64)), times, np.inf),),
    ).solve()
    objective = float(values.sum())
    return Sited(_named(values), objective, objective if proven else np.ceil(bound - 1e-6), proven)


def most_covered(
    demand: Floats,
    cover: NDArray[np.generic],
    number: int,
    choice: Choice = ANY,
    *,
    seconds: float | None = None,
) -> Sited:
    """Find the sites that cover the most demand (MCLP).

    R. Church and C. ReVelle, Papers of the Regional Science Association 32, 1974.

    Parameters
    ----------
    demand, cover
        Shapes (points,) and (points, sites).
    number
        How many sites; never two units on one.
    seconds
        Stop then with the best that was found, and say how far it may be from the best.

    >>> cover = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1], [0, 0, 1]])
    >>> most_covered(np.array([2.0, 2, 1, 1]), cover, 1)
    Sited(sites=(1,), objective=4.0, bound=4.0, proven=True)
    """
    single = Choice(choice.stay, choice.never, 1)
    return _busy_covered(demand, cover, number, 0.0, choice=single, seconds=seconds)


def most_expected(
    demand: Floats,
    cover: NDArray[np.generic],
    units: int,
    busy_share: float,
    choice: Choice = ANY,
    *,
    seconds: float | None = None,
) -> Sited:
    """Find where units stand so that the most demand finds a free one within reach (MEXCLP).

    M. S. Daskin, Transportation Science 17, 1983: a point within reach of k units is worth its
    demand times 1 - q^k. Several units may share a site.

    >>> most_expected(np.array([4.0, 1]), np.array([[1, 0], [0, 1]]), 2, 0.5).sites
    (0, 0)
    """
    if not 0 <= busy_share < 1:
        raise ValueError("A unit is busy for a share of its time from 0 to below 1.")
    return _busy_covered(demand, cover, units, busy_share, choice=choice, seconds=seconds)


def _busy_covered(
    demand: Floats,
    cover: NDArray[np.generic],
    units: int,
    busy: float,
    *,
    choice: Choice,
    seconds: float | None,
) -> Sited:
    mask = checked_cover(cover, demand)
    sites = mask.shape[1]
    _check_number(units, sites, choice)
    points, weights = _together(mask, demand)
    steps = _steps(points, choice.most(sites, units), units, busy)
    step_of = np.repeat(np.arange(len(points)), steps)
    place = np.arange(len(step_of)) - np.repeat(np.cumsum(steps) - steps, steps)
    worth = weights[step_of] * (1.0 - busy) * busy**place
    counted = csr_array(
        (np.ones(len(step_of)), (step_of, np.arange(len(step_of)))),
        shape=(len(points), len(step_of)),
    )
    within = hstack([csr_array(-points.astype(np.float64)), counted], format="csr")
    all_placed = np.concatenate([np.ones(sites), np.zeros(len(step_of))])[None, :]
    values, bound, proven = Program(
        np.concatenate([np.zeros(sites), worth]),
        np.concatenate([np.ones(sites, dtype=bool), np.zeros(len(step_of), dtype=bool)]),
        np.concatenate([choice.least(sites), np.zeros(len(step_of))]),
        np.concatenate([choice.most(sites, units), np.ones(len(step_of))]),
        (
            LinearConstraint(within, -np.inf, 0.0),
            LinearConstraint(csr_array(all_placed), units, units),
        ),
        Goal.MOST,
    ).solve(seconds=seconds)
    objective = expected_cover(demand, mask, values[:sites], busy)
    return Sited(_named(values[:sites]), objective, objective if proven else bound, proven)


def expected_cover(demand: Floats, cover: Mask, units_at: Floats, busy_share: float) -> float:
    """Add up the demand that finds a free unit within reach, with so many units at each site."""
    reach = cover.astype(np.float64) @ units_at
    return float(demand @ (1.0 - np.power(busy_share, reach)))


def _steps(points: Mask, most: Floats, units: int, busy: float) -> NDArray[np.intp]:
    """Say how many units within reach count at each point; with nobody busy only the first."""
    reach = np.minimum(points @ most, units)
    worth_counting = 1.0 if busy == 0 else np.ceil(np.log(NEGLIGIBLE) / np.log(busy))
    return np.asarray(np.minimum(reach, worth_counting).astype(np.intp))


def most_doubly_covered(
    demand: Floats,
    near: NDArray[np.generic],
    far: NDArray[np.generic],
    units: int,
    *,
    share_near: float,
    choice: Choice = ANY,
    seconds: float | None = None,
) -> Sited:
    """Find where units stand so that the most demand has two of them near (double standard, DSM).

    M. Gendreau, G. Laporte, F. Semet, Location Science 5, 1997: every point has a unit within the
    far limit, a share of all demand has one within the near limit, and what has two near counts.

    Parameters
    ----------
    near, far
        Who is within the near and the far limit, both of shape (points, sites).
    share_near
        The share of all demand that must have a unit near, from 0 to 1.
    """
    near_mask, far_mask = checked_cover(near, demand), checked_cover(far, demand)
    sites = near_mask.shape[1]
    _check_number(units, sites, choice)
    if not far_mask.any(axis=1).all():
        raise ImpossibleError("A point lies within the far limit of no site.")
    values, bound, proven = _twice_near(
        demand, near_mask, np.unique(far_mask, axis=0), units, share_near, choice
    ).solve(seconds=seconds)
    reach = near_mask.astype(np.float64) @ values[:sites]
    objective = float(demand @ (reach >= TWICE))
    return Sited(_named(values[:sites]), objective, objective if proven else bound, proven)


def _twice_near(  # noqa: PLR0917 - the question as it was asked
    demand: Floats, near: Mask, far: Mask, units: int, share_near: float, choice: Choice
) -> Program:
    sites = near.shape[1]
    points, weights = _together(near, demand)
    count = len(points)
    twice = slice(sites + count, sites + 2 * count)
    identity = csr_array(np.eye(count))
    within = hstack([csr_array(-points.astype(np.float64)), identity, identity], format="csr")
    ordered = hstack([csr_array((count, sites)), -identity, identity], format="csr")
    totals = np.zeros((2, sites + 2 * count))
    totals[0, :sites] = 1.0
    totals[1, sites : sites + count] = weights
    all_far = hstack(
        [
            csr_array(far.astype(np.float64)),
            csr_array((len(far), 2 * count)),
        ],
        format="csr",
    )
    worth = np.zeros(sites + 2 * count)
    worth[twice] = weights
    return Program(
        worth,
        np.ones(sites + 2 * count, dtype=bool),
        np.concatenate([choice.least(sites), np.zeros(2 * count)]),
        np.concatenate([choice.most(sites, units), np.ones(2 * count)]),
        (
            LinearConstraint(within, -np.inf, 0.0),
            LinearConstraint(ordered, -np.inf, 0.0),
            LinearConstraint(
                csr_array(totals), [units, share_near * demand.sum()], [units, np.inf]
            ),
            LinearConstraint(all_far, 1.0, np.inf),
        ),
        Goal.MOST,
    )


def _check_number(units: int, sites: int, choice: Choice) -> None:
    if units < 1:
        raise ValueError("At least one site is asked for.")
    choice.check(sites, units)
    if choice.most(sites, units).sum() < units:
        raise ImpossibleError("The sites hold fewer units than are asked for.")


def _together(cover: Mask, demand: Floats) -> tuple[Mask, Floats]:
    """Put points together that the same sites cover; those without demand or a site fall away."""
    counts = (demand > 0) & cover.any(axis=1)
    if not counts.any():
        return cover[:0], demand[:0]
    rows, of_point = np.unique(cover[counts], axis=0, return_inverse=True)
    weights = np.bincount(of_point.ravel(), weights=demand[counts], minlength=len(rows))
    return rows, np.asarray(weights, dtype=np.float64)


def _named(values: Floats) -> tuple[int, ...]:
    numbers = np.rint(values).astype(np.intp)
    return tuple(np.repeat(np.arange(len(numbers)), numbers).tolist())
