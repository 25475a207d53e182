"""The register of units as the start page and the top bar show it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import SYSTEMS, Role
from tocsin.kernel.shell.desks import Desk

UNITS = Desk(
    key="U",
    address="units:list",
    label=_("Units"),
    roles=frozenset(set(Role) - SYSTEMS),
)
