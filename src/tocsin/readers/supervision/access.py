"""Whose figures, and which incidents, a supervisor may see."""

from tocsin.desks.dispatch.api import Story, story_of
from tocsin.kernel.access.api import Scope, scope_of
from tocsin.kernel.accounts.api import Officer


def scope_for(officer: Officer) -> Scope:
    """Give a supervisor of the bureau everything, one of a station that station."""
    return scope_of(officer)


def story_for(officer: Officer, number: str) -> Story:
    """Fetch an incident within the supervisor's reach, with all that happened."""
    return story_of(scope_of(officer), number)
