"""Whose figures a supervisor may see."""

from tocsin.kernel.access.api import Scope, scope_of
from tocsin.kernel.accounts.api import Officer


def scope_for(officer: Officer) -> Scope:
    """Give a supervisor of the bureau everything, one of a station that station."""
    return scope_of(officer)
