"""The window as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk

WINDOW = Desk(
    key="W",
    address="window:list",
    label=_("Window"),
    roles=frozenset({Role.COMMUNITY_OFFICER}),
)
