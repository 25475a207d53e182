"""A file to which records are added, each on the disk before it is acknowledged.

The room for it is taken beforehand, so that a full disk does not keep anybody from writing. A
record that was torn by a crash was never acknowledged: what is read ends before it, and the next
one is written in its place.
"""

import fcntl
import os
import secrets
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

MAGIC = b"TOCS"
DIGEST_BYTES = 16
HEADER = struct.Struct(f">4sI{DIGEST_BYTES}s")
RESERVE, LOCK, ENDING, LEFT = "reserve", "lock", ".spool", ".left"
RESERVED_BYTES = 8 * 1024 * 1024
LONGEST_RECORD = 1024 * 1024

# Makes of a record what is written: it is told the place to which that belongs.
Sealing = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Piece:
    """A record as it was written, and the place to which it belongs."""

    file: str
    place: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder with at most one file that is written, and room for the next."""

    folder: Path
    reserved_bytes: int = RESERVED_BYTES

    def prepare(self) -> None:
        """Take the room for what may have to be kept; where there is none, do without."""
        reserve = self.folder / RESERVE
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if reserve.exists():
                return
            draft = self.folder / f".{RESERVE}-{secrets.token_hex(8)}"
            try:
                with draft.open("xb") as file:
                    os.fchmod(file.fileno(), 0o600)
                    os.posix_fallocate(file.fileno(), 0, self.reserved_bytes)
                    os.fsync(file.fileno())
                draft.rename(reserve)
            finally:
                draft.unlink(missing_ok=True)

    def add(self, seal: Sealing) -> None:
        """Add a record, and return once it is on the disk.

        Raises
        ------
        OSError
            It cannot be kept.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._alone():
            path = self._current() or self._begun()
            end = end_of(path.read_bytes())
            sealed = seal(place_of(path.stem, end))
            with path.open("r+b") as file:
                file.seek(end)
                file.write(HEADER.pack(MAGIC, len(sealed), digest_of(sealed)) + sealed)
                file.flush()
                os.fsync(file.fileno())

    def pieces(self) -> list[Piece]:
        """Read every record that was kept, in the order of keeping."""
        path = self._current()
        return list(pieces_of(path.stem, path.read_bytes())) if path else []

    def has_any(self) -> bool:
        """Say whether anything may wait here."""
        return self._current() is not None

    def close(self, done: int) -> bool:
        """Take the file away, of which so many records are entered; a newer one keeps it."""
        with self._alone():
            path = self._current()
            data = path.read_bytes() if path else b""
            if path is None or len(list(pieces_of(path.stem, data))) > done:
                return False
            if any(data[end_of(data) :]):
                # Torn, or damaged: then there may be whole records behind, for a person to look at.
                path.rename(path.with_suffix(LEFT))
            else:
                path.unlink()
            reach_disk(self.folder)
        self.prepare()
        return True

    def _current(self) -> Path | None:
        found = sorted(self.folder.glob(f"*{ENDING}"))
        return found[0] if found else None

    def _begun(self) -> Path:
        """Begin a file, in the room that was reserved where there is some."""
        path = self.folder / f"{secrets.token_hex(8)}{ENDING}"
        reserve = self.folder / RESERVE
        if reserve.exists():
            reserve.rename(path)
        else:
            path.touch(mode=0o600)
        reach_disk(self.folder)
        return path

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes and threads away; each opens the lock for itself."""
        descriptor = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def place_of(name: str, start: int) -> str:
    """Name the place of a record: one that is copied to another does not open there."""
    return f"spool:{name}:{start}"


def pieces_of(name: str, data: bytes) -> Iterator[Piece]:
    """Read the records of a file, up to the first that is torn or was never written."""
    start = 0
    while (sealed := record_at(data, start)) is not None:
        yield Piece(name, place_of(name, start), sealed)
        start += HEADER.size + len(sealed)


def record_at(data: bytes, start: int) -> bytes | None:
    """Read the record that begins at a place; nothing where none is whole there."""
    head = data[start : start + HEADER.size]
    if len(head) < HEADER.size:
        return None
    magic, length, digest = HEADER.unpack(head)
    sealed = data[start + HEADER.size : start + HEADER.size + length]
    if magic != MAGIC or length > LONGEST_RECORD or len(sealed) < length:
        return None
    return sealed if digest_of(sealed) == digest else None


def end_of(data: bytes) -> int:
    """Say where the next record begins."""
    return sum(HEADER.size + len(piece.sealed) for piece in pieces_of("", data))


def digest_of(sealed: bytes) -> bytes:
    """Tell a whole record from a torn one."""
    return blake2b(sealed, digest_size=DIGEST_BYTES).digest()


def reach_disk(folder: Path) -> None:
    """Wait until the disk knows the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
