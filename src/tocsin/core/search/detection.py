"""What a searched area has told: the chance of having found what was there, and what that means.

Coverage is the effort spent in an area, as width swept times the way gone, over its size (B. O.
Koopman, Search and Screening, 1946; J. R. Frost, Principles of Search Theory, 1999).
"""

from collections.abc import Callable, Mapping
from enum import Enum

import numpy as np
from scipy.special import erf

from tocsin.core.geo import Floats


class Curve(Enum):
    """How the chance of detection grows with coverage."""

    EXPONENTIAL = "exponential"
    """Ways at random over the area."""
    INVERSE_CUBE = "inverse_cube"
    """Ways side by side, seeing less the farther away."""
    DEFINITE = "definite"
    """Ways side by side, all seen up to a distance and nothing beyond."""


class Visibility(Enum):
    """How well what is looked for stands out; the value is the width swept over its range."""

    HIGH = 1.8
    MEDIUM = 1.6
    LOW = 1.1


def _definite(coverage: Floats) -> Floats:
    return np.minimum(coverage, 1.0)


def _inverse_cube(coverage: Floats) -> Floats:
    return np.asarray(erf(np.sqrt(np.pi) / 2.0 * coverage))


def _exponential(coverage: Floats) -> Floats:
    return -np.expm1(-coverage)


_CHANCE: Mapping[Curve, Callable[[Floats], Floats]] = {
    Curve.EXPONENTIAL: _exponential,
    Curve.INVERSE_CUBE: _inverse_cube,
    Curve.DEFINITE: _definite,
}


def sweep_width(range_of_detection: float, visibility: Visibility) -> float:
    """Say how wide a strip is searched, in the unit of the range of detection.

    R. J. Koester and others, Wilderness & Environmental Medicine 25, 2014: the mean distance at
    which what is looked for comes into sight, times a factor for how well it stands out.

    >>> sweep_width(20.0, Visibility.HIGH)
    36.0
    """
    if not range_of_detection >= 0:
        raise ValueError("A range of detection is not negative.")
    return range_of_detection * visibility.value


def chance_of_detection(coverage: Floats, curve: Curve) -> Floats:
    """Give the chance of detection (POD) at coverages of any shape, none negative.

    >>> chance_of_detection(np.array([1.0]), Curve.EXPONENTIAL).round(4).tolist()
    [0.6321]
    """
    if not (coverage >= 0).all():
        raise ValueError("A coverage is not negative.")
    return _CHANCE[curve](coverage)


def after_several(chances: Floats) -> Floats:
    """Give the chance of detection after searches one after the other, the first axis.

    >>> after_several(np.array([0.5, 0.5])).tolist()
    0.75
    """
    _check_chances(chances)
    return np.asarray(1.0 - np.prod(1.0 - chances, axis=0))


def after_nothing_found(areas: Floats, chances: Floats) -> Floats:
    """Give the chance that it is in each area (POA), after a search that found nothing.

    Bayes: POA (1 - POD) over the chance of finding nothing. What may lie outside all areas is an
    area of its own, with a POD of 0.

    Parameters
    ----------
    areas, chances
        Shape (areas,): where it may be, which add up to at most 1, and the POD of the search there.

    Raises
    ------
    ValueError
        When the search would surely have found it.

    >>> after_nothing_found(np.array([0.5, 0.5]), np.array([0.5, 0.0])).round(4).tolist()
    [0.3333, 0.6667]
    """
    _check_chances(areas)
    _check_chances(chances)
    if areas.shape != chances.shape or areas.sum() > 1.0 + 1e-9:
        raise ValueError("Each area needs one chance of detection, and all areas add up to 1.")
    nothing = 1.0 - float(areas @ chances)
    if nothing <= 0:
        raise ValueError("A search that finds for sure cannot have found nothing.")
    return np.asarray(areas * (1.0 - chances) / nothing)


def _check_chances(chances: Floats) -> None:
    if not ((chances >= 0) & (chances <= 1)).all():
        raise ValueError("A chance lies between 0 and 1.")
