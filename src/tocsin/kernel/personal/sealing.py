"""Facts sealed: nobody reads them without the key, and none can be put in another's place.

A sealed fact begins with the algorithm and the version of the key. What it is bound to, its place
and that version, is checked when it is opened.
"""

import os
import struct
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

AES_256_GCM = 1
SECRET_BYTES, NONCE_BYTES = 32, 12
HEADER = struct.Struct(">BI")


class SealError(ValueError):
    """A sealed fact was changed, moved, or sealed with another key."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of one version, which seals with AES-256-GCM."""

    version: int
    secret: bytes = field(repr=False)

    def seal(self, plain: bytes, place: str) -> bytes:
        """Seal for one place, written ``table:column:key of the row``."""
        nonce = os.urandom(NONCE_BYTES)
        bound = self.bound_to(place)
        header = HEADER.pack(AES_256_GCM, self.version)
        return header + nonce + AESGCM(self.secret).encrypt(nonce, plain, bound)

    def open(self, sealed: bytes, place: str) -> bytes:
        """Open what was sealed for this place.

        Raises
        ------
        SealError
            It was changed, belongs elsewhere, or another key has sealed it.
        """
        if algorithm_and_version(sealed) != (AES_256_GCM, self.version):
            raise SealError(f"{place} is not sealed by version {self.version} of this key.")
        nonce, text = sealed[HEADER.size :][:NONCE_BYTES], sealed[HEADER.size + NONCE_BYTES :]
        try:
            return AESGCM(self.secret).decrypt(nonce, text, self.bound_to(place))
        except InvalidTag as broken:
            raise SealError(f"The seal of {place} is broken.") from broken

    def bound_to(self, place: str) -> bytes:
        """Write what a seal is bound to besides its text."""
        return f"{place}:{self.version}".encode()


def algorithm_and_version(sealed: bytes) -> tuple[int, int]:
    """Read the header."""
    if len(sealed) < HEADER.size + NONCE_BYTES:
        raise SealError("This is too short to be sealed.")
    algorithm, version = HEADER.unpack_from(sealed)
    return algorithm, version
