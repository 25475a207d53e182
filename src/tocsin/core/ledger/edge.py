"""The right edge of a growing tree: all that is needed to go on, and to say the root so far."""

from dataclasses import dataclass, field

from tocsin.core.ledger.hashing import folded, leaf_hash, node_hash


@dataclass(slots=True)
class Edge:
    """The roots of the whole subtrees so far, the widest first."""

    size: int = 0
    nodes: list[bytes] = field(default_factory=list)

    def append(self, row: bytes) -> None:
        """Add a row at the end."""
        self.append_hash(leaf_hash(row))

    def append_hash(self, node: bytes) -> None:
        """Add the hash of a row at the end."""
        self.size += 1
        count = self.size
        while not count & 1:
            node = node_hash(self.nodes.pop(), node)
            count >>= 1
        self.nodes.append(node)

    def root(self) -> bytes:
        """Return the root over all rows so far."""
        return folded(self.nodes)
