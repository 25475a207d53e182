"""The call desk as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.desks.calls.queries import waiting
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk
from tocsin.kernel.shell.doors import Door

CALLS = Desk(
    key="C",
    address="calls:desk",
    label=_("Calls"),
    roles=frozenset({Role.CALL_TAKER}),
    waiting=waiting,
)
HELP = Door(address="calls:help", label=_("Ask the police for help in writing"))
