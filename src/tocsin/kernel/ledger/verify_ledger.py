#!/usr/bin/env python3
"""Examine an exported ledger, or one proof, without the system that wrote it.

    python verify_ledger.py export FOLDER [--key KEY] [--witness-key KEY] [--seen FILE]
    python verify_ledger.py row PROOF.json [--key KEY]
    python verify_ledger.py growth PROOF.json [--key KEY]

It needs Python 3.11 and the package `cryptography`. KEY is a verifier key (name+id+base64) that
you were given some other way than with the export: those beside it vouch only for themselves. FILE
is a checkpoint that a witness has kept. The exit code is 0 when all holds, and 1 when not.

The tree is that of RFC 6962, the checkpoints are those of C2SP (tlog-checkpoint, signed-note,
tlog-cosignature).
"""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Key = tuple[str, bytes, int, bytes]  # name, id, kind, public half
Line = tuple[str, bytes, bytes]  # name, id, signature
LOG_KEY, WITNESS_KEY = 1, 4
MOST_TOLD = 20


class NotReadableError(ValueError):
    """Something is not written as it should be."""


def sha(data: bytes) -> bytes:
    """Hash."""
    return hashlib.sha256(data).digest()


def key_from(text: str) -> Key:
    """Read a verifier key."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:  # noqa: PLR2004 - name, id and key
        raise NotReadableError("a key is name+id+base64")
    name, told, blob = parts[0], bytes.fromhex(parts[1]), base64.b64decode(parts[2], validate=True)
    if sha(name.encode() + b"\n" + blob)[:4] != told:
        raise NotReadableError(f"the id of the key {name} is not its own")
    return name, told, blob[0], blob[1:]


def lines_of(note: str) -> tuple[str, list[Line]]:
    """Cut a note into its text and the lines of its signatures."""
    head, gap, tail = note.rpartition("\n\n")
    if not gap:
        raise NotReadableError("a note has an empty line above its signatures")
    lines: list[Line] = []
    for line in tail.splitlines():
        _dash, name, blob = line.split(" ")
        raw = base64.b64decode(blob, validate=True)
        lines.append((name, raw[:4], raw[4:]))
    return head + "\n", lines


def signed_by(key: Key, text: str, line: Line) -> bool:
    """Say whether a line below a text is this key's own."""
    name, key_id, signature = line
    if (name, key_id) != key[:2]:
        return False
    message = text.encode()
    if key[2] == WITNESS_KEY:
        seconds = int.from_bytes(signature[:8], "big")
        message = f"cosignature/v1\ntime {seconds}\n".encode() + message
        signature = signature[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key[3]).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def checkpoint_from(note: str, keys: Sequence[Key]) -> tuple[int, bytes]:
    """Read the size and the root that a note states, once one of the keys has signed it."""
    try:
        text, lines = lines_of(note)
        origin, size, root = text.split("\n")[:3]
        stated = int(size), base64.b64decode(root, validate=True)
    except (ValueError, IndexError) as problem:
        raise NotReadableError("it is no checkpoint") from problem
    own = [key for key in keys if key[0] == origin and key[2] == LOG_KEY]
    if not any(signed_by(key, text, line) for key in own for line in lines):
        raise NotReadableError("no key that is known has signed it")
    return stated


def false_lines(note: str, witnesses: Sequence[Key]) -> list[str]:
    """List the witnesses whose lines below a note are not theirs."""
    text, lines = lines_of(note)
    return [
        key[0]
        for key in witnesses
        for line in lines
        if line[:2] == key[:2] and not signed_by(key, text, line)
    ]


class Roots:
    """Takes rows one after another, and knows the root over all of them so far."""

    def __init__(self) -> None:
        self.count = 0
        self.stack: list[tuple[int, bytes]] = []

    def add(self, row: bytes) -> None:
        """Take a row."""
        self.count += 1
        self.stack.append((1, sha(b"\x00" + row)))
        while len(self.stack) > 1 and self.stack[-1][0] == self.stack[-2][0]:
            width, right = self.stack.pop()
            _same, left = self.stack.pop()
            self.stack.append((2 * width, sha(b"\x01" + left + right)))

    def root(self) -> bytes:
        """Return the root."""
        if not self.stack:
            return sha(b"")
        root = self.stack[-1][1]
        for _width, left in self.stack[-2::-1]:
            root = sha(b"\x01" + left + root)
        return root


def check_export(
    folder: Path,
    keys: Sequence[Key],
    witnesses: Sequence[Key] = (),
    seen: Iterable[str] = (),
) -> list[str]:
    """Examine an export; return what does not hold."""
    faults: list[str] = []
    stated: dict[int, list[tuple[str, bytes]]] = {}
    before = -1
    for file in sorted((folder / "checkpoints").iterdir()):
        note = file.read_text(encoding="utf-8")
        try:
            size, root = checkpoint_from(note, keys)
        except NotReadableError as problem:
            faults.append(f"{file.name}: {problem}")
            continue
        faults += [f"{file.name}: {name} did not sign it" for name in false_lines(note, witnesses)]
        if size <= before:
            faults.append(f"{file.name}: it is not larger than the one before")
        before = size
        stated.setdefault(size, []).append((file.name, root))
    for number, note in enumerate(seen):
        try:
            size, root = checkpoint_from(note, keys)
        except NotReadableError as problem:
            faults.append(f"witness {number}: {problem}")
            continue
        if root not in (shown for _name, shown in stated.get(size, [])):
            faults.append(f"witness {number}: the export no longer shows it")
        stated.setdefault(size, []).append((f"witness {number}", root))
    outside = (folder / "outside").read_text(encoding="utf-8").splitlines()
    faults += [f"{name}: it ought to have a place, and has none" for name in outside]
    return faults + check_rows(folder, stated)


