"""The forms that may be among the words, by the pairs of signs that both hold."""

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.grams import OF_SOUNDS, SIGN_BITS, Keys
from tocsin.core.addressing.index import AddressIndex, Ints

# Pairs that many forms hold tell little: the rarest are looked at first, until so many were read.
MOST_READ = 10_000
MOST_FORMS = 64
LEAST_SHARE = 0.08


def keys_in(signs: Ints, sounds: Ints) -> Keys:
    """List the distinct pairs of characters and of sounds in the words, in every reading."""
    plain, heard = signs.astype(np.int64), sounds[signs].astype(np.int64)
    found = []
    for apart in (1, 2):
        found.append((plain[:-apart] << SIGN_BITS) | plain[apart:])
        first, second = heard[:-apart, :, None], heard[apart:, None, :]
        both = (first != 0) & (second != 0)
        found.append(((first << SIGN_BITS) | second | OF_SOUNDS)[both])
    return np.unique(np.concatenate(found))


def likely_forms(index: AddressIndex, signs: Ints) -> Ints:
    """List the forms that share most with the words, at most ``MOST_FORMS``."""
    none = np.zeros(0, dtype=np.int64)
    if len(signs) == 0 or index.form_count == 0 or len(index.gram_key) == 0:
        return none
    keys = keys_in(signs, index.sounds)
    at = np.searchsorted(index.gram_key, keys)
    at[at == len(index.gram_key)] = 0
    at = at[index.gram_key[at] == keys]
    begin = index.gram_start[at]
    held = index.gram_start[at + 1] - begin
    order = np.argsort(held, kind="stable")
    order = order[np.cumsum(held[order]) <= MOST_READ]
    if not len(order):
        return none
    begin, held = begin[order], held[order]
    shared = _shared(index, begin, held, index.gram_weight[at[order]])
    return _best(index, shared)


def _shared(
    index: AddressIndex, begin: Ints, held: Ints, weight: npt.NDArray[np.floating]
) -> npt.NDArray[np.float64]:
    """Add up for every form the weight of what it shares."""
    before = np.cumsum(held) - held
    places = np.repeat(begin - before, held) + np.arange(int(held.sum()))
    told = np.repeat(weight, held)
    shared = np.bincount(index.gram_form[places], told, minlength=index.form_count)
    return shared.astype(np.float64, copy=False)


def _best(index: AddressIndex, shared: npt.NDArray[np.float64]) -> Ints:
    some = np.flatnonzero(shared)
    weight = shared[some]
    share = np.minimum(weight / index.form_total[some], 1.0)
    worth = share**3 * np.sqrt(weight)
    worth[share < LEAST_SHARE] = 0
    if len(some) > MOST_FORMS:
        chosen = np.argpartition(worth, -MOST_FORMS)[-MOST_FORMS:]
        some, worth = some[chosen], worth[chosen]
    return some[worth > 0]
