"""Every role at every door, about own things and those of another bureau: nobody slips through."""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from types import FrameType

from tocsin.project.campaigns.belongings import NOBODY, Asker, Neighbours, Thing, settled
from tocsin.project.campaigns.doors import Door, operations, pages
from tocsin.project.campaigns.knocking import Naming, knock, valued, with_methods
from tocsin.project.campaigns.mutants import (
    NO_KEY,
    OUT_OF_REACH,
    Mutant,
    is_grave,
    mutants_of,
    scope_mutants,
)
from tocsin.project.campaigns.outcome import Outcome

FAULT = 500
MOST_TOLD = 20
CAUGHT_SHARE = 0.99
PLANTS = {"any-role": "role", "anybody": "sign_in", "any-bureau": "scope"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One role at one door about one scope's thing."""

    door: Door
    asker: Asker
    foreign: bool


@dataclass(slots=True)
class Matrix:
    """All doors with the things their words name, and who knocks."""

    there: Neighbours
    doors: Sequence[Door]
    things: Mapping[Door, Mapping[str, Thing]]
    faults: list[str] = field(default_factory=list)

    def cells(self, doors: Sequence[Door]) -> Iterator[Cell]:
        """List the cells of some doors."""
        for door in doors:
            for asker in self.there.askers:
                yield Cell(door, asker, foreign=False)
                yield Cell(door, asker, foreign=True)

    def allows(self, cell: Cell) -> bool:
        """Say whether somebody gets through who ought not to."""
        own, other = (
            valued(self.things[cell.door], pool) for pool in (self.there.own, self.there.other)
        )
        door, asker = cell.door, cell.asker
        answer = knock(door, asker, other if cell.foreign else own)
        if answer.status >= FAULT:
            self.faults.append(f"{answer.status} {asker.name} {door.method} {door.name}")
        if not may_pass(door, asker):
            return not answer.kept_out
        if not cell.foreign:
            return answer.tells
        # What belongs to others is answered as what is not there at all.
        return answer.tells or (bool(other) and answer.status != knock(door, asker, {}).status)


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
    return Matrix(there, doors, {door: naming.things(door) for door in by_length})


def run(
    *, mutants: int, seed: int, plant: str | None, at: datetime, told: Callable[[int], None]
) -> Outcome:
    """Knock everywhere, then drop one check after another and see whether it is noticed."""
    matrix, rng = drawn_up(at), Random(seed)  # noqa: S311 - a seeded campaign
    checks = all_mutants(matrix)
    planted = rng.choice([one for one in checks if one.kind == PLANTS[plant]]) if plant else None
    cells = list(matrix.cells(matrix.doors))
    with planted.dropped() if planted else nullcontext():
        allowed = [cell for cell in cells if matrix.allows(cell)]
    faults = list(matrix.faults)
    tried = [] if plant else rng.sample(checks, min(mutants, len(checks)))
    missed = missed_mutants(matrix, tried, told)
    share = 1 - len(missed) / len(tried) if tried else None
    figures: dict[str, object] = {
        "endpoints": len(matrix.doors),
        "cells": len(cells),
        "unexpected_allows": len(allowed),
        "allowed": [spelt(cell) for cell in allowed[:MOST_TOLD]],
        "faults": faults[:MOST_TOLD],
        "public": sorted({door.name for door in matrix.doors if door.policy.everyone}),
        "without_a_thing": unnamed(matrix),
        "dropped": planted.name if planted else None,
        "checks": dict(Counter(one.kind for one in checks)),
        "mutants": len(tried),
        "mutants_caught": None if share is None else round(share, 4),
        "out_of_reach": OUT_OF_REACH
        | {f"{door.name}: any role": NO_KEY for door in matrix.doors if is_grave(door)},
        "mutants_missed": [one.name for one in missed],
    }
    blind = share is not None and share < CAUGHT_SHARE
    failures = len(allowed) + len(faults) + (len(missed) if blind else 0)
    return Outcome("authorisation", seed, plant, len(cells), failures, figures)


def spelt(cell: Cell) -> str:
    """Name a cell."""
    whose = "another bureau's" if cell.foreign else "own"
    return f"{cell.asker.name} {cell.door.method} {cell.door.name} ({whose})"


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
        *(mutant for door in once.values() for mutant in mutants_of(door)),
        *(mutant for mutant in scope_mutants() if mutant.where not in OUT_OF_REACH),
    ]


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
            cells = matrix.cells(behind[mutant.where])
            if not any(matrix.allows(cell) for cell in cells):
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
