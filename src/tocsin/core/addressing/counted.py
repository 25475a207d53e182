"""Numbers in an address: which are said, of what, and where in the words."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Counted(StrEnum):
    """What a number counts; BARE is a number that was said without a word for it."""

    DOOR = "号"
    BUILDING = "号楼"
    UNIT = "单元"
    ROOM = "室"
    GROUP = "社"
    FLOOR = "层"
    POST = "k"
    BARE = ""


CODES = {counted: place for place, counted in enumerate(Counted)}
# What else a number may be when the register knows none of what was said.
ALSO: dict[Counted, tuple[Counted, ...]] = {
    Counted.DOOR: (Counted.DOOR, Counted.BUILDING, Counted.ROOM, Counted.BARE),
    Counted.BUILDING: (Counted.BUILDING, Counted.DOOR),
    Counted.BARE: (
        Counted.ROOM,
        Counted.DOOR,
        Counted.BUILDING,
        Counted.UNIT,
        Counted.BARE,
    ),
    Counted.ROOM: (Counted.ROOM, Counted.DOOR),
}
TOKEN = re.compile(
    r"k(\d{7})|(\d{1,9}(?:-\d{1,4})*(?:[a-jl-z](?![a-z0-9]))?)(号楼|单元|室|社|层|号)?"
)
WHOLE = re.compile(rf"(?:{TOKEN.pattern})\Z")
LARGEST = 1 << 23
BITS = 24


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was said: its key, what it counts, and the span it takes in the words."""

    key: int
    counted: Counted
    start: int
    end: int

    @property
    def may_count(self) -> tuple[Counted, ...]:
        """Say what it may count, likeliest first."""
        return ALSO.get(self.counted, (self.counted,))


def key_of(figures: str) -> int:
    """Write a door's number as one integer; 12-1 and 3a get keys of their own above the numbers.

    >>> key_of("12"), key_of("12-1") != key_of("12-2"), key_of("12-1") >= LARGEST
    (12, True, True)
    """
    if figures.isdigit() and len(figures) <= 6:  # noqa: PLR2004 - fewer figures than LARGEST has
        return int(figures)
    folded = 0
    for sign in figures:
        folded = (folded * 131 + ord(sign)) % LARGEST
    return LARGEST + folded


def _number(found: re.Match[str]) -> Number:
    if found[1] is not None:
        return Number(min(int(found[1]), LARGEST - 1), Counted.POST, *found.span())
    return Number(key_of(found[2]), Counted(found[3] or ""), *found.span())


def numbers_in(words: str, *, taken: tuple[tuple[int, int], ...] = ()) -> list[Number]:
    """List the numbers of normalised words, in order; spans that are ``taken`` hold none.

    >>> [(found.key, found.counted.name) for found in numbers_in("安康小区3号楼2单元101")]
    [(3, 'BUILDING'), (2, 'UNIT'), (101, 'BARE')]
    """
    for start, end in taken:
        words = words[:start] + " " * (end - start) + words[end:]
    return [_number(found) for found in TOKEN.finditer(words)]


def whole_number(name: str) -> Number | None:
    """Read a normalised name that is nothing but a number, such as that of a door or a unit.

    >>> whole_number("3号楼").key, whole_number("峡口村")
    (3, None)
    """
    found = WHOLE.match(name)
    return _number(found) if found is not None else None
