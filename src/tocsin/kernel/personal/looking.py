"""Reading a person in two steps: the look is committed, then it opens what it names."""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.database.api import by_itself, within
from tocsin.kernel.errors import Refusal
from tocsin.kernel.personal.kinds import Kind
from tocsin.kernel.personal.store import Handed, opened

FORBIDDEN = "42501"
LOOK = """
    INSERT INTO personal.look
        (bureau_id, subject, officer_id, "case", task, kinds, at, opens_with, refusal)
    SELECT asked.bureau, subject, asked.officer, asked.named, asked.task, asked.kinds, asked.at,
        asked.opens_with,
        CASE WHEN asked.task <> '' AND personal.case_is_open(asked.bureau, asked.named)
            THEN '' ELSE asked.refusal END
    FROM unnest(%s::uuid[]) AS subject, (
        SELECT %s::bigint AS bureau, %s::bigint AS officer, %s::text AS named, %s::text AS task,
            %s::jsonb AS kinds, %s::timestamptz AS at, %s::bytea AS opens_with, %s::text AS refusal
    ) AS asked
    RETURNING id, refusal
"""
REFUSED = """
    INSERT INTO personal.look (bureau_id, subject, officer_id, "case", task, kinds, at, refusal)
    SELECT bureau_id, subject, officer_id, "case", task, kinds, at, %s
    FROM personal.look WHERE id = ANY (%s::bigint[])
"""
FACTS = "SELECT * FROM personal.facts_of(%s::bigint[], %s::bytea)"
# A token says who wrote a look; only its hash is stored, and nobody reads with another's look.
TOKEN_BYTES = 16


class IsSealed(Refusal):
    """The person is sealed; two people decide who may look."""

    code = "personal.sealed"


class OutOfReach(Refusal):
    """The case is another station's."""

    code = "personal.out_of_reach"


class NoPurpose(Refusal):
    """Nobody looks at a person without an open case."""

    code = "personal.no_purpose"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a person is looked at: the open case (``"call:J20260302-0001"``) and the task."""

    case: str
    task: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """Looks that are on record, and what may be read with them."""

    looks: Sequence[int]
    bureau_id: int
    # Known to nobody but whoever wrote the looks.
    token: bytes = field(repr=False)
    # Why the database let none of them be, where it did.
    refusal: str = ""


def nothing() -> None:
    """Put nothing else on record."""


def ask(
    *,
    subjects: Iterable[UUID],
    kinds: Iterable[Kind],
    purpose: Purpose,
    actor: Officer,
    at: datetime,
    also: Callable[[], None] = nothing,
) -> Ticket:
    """Put looks at people on record, for good, with what also belongs there.

    No transaction may be under way: what is undone later must not take the looks along.

    Raises
    ------
    NoPurpose
        The case is not open, or the task is not named; that is on record then.
    IsSealed, OutOfReach
        The person is sealed, or the case another station's; that is on record too.
    """
    with within(actor.bureau_id), by_itself():
        ticket = written(subjects=subjects, kinds=kinds, purpose=purpose, actor=actor, at=at)
        if not ticket.refusal:
            also()
    return unrefused(ticket)


def unrefused(ticket: Ticket) -> Ticket:
    """Return a ticket that the database has let be.

    Raises
    ------
    IsSealed, NoPurpose, OutOfReach
        It has not.
    """
    if ticket.refusal == IsSealed.code:
        raise IsSealed(
            _("This person is sealed. Where that was done, a supervisor can propose that you look.")
        )
    if ticket.refusal == OutOfReach.code:
        raise OutOfReach(
            _("This case is another station's. Ask the dispatcher to ring, or to send your crew.")
        )
    if ticket.refusal:
        raise no_purpose()
    return ticket


def written(
    *,
    subjects: Iterable[UUID],
    kinds: Iterable[Kind],
    purpose: Purpose,
    actor: Officer,
    at: datetime,
) -> Ticket:
    """Write looks in the transaction under way; the ticket says where the database refused one."""
    token = secrets.token_bytes(TOKEN_BYTES)
    asked = (
        list(subjects),
        actor.bureau_id,
        actor.pk,
        purpose.case,
        purpose.task,
        json.dumps(sorted(set(kinds))),
        at,
        sha256(token).digest(),
        NoPurpose.code,
    )
    with connection.cursor() as cursor:
        cursor.execute(LOOK, asked)
        looks = cursor.fetchall()
    refused = max((refusal for _number, refusal in looks), default="")
    return Ticket([number for number, _refusal in looks], actor.bureau_id, token, refused)


def read(ticket: Ticket) -> Mapping[UUID, Mapping[Kind, str]]:
    """Read what a ticket names, of each person; who is not known is left out.

    Raises
    ------
    NoPurpose
        The case was closed meanwhile, or the ticket is too old; that is on record too.
    """
    try:
        with (
            within(ticket.bureau_id),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(FACTS, [list(ticket.looks), ticket.token])
            facts = [Handed(*row) for row in cursor.fetchall()]
    except ProgrammingError as refused:
        if getattr(refused.__cause__, "sqlstate", None) != FORBIDDEN:
            raise
        with within(ticket.bureau_id), by_itself(), connection.cursor() as cursor:
            cursor.execute(REFUSED, [NoPurpose.code, list(ticket.looks)])
        raise no_purpose() from refused
    return opened(facts)


def no_purpose() -> NoPurpose:
    """Say why nobody is shown."""
    return NoPurpose(_("Open the person from a case that is still open; a look needs a purpose."))
