"""A register of addresses made up on the names of real villages, as large as is asked for."""

import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np

from tocsin.core.addressing.register import Register

WORDS = json.loads(
    (Path(__file__).parent / "data" / "address_words.json").read_text(encoding="utf-8")
)
SURNAMES: str = WORDS["surnames"]
LUCKY: str = WORDS["lucky"]
LANDS: list[str] = WORDS["lands"]
STREETS: list[str] = WORDS["streets"]
STREET_WORDS: list[str] = WORDS["street_words"]
TRADES: list[str] = WORDS["trades"]
ESTATES: list[str] = WORDS["estates"]
IN_VILLAGES: dict[str, str] = WORDS["in_villages"]
OFFICES: dict[str, str] = WORDS["offices"]
CHAINS: list[tuple[str, str, str]] = WORDS["chains"]
NUMERALS = "一二三四五六七八九"
RECORDED = 0.6
OFFICE = re.compile(r"(?:居民?|村民?)委(?:员)?会\Z")


@dataclass(frozen=True, slots=True)
class County:
    """A county as published: its name, its city and the villages of every township."""

    name: str
    city: str
    towns: dict[str, list[str]]

    @property
    def short(self) -> str:
        """Name it without its rank."""
        return self.name[:-1] if len(self.name) > 2 else self.name  # noqa: PLR2004 - 泾县 stays whole


@dataclass
class Maker:
    """Writes a register row by row, and keeps the aliases that people use but nobody recorded."""

    rng: np.random.Generator
    register: Register = field(default_factory=Register)
    unrecorded: dict[int, str] = field(default_factory=dict)

    def add(self, parent: int, level: str, name: str, near: tuple[float, float]) -> int:
        """Write a row; return its place."""
        register = self.register
        register.ids.append(str(len(register.ids)))
        register.parents.append(parent)
        register.levels.append(level)
        register.names.append(name)
        register.lons.append(round(near[0], 6))
        register.lats.append(round(near[1], 6))
        return len(register.ids) - 1

    def alias(self, place: int, name: str, *, always: bool = False) -> None:
        """Call a place so, too; people may say it though the register does not know it."""
        if always or self.rng.random() < RECORDED:
            self.register.aliases[place] = (*self.register.aliases.get(place, ()), name)
        else:
            self.unrecorded[place] = name

    def near(self, place: int, degrees: float) -> tuple[float, float]:
        """Choose a point not far from a place."""
        east, north = self.rng.uniform(-degrees, degrees, 2)
        return self.register.lons[place] + east, self.register.lats[place] + north

    def one_of(self, some: "tuple[str, ...] | list[str] | str") -> str:
        """Choose one."""
        return some[int(self.rng.integers(len(some)))]

    def lucky(self) -> str:
        """Make a name of two or three lucky characters."""
        return "".join(self.one_of(LUCKY) for _ in range(2 + (self.rng.random() < 0.2)))  # noqa: PLR2004 - one in five


def make_register(counties: Iterable[County], entries: int, seed: int) -> Maker:
    """Make a register of at least so many places, county by county, as long as there are any."""
    maker = Maker(np.random.default_rng(seed))
    province = maker.add(-1, "prov", "甘肃省", (104.0, 36.0))
    cities: dict[str, int] = {}
    for county in counties:
        if len(maker.register) >= entries:
            break
        if county.city not in cities:
            near = maker.near(province, 1.0)
            cities[county.city] = maker.add(province, "city", county.city, near)
        _county(maker, cities[county.city], county)
    return maker


def _county(maker: Maker, city: int, county: County) -> None:
    here = maker.add(city, "county", county.name, maker.near(city, 0.5))
    for rank, (name, villages) in enumerate(county.towns.items()):
        town = maker.add(here, "town", name, maker.near(here, 0.2))
        for village in villages:
            _village(maker, maker.add(town, "village", village, maker.near(town, 0.05)), village)
        _streets(maker, town, county, most=70 if rank == 0 else 6)
    for code, metres in (
        ("G8513平绵高速", 120),
        ("G344国道", 140),
        ("S203省道", 60),
        ("X061县道", 24),
    ):
        _road(
            maker,
            here,
            f"{code[0]}{int(maker.rng.integers(101, 999))}{code.lstrip('GSX0123456789')}",
            metres,
        )


def _road(maker: Maker, county: int, name: str, kilometres: int) -> None:
    road = maker.add(county, "road", name, maker.near(county, 0.1))
    maker.alias(road, name.rstrip("国省县道平绵高速"), always=True)
    first = int(maker.rng.integers(0, 2000))
    for half in range(kilometres):
        metres = first * 1000 + half * 500
        maker.add(road, "km", f"K{metres // 1000}+{metres % 1000:03d}", maker.near(road, 0.2))


