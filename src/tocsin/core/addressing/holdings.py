"""Which of several indexes hold the pairs of signs in some words, so that the others are let be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.grams import OF_SOUNDS, SIGN_BITS, Keys, signs_of
from tocsin.core.addressing.index import Ints
from tocsin.core.addressing.ranking import Floats
from tocsin.core.addressing.sounds import readings

Bits = npt.NDArray[np.uint8]
# How far signs are taken for known by a pair of neighbours, one of their sounds, and a pair with a
# sign in between.
WRITTEN, HEARD, APART = 1.0, 0.85, 0.7
# In characters: an index that knows so much less of the words than another is let be.
BEHIND = 1.2


@dataclass(frozen=True, slots=True)
class Holdings:
    """The pairs of signs in the names of some indexes, sorted, and who holds each, as packed bits.

    Examples
    --------
    >>> from tocsin.core.addressing.grams import pairs_of
    >>> some = [
    ...     np.concatenate([keys for _rows, keys in pairs_of(signs_of(name, 4)[None], readings())])
    ...     for name in ("东大街", "西大街")
    ... ]
    >>> holdings = Holdings.of(some)
    >>> [holdings.hopeful(said, np.ones(3)).tolist() for said in ("西街口", "大街口")]
    [[1], [0, 1]]
    """

    count: int
    key: Keys
    held: Bits

    @classmethod
    def of(cls, keys: Sequence[Ints]) -> "Holdings":
        """Bring together the pairs of signs of each index."""
        every = np.unique(np.concatenate(keys))
        held = np.zeros((len(every), len(keys)), dtype=np.bool_)
        for place, some in enumerate(keys):
            held[np.searchsorted(every, some), place] = True
        return cls(len(keys), every, np.packbits(held, axis=1))

    def hopeful(self, words: str, weight: Floats) -> Ints:
        """List the indexes that know most of the words, or nearly so much; all that none knows.

        Parameters
        ----------
        weight
            How much each sign of the words tells.
        """
        signs = signs_of(words, len(words))
        known = np.zeros((len(signs), self.count))
        heard = readings()[signs].astype(np.int64)
        plain = signs.astype(np.int64)
        for apart in (1, 2) if len(signs) else ():
            written = (plain[:-apart] << SIGN_BITS) | plain[apart:]
            first, second = heard[:-apart, :, None], heard[apart:, None, :]
            sounding = np.where(
                (first != 0) & (second != 0), (first << SIGN_BITS) | second | OF_SOUNDS, 0
            )
            by_sound = self._holders(sounding.reshape(len(written), 9)).any(axis=1)
            told = np.maximum(WRITTEN * self._holders(written), HEARD * by_sound)
            told *= 1.0 if apart == 1 else APART
            np.maximum(known[:-apart], told, out=known[:-apart])
            np.maximum(known[apart:], told, out=known[apart:])
        worth = weight @ known
        return np.flatnonzero(worth >= worth.max() - BEHIND)

    def _holders(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Say of every pair which indexes hold it, one more dimension."""
        at = np.minimum(np.searchsorted(self.key, keys), len(self.key) - 1)
        held = np.where((self.key[at] == keys)[..., None], self.held[at], 0)
        return np.unpackbits(held, axis=-1, count=self.count).view(np.bool_)
