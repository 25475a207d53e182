"""Proofs that a row is in a tree, and that a tree only grew (RFC 6962, RFC 9162 section 2.1)."""

from collections.abc import Sequence
from typing import Protocol

from tocsin.core.ledger.hashing import leaf_hash, node_hash, widest_below


class Hashed(Protocol):
    """A tree whose parts can be hashed."""

    def range_root(self, begin: int, end: int) -> bytes:
        """Hash the rows from one place up to another."""
        ...


def inclusion_path(tree: Hashed, position: int, size: int) -> list[bytes]:
    """Prove that the row at a position is in the tree of a size.

    Raises
    ------
    ValueError
        There is no such row in a tree of that size.
    """
    if not 0 <= position < size:
        raise ValueError(f"There is no row {position} in a tree of {size}.")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + widest_below(end - begin)
        if position < middle:
            path.append(tree.range_root(middle, end))
            end = middle
        else:
            path.append(tree.range_root(begin, middle))
            begin = middle
    return path[::-1]


def consistency_path(tree: Hashed, old: int, new: int) -> list[bytes]:
    """Prove that the tree of size *new* begins with that of size *old*.

    Raises
    ------
    ValueError
        The older tree is larger.
    """
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} does not begin with one of {old}.")
    path: list[bytes] = []
    begin, end, known = 0, new, True
    while 0 < old < end:
        middle = begin + widest_below(end - begin)
        if old <= middle:
            path.append(tree.range_root(middle, end))
            end = middle
        else:
            path.append(tree.range_root(begin, middle))
            begin, known = middle, False
    return (path if known else [*path, tree.range_root(begin, end)])[::-1]


def includes(*, row: bytes, position: int, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether a path proves that the row is at the position (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    first, second = position, size - 1
    found = leaf_hash(row)
    for step in path:
        if second == 0:
            return False
        if first & 1 or first == second:
            found = node_hash(step, found)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            found = node_hash(found, step)
        first, second = first >> 1, second >> 1
    return second == 0 and found == root


def extends(*, old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether a path proves that the newer tree begins with the older (RFC 9162, 2.1.4.2).

    Every tree begins with the empty one, and a tree with itself, by an empty path.
    """
    if not 0 <= old <= new:
        return False
    if old in {0, new}:
        return not path and (old == 0 or old_root == new_root)
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    first, second = old - 1, new - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    return _climb(steps, first, second) == (old_root, new_root)


def _climb(steps: Sequence[bytes], first: int, second: int) -> tuple[bytes, bytes] | None:
    """Work out both roots from the steps; None where there are too many or too few."""
    before = after = steps[0]
    for step in steps[1:]:
        if second == 0:
            return None
        if first & 1 or first == second:
            before, after = node_hash(step, before), node_hash(step, after)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            after = node_hash(after, step)
        first, second = first >> 1, second >> 1
    return (before, after) if second == 0 else None
