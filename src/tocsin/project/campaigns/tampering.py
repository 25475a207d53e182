"""What somebody who owns the database could do to the ledger, and to what stands behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from django.db import connection

from tocsin.core.ledger.checkpoints import Checkpoint
from tocsin.core.ledger.notes import Note, PrivateKey, read_note
from tocsin.core.ledger.tiles import HeldTiles, Tree

KEEPING_LENGTH = ("change", "add", "swap")
WAYS = (*KEEPING_LENGTH, "remove", "cut")
RECORDS = {"act": "audit_entry", "look": "personal.look"}
LEDGER = ("ledger_leaf", "ledger_tile", "ledger_checkpoint", "ledger_cosignature")
# What may be changed in a record, each into something that it was not.
CHANGES: Mapping[str, Sequence[str]] = {
    "act": (
        "action = action || '.'",
        "subject = subject || '1'",
        "at = at - interval '1 second'",
        'detail = detail || \'{"number": "other"}\'',
        "detail = detail - 'number'",
        "salt = '\\x00'",
        "actor_id = (SELECT min(id) FROM accounts_officer WHERE id <> actor_id)",
    ),
    "look": (
        "subject = gen_random_uuid()",
        "\"case\" = 'call:other'",
        "task = 'review'",
        "kinds = '[\"remark\"]'",
        "refusal = 'personal.no_purpose'",
        "at = at + interval '1 day'",
        "officer_id = (SELECT min(id) FROM accounts_officer WHERE id <> officer_id)",
    ),
}
COPY = {
    "act": "INSERT INTO audit_entry"
    " (bureau_id, action, subject, actor_id, at, detail, written_in)"
    " SELECT bureau_id, action, subject, actor_id, at, detail, written_in"
    " FROM audit_entry WHERE id = %s RETURNING id",
    "look": "INSERT INTO personal.look"
    ' (bureau_id, subject, officer_id, "case", task, kinds, at, written_in)'
    ' SELECT bureau_id, subject, officer_id, "case", task, kinds, at, written_in'
    " FROM personal.look WHERE id = %s RETURNING id",
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A row by whose it is, in the bytes that are hashed."""

    source: str
    number: int
    row: bytes


