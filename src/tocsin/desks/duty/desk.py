"""The phone as the start page lists it."""

from django.utils.translation import pgettext_lazy

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk

PHONE = Desk(
    key="X",
    address="duty:phone",
    label=pgettext_lazy("desk", "Phone"),
    roles=frozenset({Role.OFFICER, Role.COMMUNITY_OFFICER}),
)
