"""The two hashes of an RFC 6962 tree, and the ranges of rows that its nodes stand for."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(row: bytes) -> bytes:
    """Hash one row (RFC 6962, section 2.1).

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\x00" + row).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two nodes into the one above them."""
    return sha256(b"\x01" + left + right).digest()


def layer_above(hashes: Sequence[bytes]) -> list[bytes]:
    """Join neighbours into the nodes above them; the count is even."""
    return [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]


def joined(hashes: Sequence[bytes]) -> bytes:
    """Hash a whole subtree, whose count of nodes is a power of two."""
    while len(hashes) > 1:
        hashes = layer_above(hashes)
    return hashes[0]


def folded(nodes: Sequence[bytes]) -> bytes:
    """Fold the right edge of a tree, widest subtree first, into its root.

    >>> folded([]) == EMPTY_ROOT
    True
    """
    if not nodes:
        return EMPTY_ROOT
    root = nodes[-1]
    for left in reversed(nodes[:-1]):
        root = node_hash(left, root)
    return root


def whole_subtrees(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut rows into the fewest whole subtrees, as (level, index), from left to right.

    The cut is that of RFC 6962 wherever *begin* is the left border of a subtree of the tree.

    >>> list(whole_subtrees(0, 7))
    [(2, 0), (1, 2), (0, 6)]
    >>> list(whole_subtrees(4, 7))
    [(1, 2), (0, 6)]
    """
    while begin < end:
        level = (end - begin).bit_length() - 1
        if begin:
            level = min(level, (begin & -begin).bit_length() - 1)
        yield level, begin >> level
        begin += 1 << level


def widest_below(count: int) -> int:
    """Return the largest power of two that is smaller than a count of at least two.

    >>> [widest_below(count) for count in (2, 3, 4, 5, 8, 9)]
    [1, 2, 2, 4, 4, 8]
    """
    return 1 << ((count - 1).bit_length() - 1)