@dataclass(slots=True)
class Insider:
    """Owns the database; `thief` is another key than the ledger's, `stolen` is the ledger's own.

    `reach` is how many rows a witness has vouched for, and `size` how many are signed.
    """

    rng: Random
    stolen: PrivateKey
    thief: PrivateKey
    reach: int
    size: int

    def run(self, statement: str, *facts: object) -> list[Sequence[object]]:
        """Change the database without leave."""
        with connection.cursor() as cursor:
            cursor.execute(statement, facts)  # type: ignore[arg-type] # rows are written as read
            return cursor.fetchall() if cursor.description else []

    def leaf(self, *, below: int) -> Leaf:
        """Pick a row from below a place."""
        return self.leaves()[self.rng.randrange(below)]

    def leaves(self) -> list[Leaf]:
        """Read all rows of the ledger in their order."""
        rows = self.run("SELECT source, number, row FROM ledger_leaf ORDER BY position")
        return [Leaf(str(source), int(str(number)), as_bytes(row)) for source, number, row in rows]

    def change(self, leaf: Leaf) -> None:
        """Change a record behind a row."""
        change = self.rng.choice(CHANGES[leaf.source])
        table = RECORDS[leaf.source]
        self.run(f"UPDATE {table} SET {change} WHERE id = %s", leaf.number)  # noqa: S608 - ours

    def remove(self, leaf: Leaf) -> None:
        """Take a record away."""
        table = RECORDS[leaf.source]
        self.run(f"DELETE FROM {table} WHERE id = %s", leaf.number)  # noqa: S608 - ours

    def slip_in(self, like: Leaf) -> int:
        """Add a record that claims to be as old as another."""
        [(number,)] = self.run(COPY[like.source], like.number)
        return int(str(number))

    def rewritten(self, begin: int, end: int, ways: Sequence[str] = WAYS) -> list[Leaf]:
        """Change, add, swap, remove or cut off rows from one place up to another, seamlessly."""
        leaves = self.leaves()
        at = self.rng.randrange(begin, end)
        match self.rng.choice(ways):
            case "change":
                leaves[at] = replace(leaves[at], row=leaves[at].row.replace(b'"version":1', b"1"))
            case "remove":
                self.remove(leaves.pop(at))
            case "add":
                number = self.slip_in(leaves[at])
                leaves.insert(at, replace(leaves[at], number=number))
            case "swap":
                other = self.rng.choice([place for place in range(begin, end) if place != at])
                leaves[at], leaves[other] = leaves[other], leaves[at]
            case _:
                for leaf in leaves[at:]:
                    self.remove(leaf)
                leaves = leaves[:at]
        return leaves

    def rebuild(self, leaves: Sequence[Leaf]) -> Tree:
        """Write the ledger anew over other rows: places, tiles, size."""
        tree = Tree(HeldTiles())
        tree.append([leaf.row for leaf in leaves])
        self.run("DELETE FROM ledger_leaf")
        self.run("DELETE FROM ledger_tile")
        self.run(
            "INSERT INTO ledger_leaf (position, source, number, row) SELECT * FROM"
            " unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bytea[])",
            list(range(len(leaves))),
            [leaf.source for leaf in leaves],
            [leaf.number for leaf in leaves],
            [leaf.row for leaf in leaves],
        )
        self.run(
            "INSERT INTO ledger_tile (level, index, hashes) SELECT * FROM"
            " unnest(%s::smallint[], %s::bigint[], %s::bytea[])",
            [spot.level for spot in tree.changed],
            [spot.index for spot in tree.changed],
            list(tree.changed.values()),
        )
        self.run("UPDATE ledger_progress SET size = %s", len(leaves))
        return tree

    def sign_anew(self, tree: Tree, key: PrivateKey, *, after: int = 0) -> None:
        """Sign checkpoints over the tree as it is now; those that are too large vanish."""
        self.run("DELETE FROM ledger_cosignature")
        self.run("DELETE FROM ledger_checkpoint WHERE size > %s", tree.size)
        larger = "SELECT id, size FROM ledger_checkpoint WHERE size > %s"
        for number, size in self.run(larger, after):
            text = Checkpoint(self.stolen.name, int(str(size)), tree.root(int(str(size)))).text()
            note = Note(text, (key.sign(text),)).written()
            self.run("UPDATE ledger_checkpoint SET note = %s WHERE id = %s", note, number)

    def checkpoint(self) -> tuple[int, Note]:
        """Pick a checkpoint, as often as not the one that no witness has seen."""
        rows = self.run("SELECT id, note FROM ledger_checkpoint ORDER BY id")
        number, note = self.rng.choice([self.rng.choice(rows), rows[-1]])
        return int(str(number)), read_note(str(note))

    def somewhere(self) -> int:
        """Pick from where on to rewrite: anywhere, or only what no witness has seen."""
        return self.rng.choice([0, self.reach])


Attack = Callable[[Insider], None]


def change_record(insider: Insider) -> None:
    """Change a record and leave the ledger alone."""
    insider.change(insider.leaf(below=insider.size))


def remove_record(insider: Insider) -> None:
    """Take a record away and leave the ledger alone."""
    insider.remove(insider.leaf(below=insider.size))


def insert_record(insider: Insider) -> None:
    """Slip a record in where all have their place already."""
    insider.slip_in(insider.leaf(below=insider.size))


def change_leaf(insider: Insider) -> None:
    """Change the bytes of a row in the ledger."""
    at = insider.rng.randrange(insider.size)
    insider.run("UPDATE ledger_leaf SET row = row || ' '::bytea WHERE position = %s", at)


