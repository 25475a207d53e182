"""Names by the letters of their pinyin: initials, whole syllables, characters, in any mixture."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.index import AddressIndex, Ints

# What is typed is followed in the bits of one integer.
MOST_TYPED = 40
LONGEST_SYLLABLE = 6
Bits = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Followed:
    """How far what was typed leads into each of some forms.

    Attributes
    ----------
    form
        The forms that begin like it.
    used
        How many characters of the form were typed when the typing ended; 0 where it never did.
    ends
        Bit i is set where the form is typed whole and i signs were used for it.
    """

    form: Ints
    used: Ints
    ends: Bits


@dataclass
class Letters:
    """The forms of an index, ready to be followed sign by sign."""

    index: AddressIndex
    _sign: Ints = field(init=False, repr=False)
    _distinct: int = field(init=False, repr=False)
    _begins: dict[str, Ints] = field(init=False, repr=False)
    _starting: dict[str, Ints] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Learn how the characters of the names are spelled."""
        distinct, which = np.unique(self.index.form_sign, return_inverse=True)
        self._sign = which.reshape(self.index.form_sign.shape)
        self._distinct = len(distinct)
        begins = defaultdict[str, list[int]](list)
        for place, code in enumerate(distinct.tolist()):
            for begin in beginnings(code):
                begins[begin].append(place)
        self._begins = {begin: np.array(places) for begin, places in begins.items()}
        first = self._sign[:, 0]
        order = np.argsort(first, kind="stable")
        starts = np.searchsorted(first[order], np.arange(len(distinct) + 1))
        self._starting = {
            begin: np.concatenate([order[starts[one] : starts[one + 1]] for one in places.tolist()])
            for begin, places in self._begins.items()
            if len(begin) == 1
        }

    def follow(self, typed: str) -> Followed:
        """Find the forms that begin as was typed.

        Every sign that is typed is a character, or one of the first letters of its pinyin.
        """
        typed = typed[:MOST_TYPED]
        form = self._starting.get(typed[:1], np.zeros(0, dtype=np.int64))
        masks = self._masks(typed)
        reach = np.ones(len(form), dtype=np.uint64)
        used, ends = np.zeros(len(form), dtype=np.int64), np.zeros(len(form), dtype=np.uint64)
        whole = np.uint64(1 << len(typed))
        length = self.index.form_length[form]
        for place in range(int(length.max(initial=0))):
            sign = self._sign[form, place]
            before, reach = reach, np.zeros_like(reach)
            for letters, mask in enumerate(masks, 1):
                reach |= (before & mask[sign]) << np.uint64(letters)
            used[(used == 0) & ((reach & whole) != 0)] = place + 1
            last = length == place + 1
            ends[last] = reach[last]
            if not reach.any():
                break
        return Followed(form, used, ends)

    def _masks(self, typed: str) -> list[Bits]:
        """Say for every length and every sign where in the typing the sign begins so.

        Lengths end with the longest that begins any: one where only characters are typed.
        """
        masks: list[Bits] = []
        for start in range(len(typed)):
            bit = np.uint64(1 << start)
            for end in range(start + 1, min(start + LONGEST_SYLLABLE, len(typed)) + 1):
                places = self._begins.get(typed[start:end])
                if places is None:
                    break
                if end - start > len(masks):
                    masks.append(np.zeros(self._distinct, dtype=np.uint64))
                masks[end - start - 1][places] |= bit
        return masks


def beginnings(code: int) -> set[str]:
    """List how a character may be begun on a keyboard: by itself, or by its pinyin.

    >>> sorted(beginnings(ord("东"))), sorted(beginnings(ord("g")))
    (['d', 'do', 'don', 'dong', '东'], ['g'])
    """
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - slow, and only typing needs it

    if not code:
        return set()
    spelled = [plainly(one) for one in pinyin_dict.get(code, "").split(",") if one]
    letters = {one[:end] for one in spelled for end in range(1, len(one) + 1)}
    return {chr(code), *letters}


def plainly(syllable: str) -> str:
    """Write a syllable in pinyin as it is typed.

    >>> plainly("dōng"), plainly("lǜ")
    ('dong', 'lv')
    """
    typed = unicodedata.normalize("NFD", syllable.lower()).replace("u\u0308", "v")
    return "".join(sign for sign in typed if "a" <= sign <= "z")
