"""Whether a ledger still says what it said: its rows, its tree, its checkpoints, its witnesses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tocsin.core.ledger.checkpoints import Checkpoint, read_checkpoint
from tocsin.core.ledger.edge import Edge
from tocsin.core.ledger.hashing import HASH_BYTES, joined, leaf_hash
from tocsin.core.ledger.notes import COSIGNED, Note, NoteError, PublicKey, vouching
from tocsin.core.ledger.tiles import WIDTH, HeldTiles, Shelf, Spot, split

MOST_TOLD = 100


class Check(StrEnum):
    """What is looked at; all of it, but where a campaign leaves something out on purpose."""

    ORDER = "order"
    ROWS = "rows"
    OUTSIDE = "outside"
    ROOTS = "roots"
    SIGNATURES = "signatures"
    WITNESSES = "witnesses"
    TILES = "tiles"


ALL = frozenset(Check)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold, and where."""

    check: Check
    where: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A row by its place: as the ledger keeps it, and as the record says it now; None if gone."""

    position: int
    row: bytes
    now: bytes | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that can be held against one another.

    `size` is what the ledger says it holds, `outside` names rows on record that ought to have a
    place and have none, `seen` are the checkpoints that witnesses keep out of its reach.
    """

    size: int
    kept: Iterable[Kept]
    outside: Iterable[str]
    checkpoints: Sequence[Note]
    keys: Sequence[PublicKey]
    witnesses: Sequence[PublicKey] = ()
    seen: Sequence[Note] = ()
    tiles: Shelf = field(default_factory=HeldTiles)


@dataclass(slots=True)
class Findings:
    """What was found; the count of faults goes on where they are no longer told one by one."""

    rows: int = 0
    root: bytes = b""
    signed: int = 0
    count: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Say whether nothing was found."""
        return not self.count

    def add(self, fault: Fault) -> None:
        """Note a fault."""
        self.count += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(fault)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the root is said to be at a size, and by whom."""

    check: Check
    where: str
    checkpoint: Checkpoint


def examine(evidence: Evidence, checks: frozenset[Check] = ALL) -> Findings:
    """Hold everything against everything else, reading the rows once."""
    found = Findings()
    faults = examined(evidence, found)
    for fault in faults:
        if fault.check in checks:
            found.add(fault)
    return found


def examined(evidence: Evidence, found: Findings) -> Iterator[Fault]:
    """Find what does not hold, and count the rows on the way."""
    claims: list[Claim] = []
    yield from judged_notes(evidence, claims)
    found.signed = max(
        (one.checkpoint.size for one in claims if one.check is Check.ROOTS), default=0
    )
    for name in evidence.outside:
        yield Fault(Check.OUTSIDE, name)
    yield from walked(evidence, claims, found)


def judged_notes(evidence: Evidence, claims: list[Claim]) -> Iterator[Fault]:
    """Judge who signed what; what is rightly signed becomes a claim about the rows."""
    last = -1
    for note in evidence.checkpoints:
        claim = claim_of(note, evidence.keys, Check.ROOTS)
        if claim is None:
            yield Fault(Check.SIGNATURES, f"checkpoint {told(note)}")
            continue
        claims.append(claim)
        if claim.checkpoint.size <= last:
            yield Fault(Check.ORDER, claim.where)
        last = claim.checkpoint.size
        if cosigned_badly(note, evidence.witnesses):
            yield Fault(Check.WITNESSES, f"cosignature of {claim.where}")
    yield from judged_by_witnesses(evidence, claims)


def judged_by_witnesses(evidence: Evidence, claims: list[Claim]) -> Iterator[Fault]:
    """Hold what witnesses keep against what the ledger still shows, and claim it of the rows."""
    shown = {claim.checkpoint for claim in claims}
    for note in evidence.seen:
        claim = claim_of(note, evidence.keys, Check.WITNESSES)
        if claim is None:
            yield Fault(Check.WITNESSES, f"not signed: checkpoint {told(note)}")
            continue
        claims.append(claim)
        if claim.checkpoint not in shown:
            yield Fault(Check.WITNESSES, f"no longer shown: {claim.where}")


