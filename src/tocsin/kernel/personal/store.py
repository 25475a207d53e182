"""Facts as they lie in the database: sealed with the person's own key, which is wrapped."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import digest
from typing import Self
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import connection
from django.utils.translation import gettext as _

from tocsin.core.retention import RetentionClass
from tocsin.kernel.errors import NotThere
from tocsin.kernel.personal.keys import Version, drawn, keyring
from tocsin.kernel.personal.kinds import FOUND_BY, Kind
from tocsin.kernel.personal.models import Fact, Subject
from tocsin.kernel.personal.sealing import SECRET_BYTES, Key

# These two are functions of the database, for whoever keeps facts may not read them.
HELD = "SELECT key, key_version FROM personal.held_for_writing(%s, %s)"
SUPERSEDE = "SELECT * FROM personal.supersede(%s, %s, %s::text[], %s::bytea[], %s)"
MARK_BYTES = 16
# Each person's own key is drawn once; one drawn anew would be the second version.
OWN_KEY = 1


@dataclass(frozen=True, slots=True)
class Person:
    """A person with the key to their facts."""

    subject: UUID
    bureau_id: int
    key: Key
    version: Version

    @classmethod
    def new(cls, *, bureau_id: int, retention: RetentionClass, at: datetime) -> Self:
        """Store a person of whom nothing is known yet, under a key of their own."""
        subject, secret, version = uuid.uuid4(), drawn(), keyring().newest
        made = cls(subject, bureau_id, Key(OWN_KEY, secret), version)
        Subject.objects.create(
            id=subject,
            bureau_id=bureau_id,
            retention=retention,
            created_at=at,
            key=version.wrap(subject, secret),
            key_version=version.number,
            stands_as=made.stand_in(),
        )
        return made

    @classmethod
    def of(cls, stored: Subject) -> Self:
        """Unwrap the key of a stored person."""
        version = keyring().version(stored.key_version)
        secret = version.unwrap(stored.pk, bytes(stored.key))
        return cls(stored.pk, stored.bureau_id, Key(OWN_KEY, secret), version)

    def supersede(self, facts: Mapping[Kind, str], at: datetime) -> set[Kind]:
        """End what is known and said otherwise now; return what is to be written."""
        marks = [self.mark(kind, value) if value else None for kind, value in facts.items()]
        with connection.cursor() as cursor:
            cursor.execute(SUPERSEDE, [self.bureau_id, self.subject, list(facts), marks, at])
            return {Kind(kind) for (kind,) in cursor.fetchall()}

    def write(self, facts: Mapping[Kind, str], at: datetime, *, corrects: bool = False) -> None:
        """Store facts as they now stand."""
        Fact.objects.bulk_create(
            self.sealed(kind, value, at, corrects=corrects) for kind, value in facts.items()
        )

    def sealed(self, kind: Kind, value: str, at: datetime, *, corrects: bool = False) -> Fact:
        """Seal one fact."""
        number = uuid.uuid4()
        return Fact(
            id=number,
            bureau_id=self.bureau_id,
            subject_id=self.subject,
            kind=kind,
            value=self.key.seal(value.encode(), place_of(number)),
            blind=self.blind(kind, value),
            mark=self.mark(kind, value),
            recorded_at=at,
            corrects=corrects,
        )

    def blind(self, kind: Kind, value: str) -> bytes | None:
        """Return by what the same number is found, for kinds that are found at all."""
        if kind not in FOUND_BY:
            return None
        return self.version.index_of(self.bureau_id, kind, value)

    def mark(self, kind: Kind, value: str) -> bytes:
        """Return what is the same for the same fact of this person, and tells nothing else."""
        return digest(self.derived("mark"), f"{kind}:{value}".encode(), "sha256")[:MARK_BYTES]

    def stand_in(self) -> bytes:
        """Return as what this person stands in the ledger: a keyed hash of the id.

        With the person's key gone nobody can tell any more whose it was.
        """
        return digest(self.derived("ledger"), str(self.subject).encode(), "sha256")

    def derived(self, use: str) -> bytes:
        """Draw a key for one use from the person's own."""
        info = f"tocsin personal {use}".encode()
        return HKDF(SHA256(), SECRET_BYTES, salt=None, info=info).derive(self.key.secret)

    def opened(self, fact: Fact) -> str:
        """Open one fact."""
        return self.key.open(bytes(fact.value), place_of(fact.pk)).decode()


def place_of(fact: UUID) -> str:
    """Name the place to which a fact is bound."""
    return f"personal.fact:value:{fact}"


def held(bureau_id: int, subject: UUID) -> Subject | None:
    """Lock a person whose key there still is, so that nobody wraps it anew meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [bureau_id, subject])
        row = cursor.fetchone()
    if row is None:
        return None
    key, key_version = row
    return Subject(id=subject, bureau_id=bureau_id, key=key, key_version=key_version)


def known(bureau_id: int, subject: UUID) -> Person:
    """Hold somebody who is known to a bureau."""
    stored = held(bureau_id, subject)
    if stored is None:
        raise NotThere(_("Nobody by this number is known to your bureau."))
    return Person.of(stored)


@dataclass(frozen=True, slots=True)
class Handed:
    """A sealed fact as the database hands it out, with the wrapped key of its person."""

    subject: UUID
    bureau_id: int
    key: bytes
    key_version: int
    fact: UUID
    kind: str
    value: bytes


def opened(facts: Iterable[Handed]) -> dict[UUID, dict[Kind, str]]:
    """Open facts, person by person."""
    people: dict[UUID, Person] = {}
    known: dict[UUID, dict[Kind, str]] = {}
    for one in facts:
        if one.subject not in people:
            stored = Subject(
                id=one.subject, bureau_id=one.bureau_id, key=one.key, key_version=one.key_version
            )
            people[one.subject] = Person.of(stored)
        fact = Fact(id=one.fact, value=one.value)
        known.setdefault(one.subject, {})[Kind(one.kind)] = people[one.subject].opened(fact)
    return known
