"""Names that were said whole, written or by their sound, found by a fingerprint of each."""

from functools import cache

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.index import Ints

Prints = npt.NDArray[np.uint64]
# Longer names are found by their pairs.
SHORTEST, LONGEST = 2, 14
FACTOR = 0x9E3779B97F4A7C15
MODULUS = 1 << 64
OF_SOUNDS = np.uint64(0x5851F42D4C957F2D)
NO_SOUND = np.uint64(1 << 17)


def _powers(factor: int, count: int) -> Prints:
    return np.array([pow(factor, place, MODULUS) for place in range(count)], dtype=np.uint64)


POWERS = _powers(FACTOR, 64)
INVERSE = _powers(pow(FACTOR, -1, MODULUS), 64)


def _heard(signs: Ints, sounds: Ints) -> Prints:
    """Write each sign as its usual sound, or as itself when it has none."""
    usual = sounds[signs, 0].astype(np.uint64)
    return np.where(usual > 0, usual, signs + NO_SOUND)


def of_names(signs: Ints, sounds: Ints) -> tuple[Prints, Prints]:
    """Give the fingerprints of names as they are written and as they sound, shape (names,).

    Parameters
    ----------
    signs
        Codes of characters, shape (names, length), filled with noughts.
    sounds
        What every character may sound like, shape (65536, readings).
    """
    powers = POWERS[: signs.shape[1]] * (signs != 0)
    written = (signs.astype(np.uint64) * powers).sum(axis=1, dtype=np.uint64)
    heard = (_heard(signs, sounds) * powers).sum(axis=1, dtype=np.uint64)
    return written, heard ^ OF_SOUNDS


def of_parts(signs: Ints, sounds: Ints) -> Prints:
    """Give the fingerprints of the parts of some words, as written and as heard, shape (2, parts).

    >>> from tocsin.core.addressing.grams import signs_of
    >>> from tocsin.core.addressing.sounds import readings
    >>> name = np.stack(of_names(signs_of("东大街", 24)[None], readings()))
    >>> parts = of_parts(signs_of("在东大街口", 5), readings())
    >>> begin, end = spans(5)
    >>> np.stack([begin, end])[:, (parts == name).all(axis=0)].tolist()
    [[1], [4]]
    """
    begin, end = spans(len(signs))
    summed = np.zeros((2, len(signs) + 1), dtype=np.uint64)
    powers = POWERS[: len(signs)]
    np.cumsum(signs * powers, out=summed[0, 1:])
    np.cumsum(_heard(signs, sounds) * powers, out=summed[1, 1:])
    found = (summed[:, end] - summed[:, begin]) * INVERSE[begin]
    found[1] ^= OF_SOUNDS
    return found


@cache
def spans(count: int) -> tuple[Ints, Ints]:
    """List where the parts of so many signs begin and end that may be a name."""
    both = np.array(
        [
            (begin, end)
            for begin in range(count)
            for end in range(begin + SHORTEST, min(begin + LONGEST, count) + 1)
        ],
        dtype=np.int64,
    ).reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()
