"""How long the legs of a response took: quantiles, shares within a target, bands.

A leg runs from one stamp to a later one. Durations are seconds; ``nan`` says that a stamp is
missing, ``inf`` that the leg has not ended yet. A missing or negative duration is "no data",
counted as such and never as zero; a leg under way is counted apart, for nothing is missing yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

# The 97.5 % point of the normal distribution: intervals hold in 95 of 100 cases.
Z95 = 1.959963984540054
# Upper edges in seconds of the bands that weekly bulletins print; the last band is open.
RECEIPT_BANDS = (30.0, 60.0, 120.0, 180.0)
DEPARTURE_BANDS = (300.0, 600.0, 900.0, 1800.0)
FEEDBACK_BANDS = (1800.0, 3600.0, 7200.0, 14400.0)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of cases with its 95 % interval (all three from 0 to 1)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Leg:
    """The summary of one leg; seconds, ``None`` where there is nothing to summarise."""

    n: int
    no_data: int
    running: int
    p50: float | None
    p90: float | None
    target: float | None
    within: Share | None


def wilson(kept: int, n: int) -> Share:
    """Estimate a share with its Wilson score interval.

    Parameters
    ----------
    kept, n
        How many of how many cases; ``n`` is at least 1.

    Returns
    -------
    Share
        Point estimate and 95 % interval (Wilson, J. Am. Stat. Assoc. 22, 1927).

    Examples
    --------
    >>> share = wilson(9, 10)
    >>> round(share.low, 3), share.value, round(share.high, 3)
    (0.596, 0.9, 0.982)
    """
    if not 0 <= kept <= n or n < 1:
        raise ValueError("A share needs at least one case and no more kept than there are.")
    value = kept / n
    spread = Z95 * Z95 / n
    centre = (value + spread / 2) / (1 + spread)
    half = Z95 / (1 + spread) * sqrt(value * (1 - value) / n + spread / (4 * n))
    low = 0.0 if kept == 0 else centre - half
    high = 1.0 if kept == n else centre + half
    return Share(value, low, high)


def summarise(seconds: NDArray[np.float64], target: float | None = None) -> Leg:
    """Summarise one leg.

    Parameters
    ----------
    seconds
        Durations, shape (n,); ``nan`` where a stamp is missing, negative where stamps contradict,
        ``inf`` where the leg has not ended yet.
    target
        Seconds within which the leg should be done; exactly on time is within.

    Returns
    -------
    Leg
        Exact quantiles (linear interpolation, as ``percentile_cont``) of the usable durations.

    Examples
    --------
    >>> leg = summarise(np.array([10.0, 20.0, 30.0, np.nan, -5.0, np.inf]), target=20)
    >>> leg.n, leg.no_data, leg.running, leg.p50, round(leg.within.value, 3)
    (3, 2, 1, 20.0, 0.667)
    """
    usable = seconds[np.isfinite(seconds) & (seconds >= 0)]
    n = int(usable.size)
    running = int(np.isposinf(seconds).sum())
    missing = int(seconds.size) - n - running
    if n == 0:
        return Leg(0, missing, running, None, None, target, None)
    p50, p90 = np.quantile(usable, [0.5, 0.9])
    within = None if target is None else wilson(int((usable <= target).sum()), n)
    return Leg(n, missing, running, float(p50), float(p90), target, within)


def bands(seconds: NDArray[np.float64], edges: Sequence[float]) -> list[int]:
    """Count durations in bands, the last one open; an edge belongs to the band below it.

    Examples
    --------
    >>> bands(np.array([0.0, 30.0, 31.0, 500.0, np.nan]), (30.0, 60.0))
    [2, 1, 1]
    """
    usable = seconds[np.isfinite(seconds) & (seconds >= 0)]
    places = np.searchsorted(np.asarray(edges), usable, side="left")
    return [int(count) for count in np.bincount(places, minlength=len(edges) + 1)]


def grouped(
    seconds: NDArray[np.float64], keys: Sequence[str], target: float | None = None
) -> Mapping[str, Leg]:
    """Summarise one leg for each group, in the order of the groups' names.

    Examples
    --------
    >>> legs = grouped(np.array([1.0, 3.0, 9.0]), ["a", "a", "b"])
    >>> {name: leg.p50 for name, leg in legs.items()}
    {'a': 2.0, 'b': 9.0}
    """
    names = np.asarray(keys, dtype=object)
    return {str(name): summarise(seconds[names == name], target) for name in sorted(set(keys))}


def too_good(
    departed_after: NDArray[np.float64],
    arrived_after: NDArray[np.float64],
    metres: NDArray[np.float64],
    *,
    seconds: float = 5.0,
    fastest: float = 45.0,
    nearby: float = 200.0,
) -> NDArray[np.bool_]:
    """Find assignments whose stamps are too good to be true.

    Parameters
    ----------
    departed_after, arrived_after
        Seconds from assignment to departure, and from departure to arrival; ``nan`` is unknown.
    metres
        Straight distance between the unit's position when assigned and the scene.
    seconds
        Stamps closer together than this, over a real distance, were pressed one after another.
    fastest
        Metres per second that no crew exceeds.
    nearby
        Metres within which stamps may well be seconds apart.

    Returns
    -------
    ndarray of bool
        True where the stamps are seconds apart without the movement they claim.

    Examples
    --------
    >>> too_good(np.array([60.0, 2.0]), np.array([300.0, 1.0]), np.array([3000.0, 3000.0])).tolist()
    [False, True]
    """
    far = metres > nearby
    hasty = (arrived_after >= 0) & (arrived_after < seconds)
    with np.errstate(divide="ignore", invalid="ignore"):
        impossible = metres / arrived_after > fastest
    at_once = (departed_after >= 0) & (departed_after < 1.0) & hasty
    return far & (hasty | impossible | at_once)
