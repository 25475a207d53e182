"""The catalogue as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk

CATALOGUE = Desk(
    key="K",
    address="catalogue:page",
    label=_("Catalogue"),
    roles=frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
)
