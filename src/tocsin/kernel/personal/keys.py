"""The keys of facts about people: in a file outside the database, or given from outside.

Each version is one secret. From it come the key that wraps the keys of the people, and the key by
which two same numbers are told to be the same. The newest wraps; the others still open.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hmac import digest
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils.translation import gettext as _

from tocsin.kernel.errors import Refusal
from tocsin.kernel.keyfolder import KeyFolder
from tocsin.kernel.personal.kinds import Kind, comparable
from tocsin.kernel.personal.models import Subject
from tocsin.kernel.personal.sealing import SECRET_BYTES, Key, algorithm_and_version

KEYS = "keys"
# In any bureau, and for whoever may read nobody.
ANYBODY = "SELECT personal.anybody_is_sealed()"
INDEX_BYTES = 16
# No act takes so long: after it every process wraps with the newest key.
SETTLED = timedelta(minutes=10)


class KeyMissing(Refusal):
    """Facts are sealed with a key that is not here."""

    code = "personal.key_missing"


class KeysKeptElsewhere(Refusal):
    """The keys come from outside, and are changed there."""

    code = "personal.keys_kept_elsewhere"


class KeyInUse(Refusal):
    """A key cannot be retired while it may still be needed."""

    code = "personal.key_in_use"


@dataclass(frozen=True, slots=True)
class Version:
    """What one secret is used for."""

    number: int
    wrapping: Key
    index: bytes = field(repr=False)

    def wrap(self, subject: object, secret: bytes) -> bytes:
        """Wrap the key of a person."""
        return self.wrapping.seal(secret, place_of_key(subject))

    def unwrap(self, subject: object, wrapped: bytes) -> bytes:
        """Unwrap the key of a person."""
        return self.wrapping.open(wrapped, place_of_key(subject))

    def index_of(self, bureau_id: int, kind: Kind, value: str) -> bytes:
        """Return what is the same for the same number, within a bureau, and tells nothing else."""
        text = f"{bureau_id}:{kind}:{comparable(kind, value)}"
        return digest(self.index, text.encode(), "sha256")[:INDEX_BYTES]


@dataclass(frozen=True, slots=True)
class Keyring:
    """Every version of the keys there is."""

    versions: Mapping[int, Version]

    @property
    def newest(self) -> Version:
        """Return the version that wraps."""
        return self.versions[max(self.versions)]

    def version(self, number: int) -> Version:
        """Return a version.

        Raises
        ------
        KeyMissing
            It is not here.
        """
        found = self.versions.get(number)
        if found is None:
            raise KeyMissing(
                _(
                    "Version {number} of the keys of personal facts is not here. Bring the keys "
                    "back; “tocsin personal keys” lists them."
                ).format(number=number)
            )
        return found


def place_of_key(subject: object) -> str:
    """Name the place to which the key of a person is bound."""
    return f"personal.subject:key:{subject}"


def keyring() -> Keyring:
    """Return the keys as they are now; the first is made when it is first asked for."""
    return read(settings.PERSONAL_KEYS or folder().kept(KEYS, first))


def open_aside(sealed: bytes, place: str) -> bytes:
    """Open what was sealed for a place outside the database, by whichever version did it."""
    _algorithm, number = algorithm_and_version(sealed)
    return keyring().version(number).wrapping.open(sealed, place)


@lru_cache(maxsize=8)
def read(text: str) -> Keyring:
    """Read keys as they are written: ``number:secret``, separated by spaces or lines."""
    versions = {}
    try:
        for one in text.split():
            number, _sign, secret = one.partition(":")
            made = version_of(int(number), bytes.fromhex(secret))
            versions[made.number] = made
    except ValueError as bad:
        raise ImproperlyConfigured("The keys of personal facts are written badly.") from bad
    if not versions:
        raise ImproperlyConfigured("There are no keys of personal facts.")
    return Keyring(versions)


def version_of(number: int, secret: bytes) -> Version:
    """Draw from a secret what it is used for."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a key has {SECRET_BYTES} bytes")
    wrapping, index = (
        HKDF(SHA256(), SECRET_BYTES, salt=None, info=f"tocsin personal {use}".encode()).derive(
            secret
        )
        for use in ("wrapping", "index")
    )
    return Version(number, Key(number, wrapping), index)


def first() -> str:
    """Draw the first secret, unless somebody is stored already under one that is not here."""
    with connection.cursor() as cursor:
        cursor.execute(ANYBODY)
        [somebody] = cursor.fetchone()
    if somebody:
        raise KeyMissing(
            _(
                "The keys of personal facts are not in {folder}. Bring them back from where you "
                "keep them; new ones would open nothing."
            ).format(folder=folder().path)
        )
    return written(1, drawn())


def add_key() -> Version:
    """Bring in another version, which wraps from now on."""
    number = max(keyring().versions) + 1
    ours = kept_here()
    folder().replaced(KEYS, "\n".join([*ours, written(number, drawn())]))
    return keyring().version(number)


def retire_keys(at: datetime) -> list[int]:
    """Take away all versions but the newest, where they wrap nobody; return their numbers.

    Raises
    ------
    KeyInUse
        They still wrap somebody, or the newest is so new that an act may not know it yet.
    """
    newest = keyring().newest.number
    used = Subject.objects.exclude(key=b"").exclude(key_version=newest).count()
    if used:
        raise KeyInUse(
            _(
                "Older keys still wrap those of {count} people. Run “tocsin personal rewrap” "
                "before."
            ).format(count=used)
        )
    ours = kept_here()
    changed = datetime.fromtimestamp((folder().path / KEYS).stat().st_mtime, at.tzinfo)
    if at - changed < SETTLED:
        raise KeyInUse(
            _("The keys changed less than {minutes} minutes ago. Try again later.").format(
                minutes=SETTLED // timedelta(minutes=1)
            )
        )
    folder().replaced(KEYS, ours[-1])
    return sorted(set(read("\n".join(ours)).versions) - {newest})


def kept_here() -> list[str]:
    """List the keys as they are written in the file, the newest last."""
    if settings.PERSONAL_KEYS:
        raise KeysKeptElsewhere(_("The keys come from TOCSIN_PERSONAL_KEYS; change them there."))
    lines = folder().kept(KEYS, first).split()
    return sorted(lines, key=lambda line: int(line.partition(":")[0]))


def written(number: int, secret: bytes) -> str:
    """Write a key down."""
    return f"{number}:{secret.hex()}"


def drawn() -> bytes:
    """Draw a secret."""
    return secrets.token_bytes(SECRET_BYTES)


def folder() -> KeyFolder:
    """Return where the keys lie."""
    return KeyFolder(Path(settings.PERSONAL_FOLDER))
