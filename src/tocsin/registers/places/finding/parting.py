"""An address as it is written, taken apart into what it lies in, its name, and its numbers.

What cannot be taken apart stays whole: such an address is found by its words all the same.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.core.addressing.counted import TOKEN, Counted, whole_number
from tocsin.core.addressing.normalising import normalise
from tocsin.core.addressing.numerals import SIGNS

# What a number in an address counts: building, block, unit, room, storey, group, team, door.
COUNTED = (
    r"(?:号院|号楼|栋楼?|幢楼?|座|#楼?|单元门?|室|房间|房|户|层|楼"
    r"|社(?!区)|村民小组|生产队|小组|小队|组|队|号)"
)
FIGURES = r"\d+(?:[-~/]\d+)*(?:[A-Za-z](?![A-Za-z0-9]))?"
NUMBER = rf"第?(?:{FIGURES}|[{SIGNS}]+(?={COUNTED})){COUNTED}?"
NUMBERS = re.compile(rf"(?<![A-Za-z0-9])(?:{NUMBER}[\s,，-]*)+\Z")
# Numbers in the form that is compared.
PLAIN = re.compile(r"(?:\d+(?:号楼|单元|室|社|号))+\Z")
TOWN = re.compile(
    r"\A(?:[^\d\s,，]{1,6}?[县市区旗])?(?P<town>[^\d\s,，]{1,6}?(?:镇|乡|街道))(?=..)"
)
COUNTY = re.compile(r"\A[^\d\s,，市县]{1,6}?[市县](?=..)")
BETWEEN = " ,，、-"


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of an address: how it is written, and its form that is compared."""

    written: str
    compared: str


@dataclass(frozen=True, slots=True)
class Parted:
    """An address taken apart: the place in ``inside`` that it lies in, and the steps down to it.

    ``within`` is -1 where the text names none of them.
    """

    within: int
    steps: tuple[Step, ...]


class Parter:
    """Takes addresses apart; numbers that were met before are not read again."""

    def __init__(self) -> None:
        self._numbers: dict[str, tuple[Step, ...] | None] = {}
        self._names: dict[str, tuple[Step, ...]] = {"": ()}

    def part(self, text: str, inside: Sequence[str], street: str = "") -> Parted:
        """Take an address apart.

        Parameters
        ----------
        inside
            The names of what it lies in, the largest first.
        street
            The name of its street, where that is known.

        Examples
        --------
        >>> parted = Parter().part("东华镇北河村1社2号", ["华亭市", "东华镇", "北河村"])
        >>> parted.within, [step.written for step in parted.steps]
        (2, ['1社', '2号'])
        >>> parted = Parter().part("东华镇锦绣小区三幢2单元101", ["华亭市", "东华镇", "东关社区"])
        >>> parted.within, [step.written for step in parted.steps]
        (1, ['锦绣小区', '3号楼', '2单元', '101'])
        """
        rest = unicodedata.normalize("NFKC", text).strip()
        within, rest = _without_divisions(rest, inside)
        name, numbers = self._cut(rest, unicodedata.normalize("NFKC", street))
        steps = [*self._named(name), *numbers]
        if not steps:
            # The address is written like what it lies in.
            return Parted(within - 1, self._named(text))
        return Parted(within, tuple(steps))

    def _cut(self, rest: str, street: str) -> tuple[str, tuple[Step, ...]]:
        """Cut a name and the numbers behind it apart."""
        if street and rest.startswith(street):
            numbers = self._read(rest[len(street) :].strip(BETWEEN))
            if numbers is not None:
                return street, numbers
        found = NUMBERS.search(rest)
        numbers = self._read(found[0]) if found is not None else None
        if found is None or numbers is None:
            return rest, ()
        return rest[: found.start()].rstrip(BETWEEN), numbers

    def _read(self, text: str) -> tuple[Step, ...] | None:
        """Read text that should hold nothing but numbers; None where it holds something else."""
        if text not in self._numbers:
            whole = text if PLAIN.match(text) else normalise(text)
            found = [match[0] for match in TOKEN.finditer(whole)]
            self._numbers[text] = (
                tuple(Step(one, one) for one in found) if "".join(found) == whole else None
            )
        return self._numbers[text]

    def _named(self, name: str) -> tuple[Step, ...]:
        if name not in self._names:
            self._names[name] = (Step(name, normalise(name) or name),)
        return self._names[name]


def _without_divisions(rest: str, inside: Sequence[str]) -> tuple[int, str]:
    """Take the names of divisions off both ends; say which was the smallest."""
    within = -1
    for place, name in enumerate(inside):
        if rest.startswith(name):
            within, rest = place, rest[len(name) :].lstrip(BETWEEN)
        elif rest.endswith(name) and rest[-len(name) - 1] in BETWEEN:
            within, rest = place, rest[: -len(name)].rstrip(BETWEEN)
    return within, rest


def town_in(text: str) -> str:
    """Read the name of the town that an address begins with, or nothing.

    >>> town_in("东华镇东大街12号"), town_in("华亭市东华镇东大街12号"), town_in("东大街12号")
    ('东华镇', '东华镇', '')
    """
    found = TOWN.match(text)
    return found["town"] if found is not None else ""


def outer_names(text: str) -> list[str]:
    """List the county and the town that an address begins with, as far as it names them.

    >>> outer_names("华亭市东华镇东大街12号"), outer_names("东大街1号")
    (['华亭市', '东华镇'], [])
    """
    county, town = COUNTY.match(text), town_in(text)
    return [name for name in (county[0] if county is not None else "", town) if name]


def kind_of(step: Step, below: Step | None) -> str:
    """Say what a piece of an address is, by its number or by the number below it.

    >>> kind_of(Step("3号楼", "3号楼"), None), kind_of(Step("东大街", "东大街"), Step("1号", "1号"))
    ('building', 'street')
    """
    number = whole_number(step.compared)
    if number is not None:
        return BY_NUMBER.get(number.counted, "door")
    under = whole_number(below.compared) if below is not None else None
    if under is None:
        return "town"
    return "estate" if under.counted in HELD_BY_ESTATES else "street"


BY_NUMBER = {
    Counted.BUILDING: "building",
    Counted.UNIT: "unit",
    Counted.FLOOR: "floor",
    Counted.ROOM: "room",
    Counted.GROUP: "group",
}
HELD_BY_ESTATES = frozenset({Counted.BUILDING, Counted.UNIT, Counted.ROOM, Counted.FLOOR})
