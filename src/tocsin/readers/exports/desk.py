"""The pages of exports and of receivers as the start page lists them."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.shell.desks import Desk, Waiting
from tocsin.readers.exports.notice_views import HANDLERS
from tocsin.readers.exports.views import PROPOSERS


def notices_waiting(officer: Officer) -> Waiting:
    """Count what receivers have not confirmed; for a security officer what is overdue."""
    if Role.SUPERVISOR in officer.roles:
        return Waiting(*receivers.oldest(receivers.to_tell(officer.bureau_id)))
    return Waiting(*receivers.oldest(receivers.climbed(officer.bureau_id)))


EXPORTS = Desk(key="E", address="exports:desk", label=_("Exports"), roles=frozenset(PROPOSERS))
RECEIVERS = Desk(
    key="B",
    address="exports:receivers",
    label=_("Receivers"),
    roles=frozenset(HANDLERS),
    waiting=notices_waiting,
)
