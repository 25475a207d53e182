"""The desks of the bureau, as the start page and the top bar list them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at a desk: how many, and since when the oldest."""

    count: int
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk that officers of certain roles use; ``key`` is the letter pressed after G."""

    key: str
    address: str
    label: str | Promise
    roles: frozenset[Role]
    waiting: Callable[[Officer], Waiting] | None = None

    @property
    def url(self) -> str:
        """Where the desk is."""
        return reverse(self.address)


_DESKS: list[Desk] = []


def open_desk(desk: Desk) -> None:
    """Put a desk on the list; wired once, when the system starts."""
    if all(other.address != desk.address for other in _DESKS):
        _DESKS.append(desk)


def desks_of(officer: Officer) -> list[Desk]:
    """List the desks an officer may use."""
    return desks_open_to(officer.roles)


def desks_open_to(roles: frozenset[Role]) -> list[Desk]:
    """List the desks that any of some roles opens."""
    return [desk for desk in _DESKS if desk.roles & roles]
