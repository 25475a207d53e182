"""Every role at every door, about own things and those of another bureau: nobody slips through."""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random
from types import FrameType

from tocsin.project.campaigns.acting_bars import acting_bars
from tocsin.project.campaigns.bars import Bar
from tocsin.project.campaigns.belongings import NOBODY, Asker, Neighbours, Thing, settled
from tocsin.project.campaigns.doors import Door, operations, pages
from tocsin.project.campaigns.fetching_bars import fetching_bars
from tocsin.project.campaigns.knocking import (
    Answer,
    Naming,
    knock,
    unknown,
    valued,
    with_methods,
)
from tocsin.project.campaigns.looking_bars import looking_bars
from tocsin.project.campaigns.mutants import (
    OUT_OF_REACH,
    Mutant,
    mutants_of,
    scope_mutants,
)
from tocsin.project.campaigns.outcome import Outcome

FAULT = 500
MOST_TOLD = 20
CAUGHT_SHARE = 0.99
PLANTS = {
    "any-role": "role",
    "anybody": "sign_in",
    "any-bureau": "scope",
    "not-again": "again",
    "one-person": "two people",
    "own-look": "own look",
    "any-look": "look",
}


class About(StrEnum):
    """Whose thing is asked about."""

    OWN = "own"
    FOREIGN = "another bureau's"
    MIXED = "own, in it another bureau's"
    ASIDE = "another station's"
    NOT_LATELY = "own, without showing again who it is"


@dataclass(frozen=True, slots=True)
class Cell:
    """One asker at one door about somebody's thing."""

    door: Door
    asker: Asker
    about: About


@dataclass(slots=True)
class Matrix:
    """All doors with the things their words name, and who knocks."""

    there: Neighbours
    doors: Sequence[Door]
    things: Mapping[Door, Mapping[str, Thing]]
    bars: Sequence[Bar] = ()
    faults: list[str] = field(default_factory=list)

    def cells(self, doors: Sequence[Door]) -> Iterator[Cell]:
        """List the cells of some doors."""
        for door in doors:
            for asker in self.there.askers:
                yield from (Cell(door, asker, about) for about in self.asked(door, asker))

    def asked(self, door: Door, asker: Asker) -> Iterator[About]:
        """Say about whose things an asker knocks at a door."""
        named = [thing for thing in self.things[door].values() if not thing.is_word]
        yield from (About.OWN, About.FOREIGN)
        if len(named) > 1:
            yield About.MIXED
        if asker.of_station and any(thing in self.there.aside for thing in named):
            yield About.ASIDE
        if door.grave and may_pass(door, asker):
            yield About.NOT_LATELY

    def values(self, door: Door, about: About) -> dict[str, str]:
        """Name the things of a cell."""
        things, there = self.things[door], self.there
        if about in {About.OWN, About.NOT_LATELY}:
            return valued(things, there.own)
        if about == About.ASIDE:
            return valued(things, {**there.own, **there.aside})
        other = valued(things, there.other)
        if about == About.FOREIGN:
            return other
        last = [word for word, thing in things.items() if not thing.is_word][-1]
        return valued(things, there.own) | {last: other[last]}

    def allows(self, cell: Cell) -> bool:
        """Say whether somebody gets through who ought not to."""
        door, asker, about = cell.door, cell.asker, cell.about
        answer = knock(door, asker, self.values(door, about), lately=about is not About.NOT_LATELY)
        if answer.status >= FAULT:
            self.faults.append(f"{answer.status} {asker.name} {door.method} {door.name}")
        if not may_pass(door, asker):
            return not answer.kept_out
        if about == About.NOT_LATELY:
            return not answer.asks_again
        return answer.tells or (about != About.OWN and not self.is_unknown(cell, answer))

    def is_unknown(self, cell: Cell, answer: Answer) -> bool:
        """Say whether what belongs to others is answered as what is not there at all."""
        things = self.things[cell.door]
        named = [word for word, thing in things.items() if not thing.is_word]
        if not named:
            return True
        nothing = unknown(things, self.there.own)
        if cell.about == About.MIXED:
            nothing = self.values(cell.door, About.OWN) | {named[-1]: nothing[named[-1]]}
        return answer.status == knock(cell.door, cell.asker, nothing).status


def may_pass(door: Door, asker: Asker) -> bool:
    """Say whether a door is meant for somebody."""
    if asker.name == NOBODY:
        return door.policy.everyone
    return door.policy.admits(asker.roles)


