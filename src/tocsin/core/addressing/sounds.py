"""How characters sound, folded as people mishear them.

Retroflex and dental, n and l, f and h, and final n and ng fall together, as in much of the
north-west; tones do not count. Every reading of a character counts.
"""

import re
import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

CHARACTERS = 1 << 16
READINGS = 3
SPELLED = re.compile(r"([zcs]h|[a-z])(.*)")
RETROFLEX = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "f": "h"}
NASAL = (("ing", "in"), ("eng", "en"), ("ang", "an"))


def folded(syllable: str) -> str:
    """Bring a syllable in pinyin to what all that sounds like it share.

    >>> folded("zhēng") == folded("zen"), folded("níng") == folded("lin"), folded("huāng")
    (True, True, 'huan')
    """
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFD", syllable.replace("ü", "v").lower())
        if "a" <= sign <= "z"
    )
    spelled = SPELLED.match(bare)
    if spelled is None:
        return bare
    begin, rest = spelled[1], spelled[2]
    for nasal, short in NASAL:
        rest = rest.replace(nasal, short)
    if not rest:
        return begin
    return RETROFLEX.get(begin, begin) + rest


@cache
def readings() -> npt.NDArray[np.uint16]:
    """Give every character numbers for its sounds, shape (65536, 3); 0 is none.

    Characters that share a number sound alike.
    """
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - slow, and only building needs it

    table = np.zeros((CHARACTERS, READINGS), dtype=np.uint16)
    numbers: dict[str, int] = {}
    known: dict[str, str] = {}
    for code, spelled in pinyin_dict.items():
        if code >= CHARACTERS:
            continue
        sounds: list[int] = []
        for one in spelled.split(","):
            sound = known.get(one)
            if sound is None:
                sound = known[one] = folded(one)
            number = numbers.setdefault(sound, len(numbers) + 1)
            if number not in sounds:
                sounds.append(number)
        table[code, : len(sounds[:READINGS])] = sounds[:READINGS]
    return table
