"""Numbers that were said or written amiss: what they may have been, of those that there are."""

import re
from collections.abc import Iterator

from tocsin.core.addressing.counted import ALSO, Counted, Number, key_of
from tocsin.core.addressing.index import NONE, AddressIndex
from tocsin.core.addressing.walking import Walked, walk_on

# What is counted was said, and its number was not.
UNTOLD = re.compile(r"(?<![\d])(单元|号楼|[栋幢组社队](?!区))(?=\d|号|\Z)")
COUNTED = {"单元": Counted.UNIT, "号楼": Counted.BUILDING, "栋": Counted.BUILDING}
COUNTED |= {"幢": Counted.BUILDING, "组": Counted.GROUP, "社": Counted.GROUP, "队": Counted.GROUP}
FIGURES = re.compile(r"\d+")
MOST_FIGURES = 6


def near_numbers(figures: str) -> list[str]:
    """List what figures may be in which one slipped in, or two changed places.

    >>> near_numbers("092"), near_numbers("2022")
    (['92', '02', '09', '902', '029'], ['022', '222', '202', '0222', '2202'])
    """
    if len(figures) > MOST_FIGURES:
        return []
    left_out = [figures[:at] + figures[at + 1 :] for at in range(len(figures))]
    turned = [
        figures[:at] + figures[at + 1] + figures[at] + figures[at + 2 :]
        for at in range(len(figures) - 1)
    ]
    found = dict.fromkeys([*left_out, *turned])
    return [one for one in found if one not in {figures, ""}]


def instead(index: AddressIndex, walked: Walked, words: str) -> Iterator[Walked]:
    """Give the places to which numbers lead from a place when one of them is taken otherwise."""
    if walked.missing:
        yield from _slipped(index, walked, words)
    untold = UNTOLD.search(words, walked.end)
    if untold is None:
        return
    for node in index.numbered(walked.node, COUNTED[untold[1]])[1].tolist():
        below = Walked(node, walked.matched, walked.missing, 0.0, walked.different, walked.end)
        further = walk_on(index, node, below)
        if len(further.missing) == 0:
            yield further


def _slipped(index: AddressIndex, walked: Walked, words: str) -> Iterator[Walked]:
    first, *others = walked.missing
    figures = FIGURES.search(words, first.start, first.end)
    if figures is None or first.counted is Counted.POST:
        return
    for near in near_numbers(figures[0]):
        node = _child(index, walked.node, first, key_of(near))
        if node != NONE:
            below = Walked(node, walked.matched, tuple(others), 0.0, walked.different, first.end)
            yield walk_on(index, node, below)


def _child(index: AddressIndex, node: int, number: Number, key: int) -> int:
    for counted in ALSO.get(number.counted, (number.counted,)):
        below = index.below(node, counted, key)
        if below != NONE:
            return below
    return NONE
