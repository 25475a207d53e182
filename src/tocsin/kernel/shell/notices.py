"""What is told on every page of those whom it concerns, as soon as it happens."""

from dataclasses import dataclass

from django.urls import reverse

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Notice:
    """A fragment of a page, fetched at once and again after events of some kinds."""

    address: str
    on: str
    roles: frozenset[Role]

    @property
    def url(self) -> str:
        """Where the fragment is."""
        return reverse(self.address)


_NOTICES: list[Notice] = []


def give_notice(notice: Notice) -> None:
    """Put a notice on the pages; wired once, when the system starts."""
    if notice not in _NOTICES:
        _NOTICES.append(notice)


def notices_for(officer: Officer) -> list[Notice]:
    """List the notices that concern an officer."""
    return [notice for notice in _NOTICES if notice.roles & officer.roles]
