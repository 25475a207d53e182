"""Laying names along the words: where each is said, and how well."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.index import SAME, AddressIndex, Ints

# In sixteenths of a character: a sign that sounds alike, one that does so in a rare reading,
# another, one in between that the name does not have, and each of two in the other order.
ALIKE, RARELY, OTHER, BETWEEN, TURNED = 13, 9, -5, 5, 10
START_BITS = 6
MOST_SOUNDS = 1 << 11
LONGEST_WORDS = (1 << START_BITS) - 1
BIT = np.left_shift(np.uint64(1), np.arange(LONGEST_WORDS, dtype=np.uint64))


@dataclass(frozen=True, slots=True)
class Laid:
    """Forms along the words: what each gains in sixteenths, and the span that it takes."""

    form: Ints
    gain: Ints
    start: Ints
    end: Ints

    def __add__(self, other: "Laid") -> "Laid":
        """Put forms behind others."""
        return Laid(
            np.concatenate([self.form, other.form]),
            np.concatenate([self.gain, other.gain]),
            np.concatenate([self.start, other.start]),
            np.concatenate([self.end, other.end]),
        )


def lay(index: AddressIndex, form: Ints, signs: Ints) -> Laid:
    """Lay every form along the words where it fits best, the longest forms first.

    A form must be said whole: what is left away costs, generic signs little. The words may begin
    before it and go on behind it.
    """
    length = index.form_length[form]
    order = np.argsort(length)[::-1]
    form, lengths = form[order], length[order].tolist()
    longest = lengths[0] if lengths else 0
    likeness = _likeness(index, index.form_sign[form, :longest], signs)
    cost = index.form_cost[form, :longest].astype(np.int32)
    # Leaving signs of the name away and having signs in between is paid for the whole way before,
    # so that going on costs nothing more.
    gained = (likeness + (cost[:, :, None] + BETWEEN)) << START_BITS
    step = np.arange(len(signs) + 1, dtype=np.int32) * (BETWEEN << START_BITS)
    # What was gained so far and, in the lowest bits, where the name begins.
    best = np.empty((len(form), len(signs) + 1), dtype=np.int32)
    best[:] = step + np.arange(len(signs) + 1, dtype=np.int32)
    for place in range(longest):
        # Forms that end before this place are done.
        while lengths[-1] <= place:
            lengths.pop()
        now = best[: len(lengths)]
        said = now[:, :-1] + gained[: len(lengths), place]
        np.maximum(now[:, 1:], said, out=now[:, 1:])
        np.maximum.accumulate(now, axis=1, out=now)
    best -= step + (cost.sum(axis=1, dtype=np.int32)[:, None] << START_BITS)
    end = best.argmax(axis=1)
    at_end = best[np.arange(len(form)), end]
    return Laid(form, at_end >> START_BITS, at_end & LONGEST_WORDS, end)


def _likeness(index: AddressIndex, name: Ints, signs: Ints) -> npt.NDArray[np.int8]:
    """Compare the signs of names with those of the words, in sixteenths.

    The shape is (names, signs of a name, signs of the words).
    """
    usual, heard = _places_of_sounds(index.sounds[signs])
    bit = BIT[: len(signs)]
    of_name = index.sounds[name]
    rarely = heard[of_name[:, :, 0]] | heard[of_name[:, :, 1]] | heard[of_name[:, :, 2]]
    likeness = _if_so((rarely[:, :, None] & bit) != 0, RARELY)
    alike = _if_so((usual[of_name[:, :, 0]][:, :, None] & bit) != 0, ALIKE)
    np.maximum(likeness, alike, out=likeness)
    np.maximum(likeness, _if_so(name[:, :, None] == signs, SAME), out=likeness)
    # Two signs that were said in the other order.
    fits = likeness > 0
    turned = _if_so(fits[:, 1:, :-1] & fits[:, :-1, 1:], TURNED)
    for two in (likeness[:, :-1, :-1], likeness[:, 1:, 1:]):
        np.maximum(two, turned, out=two)
    return likeness


def _if_so(true: npt.NDArray[np.bool_], worth: int) -> npt.NDArray[np.int8]:
    return true.view(np.int8) * np.int8(worth - OTHER) + np.int8(OTHER)


def _places_of_sounds(readings: Ints) -> tuple[npt.NDArray[np.uint64], ...]:
    """Say for every sound where the words have it: usually, and in any reading."""
    usual, heard = np.zeros((2, MOST_SOUNDS), dtype=np.uint64)
    bit = BIT[: len(readings)]
    np.bitwise_or.at(usual, readings[:, 0], bit)
    np.bitwise_or.at(heard, readings, bit[:, None])
    usual[0] = heard[0] = 0
    return usual, heard
