"""Which places the words mean: how much of the words the whole path of each explains."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.alignment import SAME, Laid
from tocsin.core.addressing.index import CHEAP, NONE, AddressIndex, Ints

Floats = npt.NDArray[np.floating]
# What a form gains in sixteenths of a character, at least, to be taken for said.
LEAST_GAIN = 12
MOST_NODES = 3000
MOST_WEIGHED = 160
STRAIN = np.array([0.0, 0.02, 0.12, 0.3])
DEPTH = 10
# What a place itself is called and was not said weighs more than what lies above it.
LACK = 0.5


@dataclass(frozen=True, slots=True)
class Ranked:
    """Named places that the words may mean, best first: score in characters and what of the words.

    ``gain`` is what the place's own name explains, ``lack`` what of it was not said, ``start`` and
    ``end`` tell where it was; ``shares`` says how far each sign is explained, a row a place.
    """

    node: Ints
    score: Floats
    gain: Floats
    lack: Floats
    start: Ints
    end: Ints
    shares: Floats


def rank(index: AddressIndex, laid: Laid, weight: Floats, parent: Ints, row_of: Ints) -> Ranked:
    """Weigh the places of the forms that were said, each with all that it lies in.

    Parameters
    ----------
    weight
        How much it is worth to explain each sign of the words.
    parent
        What each node lies in, with a last -1, so that above nothing there is nothing.
    row_of
        Scratch of one number a node and a last one, all -1; it is given back so.
    """
    said = np.flatnonzero(laid.gain >= LEAST_GAIN)
    said = said[np.argsort(laid.gain[said], kind="stable")]
    form, gain = laid.form[said], laid.gain[said] / 16.0
    held = index.form_start[form + 1] - index.form_start[form]
    row = np.repeat(np.arange(len(form)), held)
    before = np.cumsum(held) - held
    place = np.repeat(index.form_start[form] - before, held) + np.arange(int(held.sum()))
    if len(place) > MOST_NODES:
        row, place = row[-MOST_NODES:], place[-MOST_NODES:]
    node = index.form_node[place]
    strain = STRAIN[index.form_strain[place]]
    lack = LACK * lacking(index, form, laid.gain[said])
    order = np.argsort((gain - lack)[row] - strain, kind="stable")
    node, row, strain = node[order], row[order], strain[order]
    shares = explained(laid, said, gain, weight)
    row_of[node] = np.arange(len(node))
    mentions = row_of[_paths(parent, node)]
    row_of[node] = NONE
    mentioned = _Mentioned(node, row, strain, lack[row], said)
    return _weighed(mentioned, mentions, shares, laid)


def explained(laid: Laid, said: Ints, gain: Floats, weight: Floats) -> Floats:
    """Spread what each form gains over the signs that it takes, shape (forms + 1, signs)."""
    start, end = laid.start[said], laid.end[said]
    places = np.arange(len(weight))
    inside = (places >= start[:, None]) & (places < end[:, None])
    share = gain / np.maximum(end - start, 1)
    shares = np.zeros((len(said) + 1, len(weight)), dtype=np.float32)
    shares[:-1] = inside * share[:, None] * weight
    return shares


def lacking(index: AddressIndex, form: Ints, gain: Ints) -> Floats:
    """Say how much of each form was not said, in characters; generic signs may be left away."""
    cost = index.form_cost[form].astype(np.int64)
    whole = np.where(cost > CHEAP, SAME, -cost).sum(axis=1)
    return np.asarray(np.maximum(whole - gain, 0) / 16.0, dtype=np.float64)


def _paths(parent: Ints, node: Ints) -> Ints:
    """List each node with those above it, shape (nodes, depth), -1 where there is none."""
    paths = [node]
    while len(paths) < DEPTH and (node := parent[node]).max(initial=NONE) >= 0:
        paths.append(node)
    return np.stack(paths, axis=1)


@dataclass(frozen=True, slots=True)
class _Mentioned:
    """Places that were said: by which of the forms said, how strained, and what was lacking."""

    node: Ints
    row: Ints
    strain: Floats
    lack: Floats
    said: Ints


def _weighed(mentioned: _Mentioned, mentions: Ints, shares: Floats, laid: Laid) -> Ranked:
    """Score the nodes: cheaply all, then exactly those that may come first."""
    # A later mention of the same node is a better one: the others are left out.
    node, row, lack = mentioned.node, mentioned.row, mentioned.lack
    best = np.flatnonzero(mentions[:, 0] == np.arange(len(node)))
    mentions = mentions[best]
    alone = np.append(shares.sum(axis=1)[row], 0.0)
    if len(best) > MOST_WEIGHED:
        bound = alone[mentions].sum(axis=1)
        chosen = np.argpartition(bound, -MOST_WEIGHED)[-MOST_WEIGHED:]
        best, mentions = best[chosen], mentions[chosen]
    rows = np.append(row, len(shares) - 1)[mentions]
    covered = shares[rows].max(axis=1)
    score = covered.sum(axis=1) - mentioned.strain[best] - lack[best]
    order = np.argsort(-score, kind="stable")
    best, score = best[order], score[order]
    own = mentioned.said[row[best]]
    return Ranked(
        node[best], score, alone[best], lack[best], laid.start[own], laid.end[own], covered[order]
    )
