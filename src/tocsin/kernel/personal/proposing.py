"""What people say a fact about them should be: sealed, read like a fact, gone once answered."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import ProgrammingError, connection, transaction

from tocsin.kernel.database.api import part_of_act, within
from tocsin.kernel.personal.kinds import Kind
from tocsin.kernel.personal.looking import FORBIDDEN, Ticket, no_purpose
from tocsin.kernel.personal.models import Proposal, Subject
from tocsin.kernel.personal.store import Person, known

# The task of deciding on what a person proposes.
CORRECTION = "correction"
PROPOSED = "SELECT * FROM personal.proposed(%s::bigint[], %s::bytea)"
END = "SELECT personal.end_proposal(%s, %s)"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a person says a fact about them should be, and why."""

    number: UUID
    value: str
    reason: str


@part_of_act
def propose(
    *, bureau_id: int, subject: UUID, kind: Kind, value: str, reason: str, at: datetime
) -> UUID:
    """Store a proposal, sealed with the person's own key; the fact itself stays as it is."""
    number = uuid.uuid4()
    with within(bureau_id):
        key = known(bureau_id, subject).key
        # Whoever adds it may not read the table, so nothing is asked back.
        Proposal.objects.bulk_create(
            [
                Proposal(
                    id=number,
                    bureau_id=bureau_id,
                    subject_id=subject,
                    kind=kind,
                    value=key.seal(value.encode(), place_of("value", number)),
                    reason=key.seal(reason.encode(), place_of("reason", number)),
                    at=at,
                )
            ]
        )
    return number


def read_proposed(ticket: Ticket) -> Mapping[tuple[UUID, Kind], Proposed]:
    """Read what is proposed for the facts that a ticket names.

    Only a look for deciding on it opens it, or one of the person concerned.

    Raises
    ------
    NoPurpose
        The case was closed meanwhile, or the ticket is too old.
    """
    try:
        with within(ticket.bureau_id), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PROPOSED, [list(ticket.looks), ticket.token])
            rows = cursor.fetchall()
    except ProgrammingError as refused:
        if getattr(refused.__cause__, "sqlstate", None) != FORBIDDEN:
            raise
        raise no_purpose() from refused
    return dict(map(opened, rows))


def opened(
    row: tuple[UUID, int, bytes, int, UUID, str, bytes, bytes],
) -> tuple[tuple[UUID, Kind], Proposed]:
    """Open a proposal with the key of its person; say of whom and of what sort it is."""
    subject, bureau, wrapped, key_version, number, kind, value, reason = row
    stored = Subject(id=subject, bureau_id=bureau, key=wrapped, key_version=key_version)
    key = Person.of(stored).key
    proposed = Proposed(
        number,
        key.open(bytes(value), place_of("value", number)).decode(),
        key.open(bytes(reason), place_of("reason", number)).decode(),
    )
    return (subject, Kind(kind)), proposed


@part_of_act
def correct(*, bureau_id: int, subject: UUID, kind: Kind, value: str, at: datetime) -> bool:
    """Let a fact be what its person says; return whether it was anything else.

    The earlier one is superseded and stays on record; it keeps nobody any longer.
    """
    with within(bureau_id):
        person = known(bureau_id, subject)
        changed = person.supersede({kind: value}, at)
        person.write(dict.fromkeys(changed, value), at, corrects=True)
    return bool(changed)


@part_of_act
def end_proposal(*, bureau_id: int, number: UUID) -> bool:
    """Delete what was proposed; return whether it was there."""
    with within(bureau_id), connection.cursor() as cursor:
        cursor.execute(END, [bureau_id, number])
        [there] = cursor.fetchone()
    return bool(there)


def place_of(column: str, number: UUID) -> str:
    """Name the place to which a part of a proposal is bound."""
    return f"personal.proposal:{column}:{number}"
