"""The window and the wishes as the start page lists them."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk
from tocsin.kernel.shell.doors import Door
from tocsin.readers.residents.correction_queries import waiting_corrections
from tocsin.readers.residents.queries import waiting_wishes

WINDOW = Desk(
    key="W",
    address="window:list",
    label=_("Window"),
    roles=frozenset({Role.COMMUNITY_OFFICER}),
)
WISHES = Desk(
    key="L",
    address="erasures:list",
    label=_("Wishes to be erased"),
    roles=frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    waiting=waiting_wishes,
)
CORRECTIONS = Desk(
    key="N",
    address="corrections:list",
    label=_("Corrections"),
    roles=frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    waiting=waiting_corrections,
)
OWN_RECORD = Door(address="my_record:enter", label=_("My record with the police"))
