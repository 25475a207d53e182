"""The page of retention as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk
from tocsin.readers.records.queries import lifts_waiting

RETENTION = Desk(
    key="H",
    address="records:retention",
    label=_("Retention"),
    roles=frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    waiting=lifts_waiting,
)
