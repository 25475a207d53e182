"""Laying names along the words: where each is said, and how well."""

from dataclasses import dataclass

import numpy as np

from tocsin.core.addressing.index import AddressIndex, Ints

# In sixteenths of a character: the same sign, one that sounds alike, one that does so in a rare
# reading, another, and a sign in between that the name does not have.
SAME, ALIKE, RARELY, OTHER, BETWEEN = 16, 13, 9, -5, 5
START_BITS = 6
MOST_SOUNDS = 1 << 11
LONGEST_WORDS = (1 << START_BITS) - 1


@dataclass(frozen=True, slots=True)
class Laid:
    """Forms along the words: what each gains in characters, and the span that it takes."""

    form: Ints
    gain: Ints
    start: Ints
    end: Ints


def lay(index: AddressIndex, form: Ints, signs: Ints) -> Laid:
    """Lay every form along the words where it fits best.

    A form must be said whole: what is left away costs, generic signs little. The words may begin
    before it and go on behind it.
    """
    length = int(index.form_length[form].max(initial=0))
    name = index.form_sign[form, :length]
    cost = index.form_cost[form, :length].astype(np.int32) << START_BITS
    distinct, which = np.unique(name, return_inverse=True)
    which = which.reshape(name.shape)
    likeness = (_likeness(index, distinct, signs) + BETWEEN) << START_BITS
    words = len(signs)
    step = (np.arange(words + 1, dtype=np.int32) * BETWEEN) << START_BITS
    # What was gained so far and, in the lowest bits, where the name begins. The cost of signs in
    # between is added for the whole way before, so that going on costs nothing more.
    best = np.tile(np.arange(words + 1, dtype=np.int32) + step, (len(form), 1))
    for place in range(length):
        along = best - cost[:, place, None]
        best = best[:, :-1] + likeness[which[:, place]]
        np.maximum(along[:, 1:], best, out=along[:, 1:])
        best = np.maximum.accumulate(along, axis=1)
    best -= step
    end = best.argmax(axis=1)
    at_end = best[np.arange(len(form)), end]
    return Laid(form, at_end >> START_BITS, at_end & LONGEST_WORDS, end)


def _likeness(index: AddressIndex, name: Ints, signs: Ints) -> Ints:
    """Compare some signs with every sign of the words, in sixteenths, shape (some, words)."""
    bit = np.left_shift(np.uint64(1), np.arange(len(signs), dtype=np.uint64))
    written = np.zeros(1 << 16, dtype=np.uint64)
    usual, heard = np.zeros(MOST_SOUNDS, dtype=np.uint64), np.zeros(MOST_SOUNDS, dtype=np.uint64)
    sounds = index.sounds[signs]
    np.bitwise_or.at(written, signs, bit)
    np.bitwise_or.at(usual, sounds[:, 0], bit)
    np.bitwise_or.at(heard, sounds.ravel(), np.repeat(bit, sounds.shape[1]))
    usual[0] = heard[0] = 0
    of_name = index.sounds[name]
    same = written[name][:, None] & bit != 0
    alike = usual[of_name[:, 0]][:, None] & bit != 0
    rarely = np.bitwise_or.reduce(heard[of_name], axis=1)[:, None] & bit != 0
    likeness = np.where(rarely, RARELY, OTHER)
    likeness[alike] = ALIKE
    likeness[same] = SAME
    return likeness.astype(np.int32)
