"""The page of acts that need two people as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.shell.desks import Desk, Waiting
from tocsin.kernel.two_person import queries
from tocsin.kernel.two_person.views import ROLES


def waiting(officer: Officer) -> Waiting:
    """Count what waits for an officer's decision now."""
    return queries.waiting(officer, moment.now())


TWO_PEOPLE = Desk(
    key="T",
    address="two_person:desk",
    label=_("Two people"),
    roles=frozenset(ROLES),
    waiting=waiting,
)