def drawn_up(at: datetime) -> Matrix:
    """Find every door, and what the words of its address name."""
    there = settled(at)
    found = [*pages(), *operations()]
    doors = [one for door in found for one in with_methods(door, there.jack)]
    naming = Naming(there)
    by_length = sorted(doors, key=lambda door: (len(door.words), door.method, door.pattern))
    things = {door: naming.things(door) for door in by_length}
    bars = [*fetching_bars(there), *acting_bars(there, at), *looking_bars(there, at)]
    return Matrix(there, doors, things, bars)


def run(
    *, mutants: int, seed: int, plant: str | None, at: datetime, told: Callable[[int], None]
) -> Outcome:
    """Knock everywhere, then drop one check after another and see whether it is noticed."""
    matrix, rng = drawn_up(at), Random(seed)  # noqa: S311 - a seeded campaign
    checks = all_mutants(matrix)
    planted = rng.choice([one for one in checks if one.kind == PLANTS[plant]]) if plant else None
    cells = list(matrix.cells(matrix.doors))
    with planted.dropped() if planted else nullcontext():
        allowed = [spelt(cell) for cell in cells if matrix.allows(cell)]
        allowed += [bar.name for bar in matrix.bars if bar.opens()]
    faults = list(matrix.faults)
    tried = [] if plant else rng.sample(checks, min(mutants, len(checks)))
    missed = missed_mutants(matrix, tried, told)
    share = 1 - len(missed) / len(tried) if tried else None
    figures: dict[str, object] = {
        "endpoints": len(matrix.doors),
        "cells": len(cells),
        "bars": len(matrix.bars),
        "unexpected_allows": len(allowed),
        "allowed": allowed[:MOST_TOLD],
        "faults": faults[:MOST_TOLD],
        "public": sorted({door.name for door in matrix.doors if door.policy.everyone}),
        "without_a_thing": unnamed(matrix),
        "dropped": planted.name if planted else None,
        "checks": dict(Counter(one.kind for one in checks)),
        "mutants": len(tried),
        "mutants_caught": None if share is None else round(share, 4),
        "out_of_reach": OUT_OF_REACH,
        "mutants_missed": [one.name for one in missed],
    }
    blind = share is not None and share < CAUGHT_SHARE
    failures = len(allowed) + len(faults) + (len(missed) if blind else 0)
    return Outcome("authorisation", seed, plant, len(cells) + len(matrix.bars), failures, figures)


def spelt(cell: Cell) -> str:
    """Name a cell."""
    return f"{cell.asker.name} {cell.door.method} {cell.door.name} ({cell.about})"


def unnamed(matrix: Matrix) -> list[str]:
    """List the words of addresses for which no thing of a bureau was found."""
    return sorted(
        f"{door.method} {door.name} {word.name}"
        for door in matrix.doors
        for word in door.words
        if word.name not in matrix.things[door]
    )


def all_mutants(matrix: Matrix) -> list[Mutant]:
    """List every check whose loss can be noticed; a page of two methods has its checks once."""
    once = {door.name: door for door in matrix.doors}
    return [
        *(mutant for door in once.values() for mutant in reached(mutants_of(door))),
        *reached(scope_mutants()),
        *(bar.mutant for bar in matrix.bars if bar.dropped is not nullcontext),
    ]


def reached(mutants: Iterable[Mutant]) -> list[Mutant]:
    """Keep the checks whose loss can be noticed."""
    return [one for one in mutants if one.name not in OUT_OF_REACH]


def missed_mutants(
    matrix: Matrix, tried: Sequence[Mutant], told: Callable[[int], None]
) -> list[Mutant]:
    """Drop each check and knock at the doors behind it; return those that nobody noticed."""
    behind: dict[str, list[Door]] = defaultdict(list)
    for door in matrix.doors:
        behind[door.name].append(door)
        for function in fetching(matrix, door):
            behind[function].append(door)
    missed = []
    for done, mutant in enumerate(tried):
        with mutant.dropped():
            opened = any(bar.opens() for bar in matrix.bars if bar.name == mutant.where)
            cells = matrix.cells(behind[mutant.where])
            if not opened and not any(matrix.allows(cell) for cell in cells):
                missed.append(mutant)
        told(done + 1)
    return missed


def fetching(matrix: Matrix, door: Door) -> set[str]:
    """Watch which functions of `access` modules a door calls for somebody who may do all."""
    called: set[str] = set()

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        module = str(frame.f_globals.get("__name__", ""))
        if event == "call" and module.endswith(".access"):
            called.add(f"{module}.{frame.f_code.co_name}")

    sys.setprofile(watch)
    try:
        knock(door, matrix.there.jack, valued(matrix.things[door], matrix.there.own))
    finally:
        sys.setprofile(None)
    return called
