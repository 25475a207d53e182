"""Which places the words mean: how much of the words the whole path of each explains."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.alignment import Laid
from tocsin.core.addressing.index import NONE, AddressIndex, Ints

Floats = npt.NDArray[np.floating]
# What a form gains in sixteenths of a character, at least, to be taken for said.
LEAST_GAIN = 12
MOST_PLACES = 2500
MOST_WEIGHED = 128
STRAIN = np.array([0.0, 0.02, 0.12, 0.3], dtype=np.float32)
# What a place itself is called and was not said weighs more than what lies above it.
LACK = 0.5


@dataclass(frozen=True, slots=True)
class Ranked:
    """Named places that the words may mean, best first: score in characters and what of the words.

    ``gain`` is what the place's own name explains, ``lack`` what of it was not said, ``end`` tells
    where that was; ``shares`` says how far each sign is explained, a row a place.
    """

    node: Ints
    score: Floats
    gain: Floats
    lack: Floats
    end: Ints
    shares: Floats


def rank(index: AddressIndex, laid: Laid, weight: Floats, row_of: Ints) -> Ranked:
    """Weigh the places of the forms that were said, each with all that it lies in.

    Parameters
    ----------
    weight
        How much it is worth to explain each sign of the words.
    row_of
        Scratch of one number a named place and a last one, all -1; it is given back so.
    """
    form, gain, start, end = laid.form, laid.gain, laid.start, laid.end
    lack = np.maximum(index.form_whole[form] - gain, 0) * (LACK / 16.0)
    worth = gain / 16.0 - lack
    said = np.flatnonzero(gain >= LEAST_GAIN)
    said = said[np.argsort(worth[said], kind="stable")]
    row, place = _places(index, form[said])
    worth = worth[said].astype(np.float32)[row] - STRAIN[index.form_strain[place]]
    order = np.argsort(worth, kind="stable")
    row, named, strain = row[order], index.form_named[place[order]], index.form_strain[place[order]]
    shares = explained(start[said], end[said], gain[said], weight)
    row_of[named] = np.arange(len(named))
    mentions = row_of[index.named_path[named]]
    row_of[named] = NONE
    # A later mention of the same place is a better one: the others are left out.
    best = np.flatnonzero(mentions[:, 0] == np.arange(len(named)))
    rows = np.append(row, len(said))[mentions[best]]
    alone = shares.sum(axis=1)
    if len(best) > MOST_WEIGHED:
        bound = alone[rows].sum(axis=1)
        chosen = np.argpartition(bound, -MOST_WEIGHED)[-MOST_WEIGHED:]
        best, rows = best[chosen], rows[chosen]
    covered = shares[rows].max(axis=1)
    lacking = lack[said][row[best]]
    score = covered.sum(axis=1) - STRAIN[strain[best]] - lacking
    order = np.argsort(-score, kind="stable")
    best, own = best[order], rows[order, 0]
    node = index.named_node[named[best]]
    return Ranked(node, score[order], alone[own], lacking[order], end[said][own], covered[order])


def _places(index: AddressIndex, form: Ints) -> tuple[Ints, Ints]:
    """List the places of forms, the best last: rows of the forms, and places in ``form_node``."""
    begin = index.form_start[form]
    held = index.form_start[form + 1] - begin
    before = np.cumsum(held) - held
    row = np.repeat(np.arange(len(form)), held)
    place = np.repeat(begin - before, held) + np.arange(len(row))
    return row[-MOST_PLACES:], place[-MOST_PLACES:]


def favoured(ranked: Ranked, terms: Floats) -> Ranked:
    """Add to the scores what speaks for the places beside the words, and order them anew."""
    score = ranked.score + terms
    order = np.argsort(-score, kind="stable")
    return Ranked(
        ranked.node[order],
        score[order],
        ranked.gain[order],
        ranked.lack[order],
        ranked.end[order],
        ranked.shares[order],
    )


def explained(start: Ints, end: Ints, gain: Ints, weight: Floats) -> Floats:
    """Spread what each form gains over the signs that it takes, shape (forms + 1, signs)."""
    places = np.arange(len(weight))
    inside = (places >= start[:, None]) & (places < end[:, None])
    share = gain / (16.0 * np.maximum(end - start, 1))
    shares = np.zeros((len(start) + 1, len(weight)), dtype=np.float32)
    shares[:-1] = inside * share[:, None] * weight
    return shares
