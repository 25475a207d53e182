"""How much of what people labelled in real addresses is found: for evaluation, never for fitting.

A number (of a road, a house, a unit, a floor, a room) is found where the one form of the whole text
has a number with its figures that may count that. A division is found where the path of the first
answer, out of a register of divisions, has a place that is called so, with or without its rank.
"""

import gzip
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.core.addressing.answering import answer
from tocsin.core.addressing.building import build_index
from tocsin.core.addressing.counted import Counted, numbers_in
from tocsin.core.addressing.normalising import normalise
from tocsin.core.addressing.resolving import Resolver
from tocsin.project.addressfiles import register_in

Span = tuple[str, str]
NUMBERS: dict[str, frozenset[Counted]] = {
    "roadno": frozenset({Counted.DOOR}),
    "houseno": frozenset({Counted.BUILDING, Counted.DOOR, Counted.BARE}),
    "cellno": frozenset({Counted.UNIT}),
    "floorno": frozenset({Counted.FLOOR, Counted.BARE}),
    "roomno": frozenset({Counted.ROOM, Counted.BARE, Counted.DOOR}),
}
DIVISIONS = ("prov", "city", "district")
RANKS = "省市县区"


@dataclass(frozen=True, slots=True)
class Share:
    """Of one label: how often it stands in the texts, and how often it was found."""

    label: str
    stands: int
    found: int


def labelled_in(file: Path) -> Iterator[list[Span]]:
    """Read addresses labelled sign by sign as spans of text with their label."""
    spans: list[Span] = []
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.strip():
                if spans:
                    yield spans
                spans = []
                continue
            sign, label = line.rstrip("\n").split("\t")
            kind = label[2:].lower()
            if label.startswith("I-") and spans and spans[-1][1] == kind:
                spans[-1] = spans[-1][0] + sign, kind
            else:
                spans.append((sign, kind))
    if spans:
        yield spans


def found_numbers(spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """Say of every labelled number whether the one form of the text has it.

    >>> found_numbers([("解放路", "road"), ("12号", "roadno"), ("3幢", "houseno")])
    [('roadno', True), ('houseno', True)]
    """
    there = numbers_in(normalise("".join(text for text, _label in spans)))
    told = []
    for text, label in spans:
        if label not in NUMBERS or not any(one.isnumeric() for one in text):
            continue
        wanted = {number.key for number in numbers_in(normalise(text))}
        hit = next(
            (one for one in there if one.key in wanted and one.counted in NUMBERS[label]), None
        )
        if hit is not None:
            there.remove(hit)
        told.append((label, hit is not None))
    return told


def found_divisions(spans: Sequence[Span], resolver: Resolver) -> list[tuple[str, bool]]:
    """Say of every labelled division whether it is on the path of the first answer."""
    labelled = [(normalise(text), label) for text, label in spans if label in DIVISIONS]
    if not labelled:
        return []
    answers = answer(resolver, "".join(text for text, _label in spans), 1).answers
    path = resolver.index.path_of(answers[0].node) if answers else []
    names = {normalise(resolver.index.name_of(one)) for one in path}
    bare = {name.rstrip(RANKS) for name in names}
    return [(label, text in names or text.rstrip(RANKS) in bare) for text, label in labelled]


def measure_labels(file: Path, divisions: Path | None) -> list[Share]:
    """Count for every label how often it was found."""
    resolver = Resolver(build_index(register_in(divisions))) if divisions is not None else None
    stands: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for spans in labelled_in(file):
        told = found_numbers(spans)
        if resolver is not None:
            told += found_divisions(spans, resolver)
        stands.update(label for label, _ in told)
        found.update(label for label, hit in told if hit)
    return [
        Share(label, stands[label], found[label])
        for label in (*DIVISIONS, *NUMBERS)
        if stands[label]
    ]
