"""What every act on a call begins with: the locked row, and the table of allowed changes."""

from django.utils.translation import gettext as _

from tocsin.desks.calls.errors import WrongState
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.states import CallState, may_change


def locked(call: Call) -> Call:
    """Read the call afresh and hold it until the transaction ends."""
    rows = Call.objects.select_for_update(of=("self",))
    return rows.select_related("bureau", "answered_by", "incident__head").get(pk=call.pk)


def advance(call: Call, then: CallState) -> None:
    """Change the state where the table allows it.

    Raises
    ------
    WrongState
        The table does not allow the change.
    """
    now = CallState(call.state)
    if not may_change(now, then):
        raise WrongState(
            _(
                '{number} is "{now}" and cannot become "{then}". Open it to see what happened.'
            ).format(number=call.number, now=now.label, then=then.label)
        )
    call.state = then


def need_open(call: Call) -> None:
    """Refuse to write into a call that nobody has open."""
    if call.state != CallState.OPEN:
        raise WrongState(
            _('{number} is "{now}"; only an open call is written into.').format(
                number=call.number, now=CallState(call.state).label
            )
        )
