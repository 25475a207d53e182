"""Proposals as lists read them."""

from datetime import datetime

from django.db.models import Min, QuerySet

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.shell.desks import Waiting
from tocsin.kernel.two_person.kinds import kinds
from tocsin.kernel.two_person.models import Proposal
from tocsin.kernel.two_person.states import OPEN, State


def proposals_for(officer: Officer) -> QuerySet[Proposal]:
    """List proposals of the kinds that an officer proposes or decides on, the newest first."""
    seen = [kind.name for kind in kinds() if kind.seen_by & officer.roles]
    rows = Proposal.objects.filter(bureau_id=officer.bureau_id, kind__in=seen)
    return rows.select_related("proposed_by", "decided_by")


def to_decide(officer: Officer, at: datetime) -> QuerySet[Proposal]:
    """List what waits for an officer's decision."""
    mine = [kind.name for kind in kinds() if kind.approves & officer.roles]
    rows = proposals_for(officer).filter(kind__in=mine, state=State.WAITING, expires_at__gte=at)
    return rows.exclude(proposed_by=officer).order_by("expires_at", "pk")


def still_open(officer: Officer, at: datetime) -> QuerySet[Proposal]:
    """List what is neither carried out nor ended, whoever decides on it."""
    return proposals_for(officer).filter(state__in=OPEN, expires_at__gte=at)


def waiting(officer: Officer, at: datetime) -> Waiting:
    """Count what waits for an officer's decision, and since when."""
    rows = to_decide(officer, at)
    return Waiting(rows.count(), rows.aggregate(oldest=Min("proposed_at"))["oldest"])
