"""Handing something to one recipient: sealed to their public key, and opened with their own.

The format ``tocsin-export-1`` is one line of JSON and then what is sealed. The line names the
format, a key drawn for this once (``ephemeral``), whom it is for (``recipient``, the first 16
hexadecimal digits of the SHA-256 of their public key) and facts about what is sealed. X25519
between the two keys, then HKDF-SHA256 (salt: both public keys; info: the name of the format) give
the key of AES-256-GCM; its nonce is twelve zero bytes, for the key is used once, and the line is
authenticated along.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = "tocsin-export-1"
PREFIX = "tocsin-x25519:"
KEY_BYTES = 32
NONCE = bytes(12)
SHOWN_DIGITS = 16


class HandingError(ValueError):
    """A key or a package that cannot be used; it says why."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What was sealed, and the facts that came along."""

    facts: Mapping[str, object]
    content: bytes


def public_key(secret: bytes) -> bytes:
    """Give the public half of a secret of 32 bytes."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def written(key: bytes) -> str:
    """Write a public key the way people hand it on.

    >>> written(bytes(32))
    'tocsin-x25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
    """
    return PREFIX + base64.b64encode(key).decode()


def read_key(text: str) -> bytes:
    """Read a public key.

    Raises
    ------
    HandingError
        It is none.
    """
    body = text.strip()
    try:
        key = base64.b64decode(body.removeprefix(PREFIX).encode(), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        key = b""
    if not body.startswith(PREFIX) or len(key) != KEY_BYTES:
        raise HandingError("not a public key")
    return key


def fingerprint(key: bytes) -> str:
    """Name a public key shortly."""
    return hashlib.sha256(key).hexdigest()[:SHOWN_DIGITS]


def seal(content: bytes, *, recipient: bytes, once: bytes, facts: Mapping[str, object]) -> bytes:
    """Seal content to a recipient; ``once`` is a secret of 32 bytes drawn for this alone.

    Raises
    ------
    HandingError
        The recipient's key opens nothing.
    """
    head = {
        "format": FORMAT,
        "ephemeral": base64.b64encode(public_key(once)).decode(),
        "recipient": fingerprint(recipient),
        "facts": dict(facts),
    }
    line = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    key = key_between(once, recipient, public_key(once) + recipient)
    return line + b"\n" + AESGCM(key).encrypt(NONCE, content, line)


def opened(package: bytes, *, secret: bytes) -> Handed:
    """Open a package with the recipient's secret.

    Raises
    ------
    HandingError
        It is for somebody else, was changed on the way, or is no package.
    """
    line, _newline, sealed = package.partition(b"\n")
    own = public_key(secret)
    try:
        head = json.loads(line)
        known = head["format"] == FORMAT
        ephemeral, whose = base64.b64decode(head["ephemeral"]), head["recipient"]
        facts = dict(head["facts"])
    except (ValueError, KeyError, TypeError) as bad:
        raise HandingError("not an export of Tocsin") from bad
    if not known or len(ephemeral) != KEY_BYTES:
        raise HandingError("not an export of Tocsin")
    if whose != fingerprint(own):
        raise HandingError("sealed to somebody else's key")
    try:
        key = key_between(secret, ephemeral, ephemeral + own)
        return Handed(facts, AESGCM(key).decrypt(NONCE, sealed, line))
    except InvalidTag as bad:
        raise HandingError("changed since it was sealed") from bad


def key_between(secret: bytes, public: bytes, salt: bytes) -> bytes:
    """Agree on the key between a secret and a public key."""
    try:
        shared = X25519PrivateKey.from_private_bytes(secret).exchange(
            X25519PublicKey.from_public_bytes(public)
        )
    except ValueError as bad:
        raise HandingError("not a public key") from bad
    return HKDF(SHA256(), KEY_BYTES, salt=salt, info=FORMAT.encode()).derive(shared)
