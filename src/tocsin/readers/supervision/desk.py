"""The report as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk
from tocsin.kernel.shell.notices import Notice

SUPERVISION = Desk(
    key="R",
    address="supervision:report",
    label=_("Report"),
    roles=frozenset({Role.SUPERVISOR}),
)
# Who must act when the record is in danger.
KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.SECURITY_OFFICER})
# What has happened to the copies, told on every page of those who must act on it.
COPIES = Notice(
    address="supervision:continuity_notice",
    on="copies.changed",
    roles=KEEPERS,
)