def check_rows(folder: Path, stated: dict[int, list[tuple[str, bytes]]]) -> list[str]:
    """Go through the rows, and hold the root against what is stated wherever it is stated."""
    roots = Roots()
    faults: list[str] = []
    with (
        (folder / "leaves.ndjson").open("rb") as leaves,
        (folder / "rows.ndjson").open("rb") as now,
    ):
        for leaf in leaves:
            if next(now, b"") != leaf:
                faults.append(f"row {roots.count}: the record says something else now")
            roots.add(leaf.removesuffix(b"\n"))
            faults += differing(roots, stated.pop(roots.count, []))
        if next(now, b""):
            faults.append("there are more records than rows")
    faults += [
        f"{name}: only {roots.count} of {size} rows are there"
        for size in sorted(stated)
        for name, _root in stated[size]
        if size
    ]
    return faults


def differing(roots: Roots, stated: Sequence[tuple[str, bytes]]) -> list[str]:
    """List the statements that name another root."""
    return [
        f"{name}: another root over {roots.count} rows"
        for name, root in stated
        if root != roots.root()
    ]


def width_left_of(count: int) -> int:
    """Return the rows in the left half of a tree, as RFC 6962 divides it."""
    width = 1
    while width * 2 < count:
        width *= 2
    return width


def root_by_path(leaf: bytes, position: int, size: int, path: list[bytes]) -> bytes:
    """Work out the root from a row's hash and the path beside it."""
    if size == 1:
        if path:
            raise NotReadableError("the path is too long")
        return leaf
    if not path:
        raise NotReadableError("the path is too short")
    left = width_left_of(size)
    if position < left:
        return sha(b"\x01" + root_by_path(leaf, position, left, path[:-1]) + path[-1])
    rest = root_by_path(leaf, position - left, size - left, path[:-1])
    return sha(b"\x01" + path[-1] + rest)


def roots_by_path(
    old: int, new: int, path: list[bytes], known: bytes | None
) -> tuple[bytes, bytes]:
    """Work out the older and the newer root from a proof of growth (RFC 6962, 2.1.2)."""
    if old == new:
        if known is None:
            if len(path) != 1:
                raise NotReadableError("the path has another length")
            known = path[0]
        elif path:
            raise NotReadableError("the path is too long")
        return known, known
    if not path:
        raise NotReadableError("the path is too short")
    left, beside = width_left_of(new), path[-1]
    if old <= left:
        before, after = roots_by_path(old, left, path[:-1], known)
        return before, sha(b"\x01" + after + beside)
    before, after = roots_by_path(old - left, new - left, path[:-1], None)
    return sha(b"\x01" + beside + before), sha(b"\x01" + beside + after)


def check_row(proof: dict[str, object], keys: Sequence[Key]) -> list[str]:
    """Examine the proof that one row is in the ledger."""
    try:
        size, root = checkpoint_from(str(proof["checkpoint"]), keys)
        position = int(str(proof["position"]))
        leaf = sha(b"\x00" + str(proof["row"]).encode())
        there = 0 <= position < size
        shown = there and root_by_path(leaf, position, size, hashes_in(proof)) == root
    except (ValueError, KeyError) as problem:
        return [f"the proof cannot be followed: {problem}"]
    return [] if shown else ["the row is not there"]


def check_growth(proof: dict[str, object], keys: Sequence[Key]) -> list[str]:
    """Examine the proof that one checkpoint continues another."""
    try:
        old, old_root = checkpoint_from(str(proof["old"]), keys)
        new, new_root = checkpoint_from(str(proof["new"]), keys)
        follows = 0 < old <= new
        worked_out = follows and roots_by_path(old, new, hashes_in(proof), old_root)
    except (ValueError, KeyError) as problem:
        return [f"the proof cannot be followed: {problem}"]
    return [] if worked_out == (old_root, new_root) else ["the newer one does not continue it"]


def hashes_in(proof: dict[str, object]) -> list[bytes]:
    """Read the path of a proof."""
    path = proof["path"]
    if not isinstance(path, list):
        raise NotReadableError("there is no path")
    return [bytes.fromhex(str(one)) for one in path]


def keys_in(texts: Iterable[str]) -> list[Key]:
    """Read keys, one on a line."""
    return [key_from(text) for text in texts if text.strip()]


def asked(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=["export", "row", "growth"])
    parser.add_argument("path", type=Path, help="the folder of the export, or the file of a proof")
    parser.add_argument("--key", action="append", default=[], help="the ledger's verifier key")
    parser.add_argument("--witness-key", action="append", default=[])
    parser.add_argument("--seen", action="append", default=[], type=Path)
    return parser.parse_args(arguments)


def judged(options: argparse.Namespace) -> list[str]:
    """Do what the command line asks; return what does not hold."""
    if options.what == "export":
        keys = options.key or (options.path / "keys").read_text(encoding="utf-8").splitlines()
        beside = (options.path / "witness-keys").read_text(encoding="utf-8").splitlines()
        seen = [file.read_text(encoding="utf-8") for file in options.seen]
        witnesses = keys_in(options.witness_key or beside)
        return check_export(options.path, keys_in(keys), witnesses, seen)
    proof = json.loads(options.path.read_text(encoding="utf-8"))
    keys = keys_in(options.key or proof["keys"])
    return check_row(proof, keys) if options.what == "row" else check_growth(proof, keys)


def main(arguments: Sequence[str]) -> int:
    """Examine, and say what does not hold."""
    options = asked(arguments)
    if not options.key:
        sys.stderr.write("The keys come from the export itself; better name yours with --key.\n")
    faults = judged(options)
    for fault in faults[:MOST_TOLD]:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(faults)} faults.\n" if faults else "All of it holds.\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