def claim_of(note: Note, keys: Sequence[PublicKey], check: Check) -> Claim | None:
    """Read a checkpoint that one of the keys vouches for under its own name; else nothing."""
    try:
        checkpoint = read_checkpoint(note)
    except NoteError:
        return None
    if not any(key.name == checkpoint.origin for key in vouching(note, keys)):
        return None
    return Claim(check, f"checkpoint {checkpoint.size}", checkpoint)


def cosigned_badly(note: Note, witnesses: Sequence[PublicKey]) -> bool:
    """Say whether a line goes by the name and key of a witness who did not write it."""
    known = {(key.name, key.key_id): key for key in witnesses if key.kind == COSIGNED}
    return any(
        not known[one.name, one.key_id].vouches(note.text, one)
        for one in note.signatures
        if (one.name, one.key_id) in known
    )


def told(note: Note) -> str:
    """Name a note by its second line, which is its size where it is a checkpoint."""
    return "".join(note.text.split("\n")[1:2])[:20]


def walked(evidence: Evidence, claims: Sequence[Claim], found: Findings) -> Iterator[Fault]:
    """Go through the rows, and see what is claimed of them where it is claimed."""
    at_size: dict[int, list[Claim]] = {}
    for claim in claims:
        at_size.setdefault(claim.checkpoint.size, []).append(claim)
    edge, tiles = Edge(), TilesSeen(evidence.tiles)
    yield from held_against(edge, at_size.pop(0, []))
    for kept in evidence.kept:
        if kept.position != edge.size:
            yield Fault(Check.ORDER, f"row {kept.position}")
        if kept.now != kept.row:
            lost = "gone" if kept.now is None else "changed"
            yield Fault(Check.ROWS, f"row {kept.position} {lost}")
        node = leaf_hash(kept.row)
        edge.append_hash(node)
        yield from tiles.append(node)
        yield from held_against(edge, at_size.pop(edge.size, []))
    yield from tiles.rest()
    found.rows, found.root = edge.size, edge.root()
    if edge.size != evidence.size:
        yield Fault(Check.ORDER, f"{edge.size} rows, not {evidence.size}")
    for claim in (claim for size in sorted(at_size) for claim in at_size[size]):
        yield Fault(claim.check, f"only {edge.size} rows for {claim.where}")


def held_against(edge: Edge, claims: Sequence[Claim]) -> Iterator[Fault]:
    """Hold the root so far against what is claimed of it."""
    root = edge.root() if claims else b""
    for claim in claims:
        if claim.checkpoint.root != root:
            yield Fault(claim.check, f"another root at {claim.where}")


class TilesSeen:
    """Follows the rows tile by tile, and holds each tile against the one on the shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.open: list[list[bytes]] = [[]]
        self.full: list[int] = [0]

    def append(self, node: bytes, level: int = 0) -> Iterator[Fault]:
        """Take one more hash of a level, and the one above when its tile is full."""
        if level == len(self.open):
            self.open.append([])
            self.full.append(0)
        self.open[level].append(node)
        if len(self.open[level]) == WIDTH:
            yield from self.compared(level)
            above, self.open[level] = joined(self.open[level]), []
            self.full[level] += 1
            yield from self.append(above, level + 1)

    def rest(self) -> Iterator[Fault]:
        """Compare the tiles that are not full."""
        for level, hashes in enumerate(self.open):
            if hashes:
                yield from self.compared(level)

    def compared(self, level: int) -> Iterator[Fault]:
        """Compare one tile; that on the shelf may hold more by now."""
        spot = Spot(level, self.full[level])
        hashes = self.open[level]
        if split(self.shelf.tile(spot)[: len(hashes) * HASH_BYTES]) != hashes:
            yield Fault(Check.TILES, f"tile {spot.level}/{spot.index}")
