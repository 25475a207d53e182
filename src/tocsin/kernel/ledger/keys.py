"""The keys of the ledger: made once, kept in files outside the database, or given from outside.

Every signing key signs; to change keys a new one is added, made known, and the old one retired. The
public halves of all that ever signed stay beside them.
"""

import secrets
from dataclasses import dataclass
from functools import cache
from hmac import digest
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tocsin.core.ledger.notes import (
    COSIGNED,
    SEED_BYTES,
    SIGNED,
    PrivateKey,
    PublicKey,
    read_private_key,
    read_public_key,
)
from tocsin.kernel.errors import Refusal
from tocsin.kernel.keyfolder import KeyFolder

SIGNING, KNOWN, WITNESS, SUBJECTS = "signing-keys", "known-keys", "witness-key", "subject-key"


class KeysKeptElsewhere(Refusal):
    """The keys come from outside, and are changed there."""

    code = "ledger.keys_kept_elsewhere"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys that sign, the newest last, and all that may have signed."""

    signing: tuple[PrivateKey, ...]
    known: tuple[PublicKey, ...]

    @property
    def origin(self) -> str:
        """Return the name of the ledger."""
        return self.signing[-1].name


def keyring() -> Keyring:
    """Return the keys of this ledger; the first is made when it is first asked for."""
    text = settings.LEDGER_KEYS or folder().kept(SIGNING, lambda: new_key(SIGNED).written())
    signing = tuple(read_private_key(one) for one in text.split())
    public = [key.public for key in signing]
    return Keyring(signing, tuple(dict.fromkeys([*known_keys(), *public])))


def known_keys() -> list[PublicKey]:
    """List the public halves that were written down when keys changed."""
    file = folder().path / KNOWN
    return [read_public_key(one) for one in file.read_text().split()] if file.exists() else []


def witness_key() -> PrivateKey:
    """Return the key with which this bureau vouches for the ledgers of others."""
    text = folder().kept(WITNESS, lambda: new_key(COSIGNED, part="/witness").written())
    return read_private_key(text)


def add_key(*, retire: bool) -> PublicKey:
    """Make another signing key of the same name; the old ones go on signing, or are retired."""
    if settings.LEDGER_KEYS:
        raise KeysKeptElsewhere(_("The keys come from TOCSIN_LEDGER_KEYS; change them there."))
    ring = keyring()
    made = PrivateKey(ring.origin, SIGNED, secrets.token_bytes(SEED_BYTES))
    signing = [made] if retire else [*ring.signing, made]
    known = [*ring.known, made.public]
    folder().replaced(KNOWN, "\n".join(key.written() for key in known))
    folder().replaced(SIGNING, "\n".join(key.written() for key in signing))
    return made.public


def key_of_subject(subject: str) -> bytes:
    """Return the key under which somebody stands in the ledger of whom there was no own key.

    All of these are drawn from one secret: looks from before people's own keys were used for it,
    and looks that name nobody, or somebody who was erased.
    """
    return digest(secret_of_subjects(folder()), subject.encode(), "sha256")


@cache
def secret_of_subjects(keys: KeyFolder) -> bytes:
    """Read the secret once for each folder; it never changes."""
    return bytes.fromhex(keys.kept(SUBJECTS, lambda: secrets.token_hex(SEED_BYTES)))


def new_key(kind: int, *, part: str = "") -> PrivateKey:
    """Draw a key in the name of this ledger."""
    return PrivateKey(f"{settings.LEDGER_ORIGIN}{part}", kind, secrets.token_bytes(SEED_BYTES))


def folder() -> KeyFolder:
    """Return where the keys lie."""
    return KeyFolder(Path(settings.LEDGER_FOLDER))
