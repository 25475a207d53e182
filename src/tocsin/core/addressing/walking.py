"""Numbers walked down the tree, and compared with those above a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.core.addressing.counted import Counted, Number
from tocsin.core.addressing.index import NONE, AddressIndex

# Numbers break ties between names; all of them together tell less than half a character.
MATCHED, MISSED, DIFFERENT, MOST = 0.12, -0.02, -0.15, 0.45
APART = 3
_BY_CODE = list(Counted)


@dataclass(frozen=True, slots=True)
class Walked:
    """Where the numbers lead from a named place.

    ``missing`` are the numbers that the register does not have below ``node``, ``worth`` what the
    numbers say for the place, in characters, and ``end`` where in the words the last that led on
    ends.
    """

    node: int
    matched: int
    missing: tuple[Number, ...]
    worth: float
    different: int = 0
    end: int = 0


def walk(index: AddressIndex, named: int, end: int, numbers: list[Number]) -> Walked:
    """Go down from a named place by the numbers that are said behind it, as far as there are any.

    Parameters
    ----------
    end
        Where in the words the place's name ends.
    """
    if not numbers:
        return Walked(named, 0, (), 0.0, end=end)
    node, matched, missing, reached = named, 0, list[Number](), end
    before = list[Number]()
    for number in numbers:
        if number.end <= end:
            before.append(number)
            continue
        if number.counted is Counted.FLOOR:
            continue
        # A number behind words that are not understood is the number of something else.
        apart = number.start - end >= APART
        below = NONE if missing or apart else _child(index, node, number)
        end = number.end
        if below == NONE:
            missing.append(number)
        else:
            node, matched, reached = below, matched + 1, end
    agreed, different = _above(index, named, before) if before else (0, 0)
    return _walked(node, matched + agreed, missing, different, reached)


def walk_on(index: AddressIndex, node: int, walked: Walked) -> Walked:
    """Go on from a place by the numbers that were missing so far."""
    further = walk(index, node, walked.end, list(walked.missing))
    matched = walked.matched + further.matched
    return _walked(further.node, matched, further.missing, walked.different, further.end)


def _walked(node: int, matched: int, missing: Sequence[Number], different: int, end: int) -> Walked:
    worth = MATCHED * matched + MISSED * len(missing) + DIFFERENT * different
    return Walked(node, matched, tuple(missing), min(worth, MOST), different, end)


def _child(index: AddressIndex, node: int, number: Number) -> int:
    for counted in number.may_count:
        below = index.below(node, counted, number.key)
        if below != NONE:
            return below
    return NONE


def _above(index: AddressIndex, named: int, numbers: list[Number]) -> tuple[int, int]:
    """Count the numbers said before a name that its path has, and those that it contradicts."""
    agreed = different = 0
    held = {}
    for node in index.path_of(named):
        counted = index.counted_at[node]
        if counted:
            held[_BY_CODE[counted - 1]] = index.number_at[node]
    for number in numbers:
        found = [held[counted] for counted in number.may_count if counted in held]
        agreed += number.key in found
        different += bool(found) and number.key not in found
    return agreed, different
