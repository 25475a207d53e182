"""What the generator is told: the real divisions of the county, and words to name things with."""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import numpy as np

from tocsin.core.geo import Floats, Point

VILLAGE_CODE_LENGTH = 12


class Named(TypedDict):
    """A division: its statistical code and its official name."""

    code: str
    name: str


class TownshipFacts(Named):
    """A township with a rough seat (degrees) and its villages and communities."""

    seat: list[float]
    villages: list[Named]


class OutlineFacts(TypedDict):
    """The outline of the county as points in degrees, and where it comes from."""

    source: str
    points: list[list[float]]


class DivisionFacts(TypedDict):
    """The plain content of the shipped file of divisions."""

    source: str
    county: Named
    outline: OutlineFacts
    townships: list[TownshipFacts]


class RouteWords(TypedDict):
    """A numbered road: its rank and the township codes or borders ("@E") it goes through."""

    ref: str
    rank: str
    via: list[str]


class StreetWords(TypedDict):
    """The streets of a town; a street of two names changes its name at the middle."""

    along: list[list[str]]
    across: list[list[str]]
    spacing: list[float]


class LandmarkWords(TypedDict):
    """Landmarks of one kind: how they are called, and how people call them."""

    kind: str
    scope: str
    names: list[str]
    aliases: dict[str, list[str]]
    share: NotRequired[float]


class Words(TypedDict):
    """The plain content of the shipped file of words."""

    suffixes: list[list[str]]
    community_mark: str
    township_marks: list[str]
    directions: dict[str, list[float]]
    main_town: str
    bureau: str
    routes: list[RouteWords]
    rivers: list[str]
    forms: dict[str, str]
    streets: dict[str, StreetWords]
    estates: list[str]
    landmarks: list[LandmarkWords]
    entrances: list[str]
    hazards: dict[str, str]
    access_notes: list[str]
    surnames: str
    given: list[str]
    key_posts: list[str]
    units: dict[str, str]


@dataclass(frozen=True, slots=True)
class Township:
    """A township; ``stem`` is its name without the word for its rank."""

    code: str
    name: str
    stem: str
    seat: Point


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community; ``township`` is the position of its township in the facts."""

    code: str
    name: str
    township: int
    community: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the generator needs to know; ``outline`` has shape (k, 2), degrees."""

    county_code: str
    county_name: str
    outline: Floats
    townships: tuple[Township, ...]
    villages: tuple[Village, ...]
    words: Words

    def villages_of(self, township: int) -> tuple[int, ...]:
        """List the positions of a township's villages."""
        return tuple(i for i, v in enumerate(self.villages) if v.township == township)


def short_name(official: str, suffixes: list[list[str]]) -> str:
    """Shorten an official village name to the one people use.

    Parameters
    ----------
    suffixes
        Pairs of an official ending and what takes its place; the first that fits is used.

    Examples
    --------
    >>> short_name("Hill village committee", [[" village committee", " village"]])
    'Hill village'
    """
    for ending, instead in suffixes:
        if official.endswith(ending):
            return official.removesuffix(ending) + instead
    return official


def _stem(name: str, marks: list[str]) -> str:
    return short_name(name, [[mark, ""] for mark in marks])


def read_facts(divisions: DivisionFacts, words: Words) -> Facts:
    """Put the shipped facts and words into the shape the generator works with.

    Raises
    ------
    ValueError
        When a village code does not have twelve digits or does not begin with its township's.

    Examples
    --------
    >>> read_facts({"townships": [{"code": "1", "name": "a", "seat": [0.0, 0.0],
    ...     "villages": [{"code": "2", "name": "b"}]}]}, {"township_marks": []})
    Traceback (most recent call last):
    ...
    ValueError: Village code 2 does not belong to township 1.
    """
    townships, villages = [], []
    for number, town in enumerate(divisions["townships"]):
        stem = _stem(town["name"], words["township_marks"])
        townships.append(Township(town["code"], town["name"], stem, Point(*town["seat"])))
        for village in town["villages"]:
            code = village["code"]
            if len(code) != VILLAGE_CODE_LENGTH or not code.startswith(town["code"]):
                raise ValueError(f"Village code {code} does not belong to township {town['code']}.")
            name = short_name(village["name"], words["suffixes"])
            community = name.endswith(words["community_mark"])
            villages.append(Village(code, name, number, community))
    return Facts(
        county_code=divisions["county"]["code"],
        county_name=divisions["county"]["name"],
        outline=np.array(divisions["outline"]["points"], dtype=np.float64),
        townships=tuple(townships),
        villages=tuple(villages),
        words=words,
    )