def remove_leaf(insider: Insider) -> None:
    """Take a row out of the ledger."""
    at = insider.rng.randrange(insider.size)
    insider.run("DELETE FROM ledger_leaf WHERE position = %s", at)


def shorten(insider: Insider) -> None:
    """Say that the ledger is shorter than it is."""
    insider.run("UPDATE ledger_progress SET size = size - 1")


def spoil_tile(insider: Insider) -> None:
    """Turn a bit of a tile, so that proofs fail."""
    [number] = insider.rng.choice(insider.run("SELECT id FROM ledger_tile ORDER BY id"))
    bit = insider.rng.randrange(256)
    insider.run(
        "UPDATE ledger_tile SET hashes = set_bit(hashes, %s, 1 - get_bit(hashes, %s))"
        " WHERE id = %s",
        *(bit, bit, number),
    )


def spoil_signature(insider: Insider) -> None:
    """Turn a bit of the signature of a checkpoint."""
    number, note = insider.checkpoint()
    [line] = note.signatures
    at = insider.rng.randrange(len(line.blob))
    turned = line.blob[:at] + bytes([line.blob[at] ^ 1]) + line.blob[at + 1 :]
    spoiled = Note(note.text, (replace(line, blob=turned),)).written()
    insider.run("UPDATE ledger_checkpoint SET note = %s WHERE id = %s", spoiled, number)


def forget_checkpoint(insider: Insider) -> None:
    """Take away a checkpoint that the witness has seen."""
    seen = "SELECT id FROM ledger_checkpoint WHERE size <= %s ORDER BY id"
    [number] = insider.rng.choice(insider.run(seen, insider.reach))
    insider.run("DELETE FROM ledger_cosignature WHERE checkpoint_id = %s", number)
    insider.run("DELETE FROM ledger_checkpoint WHERE id = %s", number)


def false_witness(insider: Insider) -> None:
    """Move the line of the witness below another checkpoint."""
    insider.run(
        "UPDATE ledger_cosignature SET line = (SELECT line FROM ledger_cosignature o"
        " WHERE o.id <> ledger_cosignature.id ORDER BY id LIMIT 1)"
    )


def rebuild_without_key(insider: Insider) -> None:
    """Rewrite records, rows and tree; the checkpoints stay, for there is no key to sign."""
    insider.rebuild(insider.rewritten(insider.somewhere(), insider.size))


def rebuild_with_other_key(insider: Insider) -> None:
    """Rewrite some of it, and sign what comes after with a key of one's own.

    A checkpoint that no witness has seen vanishes without a trace, so it is rather signed anew.
    """
    begin = insider.somewhere()
    ways = KEEPING_LENGTH if begin else WAYS
    tree = insider.rebuild(insider.rewritten(begin, insider.size, ways))
    insider.sign_anew(tree, insider.thief, after=begin)


def rebuild_with_stolen_key(insider: Insider) -> None:
    """Rewrite all of it below what the witness has seen, and sign with the ledger's own key."""
    insider.sign_anew(insider.rebuild(insider.rewritten(0, insider.reach)), insider.stolen)


# By name: what is done, and whether somebody outside, who has only an export, can see it.
ATTACKS: Mapping[str, tuple[Attack, bool]] = {
    "change_record": (change_record, True),
    "remove_record": (remove_record, True),
    "insert_record": (insert_record, True),
    "change_leaf": (change_leaf, True),
    "remove_leaf": (remove_leaf, True),
    "shorten": (shorten, False),
    "spoil_tile": (spoil_tile, False),
    "spoil_signature": (spoil_signature, True),
    "forget_checkpoint": (forget_checkpoint, True),
    "false_witness": (false_witness, True),
    "rebuild_without_key": (rebuild_without_key, True),
    "rebuild_with_other_key": (rebuild_with_other_key, True),
    "rebuild_with_stolen_key": (rebuild_with_stolen_key, True),
}


def as_bytes(value: object) -> bytes:
    """Take the bytes of a column."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""
