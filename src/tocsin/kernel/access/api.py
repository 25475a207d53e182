"""What other parts need to guard their addresses and fetch their rows."""

from tocsin.kernel.access.policies import (
    Policy,
    declare,
    declare_named,
    for_everyone,
    for_officers,
    for_roles,
    policy_for_name,
    policy_of,
)
from tocsin.kernel.access.programs import Holders, officer_of
from tocsin.kernel.access.scope import Scope, fetch, not_there, scope_of

__all__ = [
    "Holders",
    "Policy",
    "Scope",
    "declare",
    "declare_named",
    "fetch",
    "for_everyone",
    "for_officers",
    "for_roles",
    "not_there",
    "officer_of",
    "policy_for_name",
    "policy_of",
    "scope_of",
]
