"""What people might write about a register in Latin letters: shortened, swapped, mistyped."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from tocsin.core.addressing.characters import plain
from tocsin.core.addressing.normalising import normalise
from tocsin.core.addressing.register import Register
from tocsin.project.bench.address_queries import Query

KINDS = {"street_no": 0.5, "street": 0.2, "poi": 0.2, "junction": 0.05, "town": 0.05}
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST_SLIP = 6
POSTCODES = ("9490 ", "9494 ", "FL-9490 ", "")
BETWEEN_TWO = ("{0} / {1}", "corner of {0} and {1}", "{0} {1}", "Ecke {1}, {0}")


@dataclass
class Writings:
    """Writes the places of one register."""

    register: Register
    rng: np.random.Generator
    of_level: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    called: dict[tuple[str, ...], set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        """Learn what is called alike, with and without the town."""
        for place, level in enumerate(self.register.levels):
            self.of_level[level].append(place)
            names = self.names(place)
            for one in (names[:1], names[:2]) if level != "street_no" else (names[:2], names[:3]):
                self.called[tuple(one)].add(place)

    def names(self, place: int) -> list[str]:
        """List what a place and those above it are called, in normalised form."""
        names = [normalise(self.register.names[place])]
        while (place := self.register.parents[place]) >= 0:
            names.append(normalise(self.register.names[place]))
        return names

    def chance(self, share: float) -> bool:
        """Say whether it happens this time."""
        return bool(self.rng.random() < share)

    def one_of(self, some: tuple[str, ...] | str) -> str:
        """Choose one."""
        return some[int(self.rng.integers(len(some)))]


def make_writings(register: Register, count: int, seed: int) -> list[Query]:
    """Write so many places of a register as people do."""
    writings = Writings(register, np.random.default_rng(seed))
    kinds = [kind for kind in KINDS if writings.of_level[kind]]
    share = np.array([KINDS[kind] for kind in kinds])
    chosen = writings.rng.choice(len(kinds), count, p=share / share.sum())
    return [_written(writings, number, kinds[kind]) for number, kind in enumerate(chosen.tolist())]


def _written(writings: Writings, number: int, kind: str) -> Query:
    register, notes = writings.register, [kind]
    some = writings.of_level[kind]
    place = some[int(writings.rng.integers(len(some)))]
    above = register.parents[place]
    name, house = register.names[place], ""
    if kind == "street_no" and above >= 0:
        house, name, above = name, register.names[above], register.parents[above]
    if kind == "junction":
        name = _met(writings, name)
    town = register.names[above] if above >= 0 and writings.chance(0.6) else ""
    known = 1 + bool(house) + bool(town)
    truth = writings.called[tuple(writings.names(place)[:known])]
    parts = [_slipped(writings, _spelled(writings, name, notes), notes)]
    if house:
        parts[0] = _with_house(writings, parts[0], house, notes)
    if town:
        said = _slipped(writings, _spelled(writings, town, notes), notes)
        parts.insert(int(writings.chance(0.75)), writings.one_of(POSTCODES) + said)
    text = writings.one_of((", ", ", ", " ")).join(parts)
    ids = frozenset(register.ids[one] for one in truth)
    return Query(f"w{number}", text, ids, "+".join(notes))


def _met(writings: Writings, name: str) -> str:
    roads = name.split(" / ")
    if len(roads) != 2:  # noqa: PLR2004 - a crossing of two
        return name
    return writings.one_of(BETWEEN_TWO).format(*roads)


def _with_house(writings: Writings, street: str, house: str, notes: list[str]) -> str:
    if writings.chance(0.15):
        notes.append("number_first")
        return f"{house} {street}"
    if house[-1:].isalpha() and writings.chance(0.5):
        house = f"{house[:-1]} {house[-1].upper()}"
    return f"{street} {writings.one_of(('', '', 'Nr. '))}{house}"


def _spelled(writings: Writings, name: str, notes: list[str]) -> str:
    """Write a name without its umlauts, shortened or in small letters."""
    if writings.chance(0.5):
        spelled = "".join(UMLAUTS.get(sign, sign) for sign in name)
        spelled = plain(name) if writings.chance(0.5) else spelled
        if spelled.lower() != name.lower():
            notes.append("umlaut")
        name = spelled
    if "trasse" in name and writings.chance(0.4):
        notes.append("shortened")
        name = name.replace("trasse", writings.one_of(("tr.", "tr", "traße")))
    return name.lower() if writings.chance(0.3) else name


def _slipped(writings: Writings, name: str, notes: list[str]) -> str:
    """Mistype a letter of a longer name now and then."""
    if len(name) < SHORTEST_SLIP or not writings.chance(0.25):
        return name
    notes.append("typo")
    place = int(writings.rng.integers(1, len(name) - 1))
    before, sign, behind = name[:place], name[place], name[place + 1 :]
    slips = (
        before + behind,
        before + sign + sign + behind,
        before + writings.one_of(LETTERS) + behind,
        before + behind[:1] + sign + behind[1:],
    )
    return writings.one_of(slips)
