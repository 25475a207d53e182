"""The phone as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk

PHONE = Desk(
    key="X",
    address="duty:phone",
    label=_("Phone"),
    roles=frozenset({Role.OFFICER, Role.COMMUNITY_OFFICER}),
)
