"""Signed notes of C2SP (signed-note, tlog-cosignature): a text, and below it who vouches for it.

A key goes by a name and four bytes of a hash. An Ed25519 signature of kind 1 is over the text; a
cosignature of kind 4 is over a time and the text, and carries the time.
"""

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

SIGNED, COSIGNED = 1, 4
SEED_BYTES = PUBLIC_BYTES = 32
ID_BYTES, TIME_BYTES, SIGNATURE_BYTES = 4, 8, 64
DASH = "\u2014"
PRIVATE = "PRIVATE+KEY+"


class NoteError(ValueError):
    """A note or a key is not written as it should be."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a note: whose, by which key, and the bytes."""

    name: str
    key_id: bytes
    blob: bytes

    def line(self) -> str:
        """Write the line."""
        return f"{DASH} {self.name} {base64.b64encode(self.key_id + self.blob).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends with a line's end, and its signatures."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def written(self) -> str:
        """Write the note as it is handed out."""
        return f"{self.text}\n{''.join(one.line() for one in self.signatures)}"

    def with_signatures(self, more: Iterable[Signature]) -> "Note":
        """Add signatures, none twice."""
        return Note(self.text, tuple(dict.fromkeys([*self.signatures, *more])))


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key by which signatures are checked."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Return the four bytes that tell keys of one name apart."""
        return sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[
            :ID_BYTES
        ]

    def written(self) -> str:
        """Write the key as it is handed out (``name+id+key``)."""
        key = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    def vouches(self, text: str, signature: Signature) -> bool:
        """Say whether a signature is by this key, and over this text."""
        if (signature.name, signature.key_id) != (self.name, self.key_id):
            return False
        blob, message = signature.blob, text.encode()
        if self.kind == COSIGNED:
            at, blob = int.from_bytes(blob[:TIME_BYTES], "big"), blob[TIME_BYTES:]
            message = cosigned_message(text, at)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(blob, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that signs, written down as ``PRIVATE+KEY+name+id+seed``."""

    name: str
    kind: int
    seed: bytes

    @property
    def public(self) -> PublicKey:
        """Return the key by which others check."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return PublicKey(self.name, self.kind, public.public_bytes_raw())

    def written(self) -> str:
        """Write the key as it is kept."""
        key = base64.b64encode(bytes([self.kind]) + self.seed).decode()
        return f"{PRIVATE}{self.name}+{self.public.key_id.hex()}+{key}"

    def sign(self, text: str, *, at: int = 0) -> Signature:
        """Sign a text; a cosignature says the second *at* which it was made."""
        cosigns = self.kind == COSIGNED
        message = cosigned_message(text, at) if cosigns else text.encode()
        blob = Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)
        stamp = at.to_bytes(TIME_BYTES, "big") if cosigns else b""
        return Signature(self.name, self.public.key_id, stamp + blob)


def cosigned_message(text: str, at: int) -> bytes:
    """Write what a witness signs."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def read_note(written: str) -> Note:
    """Read a note and the lines below it.

    Raises
    ------
    NoteError
        It is not a note.
    """
    text, gap, below = written.rpartition("\n\n")
    if not gap or not text or not below.endswith("\n"):
        raise NoteError("A note is a text, an empty line and signatures.")
    lines = below.removesuffix("\n").split("\n")
    return Note(f"{text}\n", tuple(read_signature(line) for line in lines))


def read_signature(line: str) -> Signature:
    """Read one line below a note."""
    match line.rstrip("\n").split(" "):
        case [dash, name, blob] if dash == DASH and name:
            read = from_base64(blob)
            if len(read) > ID_BYTES:
                return Signature(name, read[:ID_BYTES], read[ID_BYTES:])
    raise NoteError("This is no line of a signature.")


def read_public_key(written: str) -> PublicKey:
    """Read a key as it is handed out."""
    name, key_id, read = key_parts(written)
    key = PublicKey(name, read[0], read[1:])
    if key.key_id.hex() != key_id:
        raise NoteError("The key does not belong to its id.")
    return key


def read_private_key(written: str) -> PrivateKey:
    """Read a key as it is kept."""
    if not written.startswith(PRIVATE):
        raise NoteError("This is no private key of a note.")
    name, key_id, read = key_parts(written.removeprefix(PRIVATE))
    key = PrivateKey(name, read[0], read[1:])
    if key.public.key_id.hex() != key_id:
        raise NoteError("The key does not belong to its id.")
    return key


def key_parts(written: str) -> tuple[str, str, bytes]:
    """Take a written key apart: its name, its id, its kind and bytes."""
    match written.strip().split("+", 2):
        case [name, key_id, blob] if name and not set(name) & set(" \n+"):
            read = from_base64(blob)
            if len(read) == 1 + PUBLIC_BYTES and read[0] in {SIGNED, COSIGNED}:
                return name, key_id, read
    raise NoteError("This is no key of a note.")


def from_base64(text: str) -> bytes:
    """Read base64 strictly."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NoteError("This is not base64.") from problem


def vouching(note: Note, keys: Sequence[PublicKey]) -> list[PublicKey]:
    """List the keys by which the note is rightly signed."""
    return [key for key in keys if any(key.vouches(note.text, one) for one in note.signatures)]