def _village(maker: Maker, village: int, name: str) -> None:
    short = name.removesuffix("村").removesuffix("社区")
    for number in range(1, int(maker.rng.integers(3, 8))):
        group = maker.add(village, "group", f"{NUMERALS[number - 1]}社", maker.near(village, 0.01))
        if maker.rng.random() < 0.5:  # noqa: PLR2004 - every other one
            maker.alias(group, f"{maker.one_of(SURNAMES)}家{maker.one_of(LANDS)}")
        for house in range(1, int(maker.rng.integers(25, 65))):
            maker.add(group, "rural_house", f"{house}号", maker.near(group, 0.003))
    for kind in maker.rng.permutation(list(IN_VILLAGES))[:2].tolist():
        place = maker.add(village, "poi", f"{short}{kind}", maker.near(village, 0.01))
        if IN_VILLAGES[kind]:
            maker.alias(place, f"{short}{IN_VILLAGES[kind]}")


def _streets(maker: Maker, town: int, county: County, most: int) -> None:
    streets = []
    for _ in range(int(maker.rng.integers(most // 2 + 1, most + 1))):
        name = maker.one_of(STREETS) if maker.rng.random() < 0.7 else maker.lucky()[:2]  # noqa: PLR2004 - mostly usual names
        streets.append(f"{name}{maker.one_of(STREET_WORDS)}")
    places = []
    for street in dict.fromkeys(streets):
        place = maker.add(town, "street", street, maker.near(town, 0.02))
        places.append(_doors(maker, place, county))
    if most > 6:  # noqa: PLR2004 - the chief town
        _offices(maker, [door for doors in places for door in doors], county)
        pairs = list(combinations(dict.fromkeys(streets), 2))
        for first, second in maker.rng.permutation(pairs)[:77].tolist():
            crossing = maker.add(
                town, "junction", f"{first}与{second}交叉口", maker.near(town, 0.02)
            )
            if maker.rng.random() < 0.3:  # noqa: PLR2004 - some have a name of their own
                maker.alias(crossing, f"{first[:2]}十字")


def _doors(maker: Maker, street: int, county: County) -> list[int]:
    doors = []
    for number in range(1, int(maker.rng.integers(40, 170))):
        door = maker.add(street, "street_no", f"{number}号", maker.near(street, 0.005))
        doors.append(door)
        chance = maker.rng.random()
        if chance < 0.6:  # noqa: PLR2004 - most doors have a shop
            maker.add(door, "poi", _shop(maker), maker.near(door, 0.0002))
        elif chance < 0.62:  # noqa: PLR2004 - few an estate
            name = f"{maker.lucky()}{maker.one_of(ESTATES)}"
            if maker.rng.random() < 0.1:  # noqa: PLR2004 - some belong to an office
                name = f"{county.short}{maker.one_of(list(OFFICES.values()))}家属院"
            _estate(maker, maker.add(door, "compound", name, maker.near(door, 0.0005)))
    return doors


def _shop(maker: Maker) -> str:
    if maker.rng.random() < 0.3:  # noqa: PLR2004 - by the family's name
        return f"{maker.one_of(SURNAMES)}{maker.one_of('记家氏')}{maker.one_of(TRADES)}"
    return f"{maker.lucky()}{maker.one_of(TRADES)}"


def _estate(maker: Maker, estate: int) -> None:
    for number in range(1, int(maker.rng.integers(2, 22))):
        building = maker.add(estate, "building", f"{number}号楼", maker.near(estate, 0.0005))
        floors = int(maker.rng.choice([5, 6, 6, 11]))
        for staircase in range(1, int(maker.rng.integers(2, 5))):
            unit = maker.add(building, "unit", f"{staircase}单元", maker.near(building, 0.0001))
            for floor in range(1, floors + 1):
                for door in (1, 2):
                    maker.add(unit, "room", f"{floor}0{door}室", maker.near(unit, 0.00005))


def _offices(maker: Maker, doors: list[int], county: County) -> None:
    for office, short in OFFICES.items():
        door = doors[int(maker.rng.integers(len(doors)))]
        rank = county.name[-1] if maker.rng.random() < 0.7 else ""  # noqa: PLR2004 - mostly said
        place = maker.add(door, "poi", f"{county.short}{rank}{office}", maker.near(door, 0.0002))
        if maker.rng.random() < RECORDED:
            maker.alias(place, f"{county.short}{short}", always=True)
            maker.alias(place, short, always=True)
        else:
            maker.unrecorded[place] = f"{county.short}{short}"
    for brand, branch, short in CHAINS:
        for _ in range(int(maker.rng.integers(1, 5))):
            door = doors[int(maker.rng.integers(len(doors)))]
            street = maker.register.names[maker.register.parents[door]]
            where = street[:2] if maker.rng.random() < 0.8 else ""  # noqa: PLR2004 - mostly said
            name = f"{brand}{county.short}{where}{branch}"
            maker.alias(maker.add(door, "poi", name, maker.near(door, 0.0002)), short)


def read_counties(file: Path) -> Iterator[County]:
    """Read counties from a table with village, township, county and city in every row."""
    towns: dict[tuple[str, str], dict[str, list[str]]] = {}
    with gzip.open(file, "rt", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            village = OFFICE.sub("", row["village"])
            if not village.endswith(("村", "社区")):
                village += "社区" if "居" in row["village"][len(village) :] else "村"
            county = towns.setdefault((row["city"], row["county"]), {})
            county.setdefault(row["township"], []).append(village)
    for (city, name), held in towns.items():
        yield County(name, city, held)
