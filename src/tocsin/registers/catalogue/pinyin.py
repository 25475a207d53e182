"""Chinese names as they are typed on a Latin keyboard."""

from pypinyin import Style, lazy_pinyin


def syllables(name: str) -> str:
    """Spell a name without tones, joined, lower case.

    >>> syllables("打架斗殴")
    'dajiadouou'
    """
    return _letters(lazy_pinyin(name))


def initials(name: str) -> str:
    """Take the first letter of each syllable.

    >>> initials("交通事故（有人伤）")
    'jtsgyrs'
    """
    return _letters(lazy_pinyin(name, style=Style.FIRST_LETTER))


def _letters(parts: list[str]) -> str:
    return "".join(letter for part in parts for letter in part.lower() if letter.isalnum())
