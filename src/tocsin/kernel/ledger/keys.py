"""The keys of the ledger: made once, kept in files outside the database, or given from outside.

Every signing key signs; to change keys a new one is added, made known, and the old one retired. The
public halves of all that ever signed stay beside them.
"""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
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
    text = settings.LEDGER_KEYS or kept(SIGNING, lambda: new_key(SIGNED).written())
    signing = tuple(read_private_key(one) for one in text.split())
    public = [key.public for key in signing]
    return Keyring(signing, tuple(dict.fromkeys([*known_keys(), *public])))


def known_keys() -> list[PublicKey]:
    """List the public halves that were written down when keys changed."""
    file = folder() / KNOWN
    return [read_public_key(one) for one in file.read_text().split()] if file.exists() else []


def witness_key() -> PrivateKey:
    """Return the key with which this bureau vouches for the ledgers of others."""
    return read_private_key(kept(WITNESS, lambda: new_key(COSIGNED, part="/witness").written()))


def add_key(*, retire: bool) -> PublicKey:
    """Make another signing key of the same name; the old ones go on signing, or are retired."""
    if settings.LEDGER_KEYS:
        raise KeysKeptElsewhere(_("The keys come from TOCSIN_LEDGER_KEYS; change them there."))
    ring = keyring()
    made = PrivateKey(ring.origin, SIGNED, secrets.token_bytes(SEED_BYTES))
    signing = [made] if retire else [*ring.signing, made]
    known = [*ring.known, made.public]
    replaced(KNOWN, "\n".join(key.written() for key in known))
    replaced(SIGNING, "\n".join(key.written() for key in signing))
    return made.public


def key_of_subject(subject: str) -> bytes:
    """Return the key under which one person stands in the ledger.

    All are drawn from one secret today; where a person has a key of their own, it belongs here.
    """
    return digest(secret_of_subjects(folder()), subject.encode(), "sha256")


@cache
def secret_of_subjects(_folder: Path) -> bytes:
    """Read the secret once for each folder; it never changes."""
    return bytes.fromhex(kept(SUBJECTS, lambda: secrets.token_hex(SEED_BYTES)))


def new_key(kind: int, *, part: str = "") -> PrivateKey:
    """Draw a key in the name of this ledger."""
    return PrivateKey(f"{settings.LEDGER_ORIGIN}{part}", kind, secrets.token_bytes(SEED_BYTES))


def folder() -> Path:
    """Return where the keys lie."""
    return Path(settings.LEDGER_FOLDER)


def kept(name: str, make: Callable[[], str]) -> str:
    """Read a secret that is made once; two who make it at once agree on one."""
    file = folder() / name
    if not file.exists():
        draft = drafted(name, make())
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text(encoding="ascii")


def replaced(name: str, text: str) -> None:
    """Write a file anew, whole or not at all."""
    drafted(name, text).replace(folder() / name)


def drafted(name: str, text: str) -> Path:
    """Write a file that only we can read, beside its place."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder() / f".{name}-{secrets.token_hex(8)}"
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="ascii")
    return draft
