"""The names that were said whole, as they are written or as they sound."""

import numpy as np

from tocsin.core.addressing.alignment import ALIKE, Laid
from tocsin.core.addressing.fingerprints import LONGEST, SHORTEST, of_parts, spans
from tocsin.core.addressing.index import CHEAP, SAME, AddressIndex, Ints

# A name that so many places of the index share a sound with is enough.
MOST_WHOLE = 400
AHEAD = np.arange(LONGEST)
NOTHING = Laid(*np.zeros((4, 0), dtype=np.int64))


def said_whole(index: AddressIndex, signs: Ints) -> Laid:
    """Lay the forms along the words that are a part of them; generic endings may be left away.

    A form may stand there more than once.
    """
    if len(signs) < SHORTEST or not len(index.whole_key):
        return NOTHING
    prints = of_parts(signs, index.sounds)
    at = np.searchsorted(index.whole_key, prints)
    at[at == len(index.whole_key)] = 0
    hit = index.whole_key[at] == prints
    key, part = at[hit], np.nonzero(hit)[1]
    if not len(key):
        return NOTHING
    first, end = index.whole_start[key], index.whole_start[key + 1]
    spoken = zip(first.tolist(), end.tolist(), strict=True)
    form = np.concatenate([index.whole_form[one:other] for one, other in spoken])
    part = np.repeat(part, end - first)[:MOST_WHOLE]
    form = form[:MOST_WHOLE]
    begin, end = (side[part] for side in spans(len(signs)))
    length = end - begin
    name = index.form_sign[form, :LONGEST]
    ahead = np.append(signs, np.zeros(LONGEST, signs.dtype))[begin[:, None] + AHEAD]
    same = ((name == ahead) & (length[:, None] > AHEAD)).sum(axis=1)
    left_away = index.form_length[form] - length
    gain = ALIKE * length + (SAME - ALIKE) * same - CHEAP * left_away
    return Laid(form, gain, begin, end)


def left_open(laid: Laid, weight: list[float]) -> float:
    """Add up the weight of the signs that stand in no name.

    >>> names = Laid(*np.array([[7, 8], [48, 32], [0, 3], [3, 5]]))
    >>> left_open(names, [1.0] * 6)
    1.0
    """
    named = 0
    for begin, end in zip(laid.start.tolist(), laid.end.tolist(), strict=True):
        named |= (1 << end) - (1 << begin)
    return sum(worth for place, worth in enumerate(weight) if not named >> place & 1)
