"""The register of places as the start page and the top bar show it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import SYSTEMS, Role
from tocsin.kernel.shell.desks import Desk

PLACES = Desk(
    key="P",
    address="places:search",
    label=_("Places"),
    roles=frozenset(set(Role) - SYSTEMS),
)
