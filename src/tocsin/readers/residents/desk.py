"""The window as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk
from tocsin.kernel.shell.doors import Door

WINDOW = Desk(
    key="W",
    address="window:list",
    label=_("Window"),
    roles=frozenset({Role.COMMUNITY_OFFICER}),
)
OWN_RECORD = Door(address="my_record:enter", label=_("My record with the police"))
