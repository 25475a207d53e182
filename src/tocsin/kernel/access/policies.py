"""Who may reach an address: declared on the view itself, refused where nothing is declared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tocsin.kernel.accounts.roles import OUTSIDE, Role

ATTRIBUTE = "access_policy"
View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may reach an address."""

    everyone: bool = False
    roles: frozenset[Role] = frozenset()

    def admits(self, roles: frozenset[Role]) -> bool:
        """Say whether an officer with these roles may pass."""
        if self.everyone:
            return True
        if self.roles:
            return bool(self.roles & roles)
        # What is open to every officer is not so to the system of another organisation.
        return not roles or bool(roles - OUTSIDE)


PUBLIC = Policy(everyone=True)
SIGNED_IN = Policy()


def declare(policy: Policy) -> Callable[[View], View]:
    """Attach a policy to a view."""

    def attach(view: View) -> View:
        setattr(view, ATTRIBUTE, policy)
        return view

    return attach


def for_everyone(view: View) -> View:
    """Open a view to people who have not signed in."""
    return declare(PUBLIC)(view)


def for_officers(view: View) -> View:
    """Open a view to every officer who has signed in."""
    return declare(SIGNED_IN)(view)


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Open a view to officers who hold one of the roles.

    Place it outermost, above ``require_POST`` and the like.
    """
    if not roles:
        raise ValueError("Name at least one role.")
    return declare(Policy(roles=frozenset(roles)))


def policy_of(view: object) -> Policy | None:
    """Find the policy that a view declares, if it declares one."""
    found = getattr(view, ATTRIBUTE, None)
    return found if isinstance(found, Policy) else None


_BY_NAME: dict[str, Policy] = {}


def declare_named(policies: dict[str, Policy]) -> None:
    """Declare policies for views of libraries, by the name of their address."""
    _BY_NAME.update(policies)


def policy_for_name(name: str) -> Policy | None:
    """Find the policy declared for a library's view."""
    return _BY_NAME.get(name)
