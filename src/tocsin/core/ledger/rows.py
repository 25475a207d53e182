"""The bytes of a row: what the ledger keeps of an act or of a look, and how it is written.

Names of fields, never their values: these stand behind a salted hash, which shows that a value was
changed and tells nobody what it is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """One act on record, or one look at a person's facts.

    `subject` names the thing, or stands for the person; `fields` are the names of what was recorded
    or seen, and `values` is the salted hash over what belongs to them.
    """

    source: str
    number: int
    bureau: int
    action: str
    subject: str
    officer: int
    at: datetime
    fields: Sequence[str]
    values: str

    def written(self) -> bytes:
        """Write the row the one way in which it is hashed: JSON with sorted keys, no spaces.

        >>> from datetime import UTC, datetime
        >>> row = Row("act", 7, 1, "calls.saved", "calls.call:5", 2,
        ...           datetime(2026, 3, 2, tzinfo=UTC), ["number"], "00")
        >>> row.written()[:41]
        b'{"action":"calls.saved","at":"2026-03-02T'
        """
        return written(
            {
                "action": self.action,
                "at": stamp(self.at),
                "bureau": self.bureau,
                "fields": sorted(self.fields),
                "number": self.number,
                "officer": self.officer,
                "source": self.source,
                "subject": self.subject,
                "values": self.values,
                "version": 1,
            }
        )


def written(facts: Mapping[str, object]) -> bytes:
    """Write facts as JSON with sorted keys and no spaces, Chinese as it is."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def stamp(at: datetime) -> str:
    """Write a moment to the microsecond, in UTC.

    >>> from datetime import UTC, datetime
    >>> stamp(datetime(2026, 3, 2, 8, tzinfo=UTC))
    '2026-03-02T08:00:00.000000Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sealed(values: Mapping[str, object], salt: bytes) -> str:
    """Hash values together with a salt, so that nobody finds them by trying."""
    return sha256(salt + written(values)).hexdigest()


def stand_in(identity: str, key: bytes) -> str:
    """Name a person by a keyed hash; with the key gone, nobody can tell who it was."""
    return digest(key, identity.encode(), "sha256").hex()
