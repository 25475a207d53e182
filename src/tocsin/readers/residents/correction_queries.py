"""Corrections as the resident reads them, and as the officers who decide see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, When
from django.utils.functional import Promise

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.personal import api as personal
from tocsin.kernel.retention import api as retention
from tocsin.kernel.shell.desks import Waiting
from tocsin.readers.residents.corrections import barred, corrections_for, waiting
from tocsin.readers.residents.models import Correction, OwnRequest
from tocsin.readers.residents.queries import FactTold, facts_told, own_ticket, pseudonym

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact, what the resident says it should be, and what became of what they said last."""

    fact: FactTold
    correction: Correction | None
    proposed: personal.Proposed | None
    who: str

    @property
    def can_propose(self) -> bool:
        """Whether nothing waits for an answer."""
        asked = self.correction
        return asked is None or asked.state is not Correction.State.PROPOSED


def entries_told(request: OwnRequest, at: datetime) -> list[Entry]:
    """Read what is kept about a resident with what they propose; that is on record before."""
    ticket = own_ticket(request, at)
    facts, proposed = facts_told(ticket), personal.read_proposed(ticket)
    rows = Correction.objects.filter(bureau_id=request.bureau_id, person__in=request.people)
    last = {(one.person, one.kind): one for one in rows.order_by("pk")}
    return [entry(fact, last, proposed) for fact in facts]


def entry(
    fact: FactTold,
    last: Mapping[tuple[UUID, str], Correction],
    proposed: Mapping[tuple[UUID, personal.Kind], personal.Proposed],
) -> Entry:
    """Put together what is told of one fact."""
    person, kind = UUID(fact.person), personal.Kind(fact.kind)
    asked = last.get((person, kind))
    who = pseudonym(asked.bureau_id, asked.decided_by_id) if asked and asked.decided_by_id else ""
    return Entry(fact, asked, proposed.get((person, kind)), who)


@dataclass(frozen=True, slots=True)
class Shown:
    """A correction as an officer sees it, without what it says."""

    correction: Correction
    label: str | Promise
    may_decide: bool
    is_late: bool


def shown(one: Correction, officer: Officer, at: datetime) -> Shown:
    """Say whether an officer may decide, and whether it is late."""
    waits = one.state is Correction.State.PROPOSED
    return Shown(
        one,
        retention.KINDS[personal.Kind(one.kind)],
        waits and officer.pk not in barred(one),
        waits and at > one.due_at,
    )


def corrections_shown(officer: Officer, at: datetime) -> list[Shown]:
    """List the corrections of a bureau: what waits first and the oldest on top, then the rest."""
    last = Case(When(decision="", withdrawn_at=None, lapsed_at=None, then=0), default=1)
    rows = corrections_for(officer).order_by(last, "pk")
    return [shown(one, officer, at) for one in rows[:MOST_SHOWN]]


def waiting_corrections(officer: Officer) -> Waiting:
    """Count what waits for an officer's decision."""
    rows = waiting(corrections_for(officer)).order_by("pk")
    mine = [one.asked_at for one in rows if officer.pk not in barred(one)]
    return Waiting(len(mine), mine[0] if mine else None)
