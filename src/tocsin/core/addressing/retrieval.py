"""The forms that may be among the words, by the pairs of signs that both hold."""

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.alignment import ALIKE, MOST_SOUNDS
from tocsin.core.addressing.grams import OF_SOUNDS, SIGN_BITS, Keys
from tocsin.core.addressing.index import SAME, AddressIndex, Ints

Floats = npt.NDArray[np.floating]
# Pairs that many forms hold tell little: the rarest are looked at first, until so many were read.
MOST_READ = 8_000
# So many that share most are looked at sign by sign, and so many of these laid along the words.
MOST_COMPARED, MOST_FORMS, MOST_IN_LETTERS = 224, 48, 96
FIRST_LETTER, LAST_LETTER = ord("a"), ord("z")
LEAST_SHARE = 0.08
# What a form lacks counts half as much as what it gains.
LACK_SHARE = 0.5
NONE_LIKELY = np.zeros(0, dtype=np.int64)


def likely_forms(index: AddressIndex, signs: Ints) -> Ints:
    """List the forms that may explain most of the words, at most ``MOST_FORMS``."""
    if len(signs) == 0 or index.form_count == 0:
        return NONE_LIKELY
    if 2 * int(((signs >= FIRST_LETTER) & (signs <= LAST_LETTER)).sum()) > len(signs):
        # Nearly every name in letters has all of those that are said.
        return _sharing(index, signs, MOST_IN_LETTERS)
    sharing = _sharing(index, signs, MOST_COMPARED)
    if not len(sharing):
        return NONE_LIKELY
    worth = _promised(index, sharing, signs)
    if len(sharing) > MOST_FORMS:
        chosen = np.argpartition(worth, -MOST_FORMS)[-MOST_FORMS:]
        sharing, worth = sharing[chosen], worth[chosen]
    return sharing[worth > 0]


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


def _sharing(index: AddressIndex, signs: Ints, most: int) -> Ints:
    """List the forms that share most pairs with the words."""
    if not len(index.gram_key):
        return NONE_LIKELY
    keys = keys_in(signs, index.sounds)
    at = np.searchsorted(index.gram_key, keys)
    at[at == len(index.gram_key)] = 0
    at = at[index.gram_key[at] == keys]
    begin = index.gram_start[at]
    held = index.gram_start[at + 1] - begin
    order = np.argsort(held, kind="stable")
    order = order[np.cumsum(held[order]) <= MOST_READ]
    begin, held = begin[order], held[order]
    before = np.cumsum(held) - held
    places = np.repeat(begin - before, held) + np.arange(int(held.sum()))
    told = np.repeat(index.gram_weight[at[order]], held)
    shared = np.bincount(index.gram_form[places], told, minlength=index.form_count)
    some = np.flatnonzero(shared > 0.0)
    if len(some) <= most:
        return some
    weight = shared[some]
    share = weight / index.form_total[some]
    worth = share * share * weight
    return some[np.argpartition(worth, -most)[-most:]]


def _promised(index: AddressIndex, form: Ints, signs: Ints) -> Ints:
    """Say what each form may gain at most, less what it lacks, whatever the order of the signs."""
    length = int(index.form_length[form].max())
    name = index.form_sign[form, :length]
    written = np.zeros(1 << (SIGN_BITS), dtype=np.bool_)
    written[signs] = True
    heard = np.zeros(MOST_SOUNDS, dtype=np.bool_)
    heard[index.sounds[signs]] = True
    written[0] = heard[0] = False
    worth = np.where(
        heard[index.sounds[name, 0]], ALIKE, -index.form_cost[form, :length].view(np.int8)
    )
    worth = np.where(written[name], SAME, worth)
    gain = worth.sum(axis=1, dtype=np.int16)
    lack = np.maximum(index.form_whole[form] - gain, 0)
    return np.asarray(gain - lack * LACK_SHARE, dtype=np.int16)
