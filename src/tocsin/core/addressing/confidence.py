"""How sure one may be that an answer is right, in figures that are true of answers like it.

The weights were fitted on invented registers from which the true answers of many questions had been
taken out, so that a good-looking wrong answer is not trusted.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import exp
from operator import mul

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
# Fitted weights of the features below, in their order.
MEANT = (
    -4.712,
    -3.526,
    2.251,
    0.828,
    0.36,
    0.011,
    0.027,
    -0.559,
    -2.968,
    3.235,
    1.901,
    0.984,
    1.7,
    -0.908,
    3.233,
    0.473,
    -2.573,
    0.818,
    -3.872,
    0.85,
    1.424,
    -0.452,
    -0.058,
    -1.444,
    0.2,
    0.115,
    0.0,
    0.626,
    0.269,
)
AROUND = (
    -3.905,
    0.637,
    0.637,
    -1.389,
    0.411,
    -1.463,
    0.365,
    -0.364,
    -2.255,
    0.0,
    -0.631,
    0.09,
    0.031,
    -0.318,
    -0.196,
    0.095,
    0.303,
    0.875,
    -1.112,
    0.764,
    -0.019,
    -0.371,
    -0.169,
    -2.556,
    -1.053,
    0.076,
    2.798,
    0.096,
    0.362,
)
# A sign of which less is explained is not explained.
EXPLAINED = 0.3


class Light(StrEnum):
    """What the desk does with an answer: takes it, chooses from a few, or asks on."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


GREEN_FROM, AMBER_FROM = 0.97, 0.45


def light_of(confidence: float) -> Light:
    """Say what the desk does with an answer of this confidence.

    >>> light_of(0.99).value, light_of(0.6).value, light_of(0.1).value
    ('green', 'amber', 'red')
    """
    if confidence >= GREEN_FROM:
        return Light.GREEN
    return Light.AMBER if confidence >= AMBER_FROM else Light.RED


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against one answer.

    Attributes
    ----------
    open_words
        Characters that neither the place nor anything above it explains.
    open_run
        The longest run of them.
    open_behind
        Those behind the place's own name.
    lack
        How much of its name was not said, in characters.
    gain
        How much its own name explains.
    margin
        How far behind the nearest rival is that is neither above nor below it.
    missing, different, matched
        Numbers that the register lacks, contradicts and has.
    """

    open_words: float
    open_run: int
    open_behind: float
    lack: float
    gain: float
    margin: float
    missing: int
    different: int
    matched: int


def open_signs(share: Floats, weight: Floats, end: int) -> tuple[float, int, float]:
    """Add up what is not explained: all, the longest run, and what stands behind a place's name.

    >>> share, weight = np.array([1.0, 0, 0, 0.9, 0]), np.ones(5)
    >>> total, run, behind = open_signs(share, weight, 4)
    >>> round(total, 1), run, behind
    (3.1, 2, 1.0)
    """
    run = longest = 0
    left = behind = 0.0
    for place, (told, worth) in enumerate(zip(share.tolist(), weight.tolist(), strict=True)):
        open_ = worth - told if told < worth else 0.0
        left += open_
        if place >= end:
            behind += open_
        run = run + 1 if told < EXPLAINED and worth >= 1.0 else 0
        longest = max(longest, run)
    return left, longest, behind


def features(evidence: Evidence) -> list[float]:
    """Write evidence as the numbers that are weighed."""
    margin = min(max(evidence.margin, 0.0), 3.0)
    left = min(evidence.open_words, 6.0)
    behind = min(evidence.open_behind, 4.0)
    gain = min(evidence.gain, 6.0)
    return [
        1.0,
        left,
        max(left - 1.0, 0.0),
        max(left - 2.5, 0.0),
        float(min(evidence.open_run, 4)),
        float(evidence.open_run >= 2),  # noqa: PLR2004 - a word that nothing explains
        behind,
        float(behind >= 1.0),
        evidence.lack,
        max(evidence.lack - 0.4, 0.0),
        margin,
        min(margin, 0.1),
        min(margin, 0.4),
        min(margin, 1.0),
        min(gain, 2.0),
        gain,
        float(evidence.missing > 0),
        float(evidence.missing > 1),
        float(evidence.different > 0),
        float(min(evidence.matched, 3)),
        float(evidence.matched > 0),
        left * float(evidence.matched > 0),
        left * max(1.0 - margin, 0.0),
        evidence.lack * max(1.0 - margin, 0.0),
        float(evidence.missing > 0) * max(1.0 - margin, 0.0),
        float(evidence.missing > 0) * left,
        float(evidence.gain == 0),
        float(evidence.missing > 0) * behind,
        float(evidence.lack < 0.2) * behind,  # noqa: PLR2004 - said whole
    ]


def confidence_of(evidence: Evidence, *, around: bool = False) -> float:
    """Say how sure one may be that the answer is right, 0 to 1.

    A place ``around`` the meant one is right when the register does not have that.
    """
    weights = AROUND if around else MEANT
    return 1.0 / (1.0 + exp(-sum(map(mul, weights, features(evidence)))))
