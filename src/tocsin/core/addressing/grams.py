"""Pairs of neighbouring signs, with at most one between them, as sortable integers."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.index import Ints

SIGN_BITS = 16
OF_SOUNDS = 1 << (2 * SIGN_BITS)
Keys = npt.NDArray[np.int64]


def signs_of(words: str, length: int) -> Ints:
    """Write words as codes of characters, cut or filled with noughts to ``length``.

    >>> signs_of("ab", 3).tolist()
    [97, 98, 0]
    """
    codes = [code if code < 1 << SIGN_BITS else 0 for code in map(ord, words[:length])]
    return np.array(codes + [0] * (length - len(codes)), dtype=np.uint16)


def pairs_of(signs: Ints, sounds: Ints) -> Iterator[tuple[Ints, Keys]]:
    """Give the pairs of every row of signs: rows and keys; of sounds too, in every reading.

    Parameters
    ----------
    signs
        Codes of characters, shape (rows, length); 0 is no character.
    sounds
        What every character may sound like, shape (65536, readings).
    """
    rows = np.arange(len(signs))
    heard = sounds[signs]
    for apart in (1, 2):
        yield _joined(rows, signs[:, :-apart], signs[:, apart:], 0)
        for first in range(heard.shape[2]):
            for second in range(heard.shape[2]):
                yield _joined(rows, heard[:, :-apart, first], heard[:, apart:, second], OF_SOUNDS)


def _joined(rows: Ints, first: Ints, second: Ints, kind: int) -> tuple[Ints, Keys]:
    there = (first != 0) & (second != 0)
    at, _place = np.nonzero(there)
    keys = (first[there].astype(np.int64) << SIGN_BITS) | second[there].astype(np.int64) | kind
    return rows[at], keys
