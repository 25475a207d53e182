"""The report as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk

SUPERVISION = Desk(
    key="R",
    address="supervision:report",
    label=_("Report"),
    roles=frozenset({Role.SUPERVISOR}),
)
