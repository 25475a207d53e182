"""A proposal as its page shows it, and what the reader may do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.two_person.kinds import kind_of
from tocsin.kernel.two_person.models import Proposal
from tocsin.kernel.two_person.states import OPEN, State


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal in words."""

    proposal: Proposal
    told: str
    state: State
    may_decide: bool
    is_mine: bool
    may_carry_out: bool

    @property
    def is_open(self) -> bool:
        """Whether something may still follow."""
        return self.state in OPEN


def shown(proposals: Iterable[Proposal], officer: Officer, at: datetime) -> list[Row]:
    """Describe proposals to an officer."""
    return [row_of(one, officer, at) for one in proposals]


def row_of(one: Proposal, officer: Officer, at: datetime) -> Row:
    """Describe one proposal; what has run out is shown so before the clerk has come by."""
    kind, state = kind_of(one), State(one.state)
    if state in OPEN and at > one.expires_at:
        state = State.EXPIRED
    is_mine = one.proposed_by_id == officer.pk
    is_for_them = bool(kind.for_whom) and one.words.get(kind.for_whom) == officer.username
    waits = state == State.WAITING and not is_mine and not is_for_them
    return Row(
        proposal=one,
        told=kind.told(one),
        state=state,
        may_decide=waits and bool(kind.approves & officer.roles),
        is_mine=is_mine and state in OPEN,
        may_carry_out=is_mine and state == State.APPROVED and not (kind.at_once or kind.at_console),
    )
