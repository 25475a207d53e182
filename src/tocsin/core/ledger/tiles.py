"""The nodes of a growing tree, kept in tiles of 256, as C2SP's tlog-tiles cuts them.

A tile of level L holds the hashes of whole subtrees of 256**L rows, from left to right. Growing
touches only the last tile of each level, and any node is worked out from one tile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tocsin.core.ledger.hashing import HASH_BYTES, folded, joined, leaf_hash, whole_subtrees

HEIGHT = 8
WIDTH = 1 << HEIGHT


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where a tile lies: its level, and its place in the level."""

    level: int
    index: int


class Shelf(Protocol):
    """Where tiles are fetched from."""

    def tile(self, spot: Spot) -> bytes:
        """Return the hashes of a tile, one after another; nothing where there is none."""
        ...


@dataclass(slots=True)
class Tree:
    """A tree of so many rows over a shelf of tiles; what has grown waits in `changed`."""

    shelf: Shelf
    size: int = 0
    changed: dict[Spot, bytes] = field(default_factory=dict)

    def append(self, rows: Sequence[bytes]) -> None:
        """Add rows at the end."""
        self.append_hashes([leaf_hash(row) for row in rows])

    def append_hashes(self, hashes: Sequence[bytes]) -> None:
        """Add the hashes of rows at the end, and to the levels above what becomes whole there."""
        begin, level, added = self.size, 0, list(hashes)
        self.size += len(added)
        while added:
            added = self._extend(level, begin, added)
            level, begin = level + 1, begin // WIDTH

    def _extend(self, level: int, begin: int, hashes: list[bytes]) -> list[bytes]:
        """Put hashes into the tiles of one level; return those of the tiles that became whole."""
        whole: list[bytes] = []
        done = 0
        while done < len(hashes):
            spot = Spot(level, (begin + done) // WIDTH)
            taken = (begin + done) % WIDTH
            room = hashes[done : done + WIDTH - taken]
            kept = self.tile(spot)[: taken * HASH_BYTES] + b"".join(room)
            self.changed[spot] = kept
            done += len(room)
            if len(kept) == WIDTH * HASH_BYTES:
                whole.append(joined(split(kept)))
        return whole

    def tile(self, spot: Spot) -> bytes:
        """Return a tile as it stands now."""
        changed = self.changed.get(spot)
        return self.shelf.tile(spot) if changed is None else changed

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a whole subtree of 2**level rows.

        Raises
        ------
        LookupError
            The tile that holds it is not on the shelf.
        """
        rest = level % HEIGHT
        first = index << rest
        spot = Spot(level // HEIGHT, first // WIDTH)
        begin = first % WIDTH
        found = split(self.tile(spot))[begin : begin + (1 << rest)]
        if len(found) != 1 << rest:
            raise LookupError(f"The tile {spot.level}/{spot.index} is not whole.")
        return joined(found)

    def range_root(self, begin: int, end: int) -> bytes:
        """Hash the rows from one place up to another, as RFC 6962 hashes a part of a list."""
        return folded([self.node(level, index) for level, index in whole_subtrees(begin, end)])

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the tree, or of an earlier one of the *size* given."""
        return self.range_root(0, self.size if size is None else size)


@dataclass(slots=True)
class HeldTiles:
    """A shelf in memory."""

    tiles: Mapping[Spot, bytes] = field(default_factory=dict)

    def tile(self, spot: Spot) -> bytes:
        """Return the hashes of a tile; nothing where there is none."""
        return self.tiles.get(spot, b"")


def split(hashes: bytes) -> list[bytes]:
    """Take the hashes of a tile apart."""
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
