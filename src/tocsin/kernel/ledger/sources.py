"""Which records the ledger covers, and how a row of each is read.

A record that joins needs the two columns of ``cover`` (a migration calls it) and a line in SOURCES.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.core.ledger.rows import Row, sealed, stand_in
from tocsin.kernel.ledger.keys import key_of_subject

Record = Sequence[object]


@dataclass(frozen=True, slots=True)
class Source:
    """A record: its name in the ledger, its table, the columns that are read, and what they say."""

    name: str
    table: str
    columns: str
    row: Callable[[Record], Row]


def act_of(record: Record) -> Row:
    """Read an entry of the audit trail."""
    match record:
        case [
            int(number),
            int(bureau),
            str(action),
            str(subject),
            int(officer),
            datetime() as at,
            str(detail),
            bytes(salt),
        ]:
            facts = json.loads(detail)
            return Row(
                source="act",
                number=number,
                bureau=bureau,
                action=action,
                subject=subject,
                officer=officer,
                at=at,
                fields=list(facts),
                values=sealed(facts, salt),
            )
        case _:
            raise TypeError("This is no entry of the audit trail.")


def look_of(record: Record) -> Row:
    """Read a look, or one that was refused; the person stands in it by a hash under their key."""
    match record:
        case [
            int(number),
            int(bureau),
            str(subject),
            int(officer),
            str(case),
            str(task),
            str(kinds),
            datetime() as at,
            bytes(salt),
            str(refusal),
            bytes() | None as own,
        ]:
            facts = {"case": case} | ({"refusal": refusal} if refusal else {})
            # Bound by the salted hash, so that a look is not moved to another person either.
            facts |= {"person": subject} if own else {}
            return Row(
                source="look",
                number=number,
                bureau=bureau,
                action=f"refused.{task}" if refusal else f"look.{task}",
                subject=own.hex() if own else stand_in(subject, key_of_subject(subject)),
                officer=officer,
                at=at,
                fields=json.loads(kinds),
                values=sealed(facts, salt),
            )
        case _:
            raise TypeError("This is no look.")


SOURCES = (
    Source(
        "act",
        "audit_entry",
        "r.id, r.bureau_id, r.action, r.subject, r.actor_id, r.at, r.detail::text, r.salt",
        act_of,
    ),
    Source(
        "look",
        "personal.look",
        "r.id, r.bureau_id, r.subject::text, r.officer_id, r.case, r.task, r.kinds::text, r.at,"
        " r.salt, r.refusal, r.stands_as",
        look_of,
    ),
)
