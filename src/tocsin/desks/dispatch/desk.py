"""The dispatch desk on the start page: what waits there, and since when."""

from django.utils.translation import gettext_lazy as _

from tocsin.desks.dispatch.access import incidents_for
from tocsin.desks.dispatch.board.rows import MOST_ROWS
from tocsin.desks.dispatch.states import IncidentState
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.shell.desks import Desk, Waiting


def waiting(officer: Officer) -> Waiting:
    """Count the incidents to which nobody has been sent; counting stops where the board ends."""
    rows = incidents_for(officer).filter(state=IncidentState.WAITING).order_by("opened_at")
    moments = list(rows.values_list("opened_at", flat=True)[:MOST_ROWS])
    return Waiting(len(moments), moments[0] if moments else None)


DISPATCH = Desk(
    key="D",
    address="dispatch:desk",
    label=_("Dispatch"),
    roles=frozenset({Role.DISPATCHER, Role.SUPERVISOR}),
    waiting=waiting,
)
