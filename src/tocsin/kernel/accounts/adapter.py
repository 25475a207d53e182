"""How sign-in behaves here: accounts are given, never taken."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # no types
    """Closes public sign-up: an administrator adds officers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Say that nobody may make an account by themselves."""
        return False
