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
    likeness = (_likeness(index, index.form_sign[form, :longest], signs) + BETWEEN) << START_BITS
    cost = index.form_cost[form, :longest, None].astype(np.int32) << START_BITS
    step = np.arange(len(signs) + 1, dtype=np.int32) * (BETWEEN << START_BITS)
    # What was gained so far and, in the lowest bits, where the name begins. The cost of signs in
    # between is added for the whole way before, so that going on costs nothing more.
    best = np.empty((len(form), len(signs) + 1), dtype=np.int32)
    best[:] = step + np.arange(len(signs) + 1, dtype=np.int32)
    for place in range(longest):
        # Forms that end before this place are done.
        while lengths[-1] <= place:
            lengths.pop()
        rows = len(lengths)
        now = best[:rows]
        along = now - cost[:rows, place]
        said = now[:, :-1] + likeness[:rows, place]
        np.maximum(along[:, 1:], said, out=along[:, 1:])
        np.maximum.accumulate(along, axis=1, out=now)
    best -= step
    end = best.argmax(axis=1)
    at_end = best[np.arange(len(form)), end]
    return Laid(form, at_end >> START_BITS, at_end & LONGEST_WORDS, end)


def _likeness(index: AddressIndex, name: Ints, signs: Ints) -> Ints:
    """Compare the signs of names with those of the words, in sixteenths.

    The shape is (names, signs of a name, signs of the words).
    """
    usual, heard = _places_of_sounds(index.sounds[signs].tolist())
    bit = BIT[: len(signs)]
    of_name = index.sounds[name]
    rarely = heard[of_name]
    rarely[:, :, 0] |= rarely[:, :, 1]
    rarely[:, :, 0] |= rarely[:, :, 2]
    likeness = np.where(rarely[:, :, :1] & bit, RARELY, OTHER)
    likeness[(usual[of_name[:, :, :1]] & bit) != 0] = ALIKE
    likeness[name[:, :, None] == signs] = SAME
    # Two signs that were said in the other order.
    swapped = (likeness[:, 1:, :-1] > 0) & (likeness[:, :-1, 1:] > 0)
    first, second = likeness[:, :-1, :-1], likeness[:, 1:, 1:]
    np.maximum(first, TURNED, out=first, where=swapped)
    np.maximum(second, TURNED, out=second, where=swapped)
    return likeness


def _places_of_sounds(readings: list[list[int]]) -> tuple[npt.NDArray[np.uint64], ...]:
    """Say for every sound where the words have it: usually, and in any reading."""
    usual, heard = dict[int, int](), dict[int, int]()
    for place, sounds in enumerate(readings):
        usual[sounds[0]] = usual.get(sounds[0], 0) | 1 << place
        for sound in sounds:
            heard[sound] = heard.get(sound, 0) | 1 << place
    usual[0] = heard[0] = 0
    tables = []
    for places in (usual, heard):
        table = np.zeros(MOST_SOUNDS, dtype=np.uint64)
        table[list(places)] = np.array(list(places.values()), dtype=np.uint64)
        tables.append(table)
    return tuple(tables)
